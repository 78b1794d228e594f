import { expect, test } from 'vitest';
import { BEHAVIOURS, type BehaviourName, behavioursOf } from './behaviours.ts';
import { readKernelVersion } from './kernelVersion.ts';

const has = (version: string, name: BehaviourName) =>
  behavioursOf(readKernelVersion(version) ?? { major: 0, minor: 0, patch: 0 }).has(name);

test('versions are read as people and kernels write them', () => {
  expect(readKernelVersion('6.12')).toEqual({ major: 6, minor: 12, patch: Number.POSITIVE_INFINITY });
  expect(readKernelVersion('v6.12.117')).toEqual({ major: 6, minor: 12, patch: 117 });
  expect(readKernelVersion('5.10.0-28-arm64')).toEqual({ major: 5, minor: 10, patch: 0 });
  expect(readKernelVersion('6')).toBeUndefined();
  expect(readKernelVersion('latest')).toBeUndefined();
  expect(readKernelVersion('')).toBeUndefined();
});

test('a range begins with its first release and ends before its last', () => {
  expect(has('6.11.11', 'regions-initialised-by-address')).toBe(true);
  expect(has('6.12.0', 'regions-initialised-by-address')).toBe(false);
  expect(has('6.12', 'regions-initialised-by-address')).toBe(false);
});

test('a back-port divides a stable series; the series alone is its latest release', () => {
  expect(has('6.18.8', 'cma-command-line-skips-early')).toBe(false);
  expect(has('6.18.9', 'cma-command-line-skips-early')).toBe(true);
  expect(has('6.18', 'cma-command-line-skips-early')).toBe(true);
});

test('every behaviour has a unique name, words, versions and a source', () => {
  expect(new Set(BEHAVIOURS.map((behaviour) => behaviour.name)).size).toBe(BEHAVIOURS.length);
  for (const { summary, versions, source } of BEHAVIOURS) {
    expect(summary).toMatch(/\.$/);
    expect(source).not.toBe('');
    expect(versions.length).toBeGreaterThan(0);
  }
});
