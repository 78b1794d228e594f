import { expect, test } from 'vitest';
import type { Behaviour } from './behaviour.ts';
import { BEHAVIOURS, type BehaviourName, behavioursOf, unsettledBehaviours } from './behaviours.ts';
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
  expect(has('6.11.11', 'dma-zone-in-whole-bits')).toBe(true);
  expect(has('6.12.0', 'dma-zone-in-whole-bits')).toBe(false);
  expect(has('6.12', 'dma-zone-in-whole-bits')).toBe(false);
});

test('a back-port divides a stable series; the series alone is its latest release', () => {
  expect(has('6.18.8', 'cma-command-line-skips-early')).toBe(false);
  expect(has('6.18.9', 'cma-command-line-skips-early')).toBe(true);
  expect(has('6.18', 'cma-command-line-skips-early')).toBe(true);
});

test('a change that came by a stable update divides the series that it was back-ported to', () => {
  expect(has('6.12.12', 'regions-initialised-by-address')).toBe(true);
  expect(has('6.12.13', 'regions-initialised-by-address')).toBe(false);
  expect(has('6.12.102', 'region-table-of-fixed-size')).toBe(true);
  expect(has('6.12.103', 'region-table-of-fixed-size')).toBe(false);
  expect(has('6.13', 'region-table-of-fixed-size')).toBe(false);
});

test.each([
  ['6.1', []],
  ['6.1.192', []],
  ['6.6', ['linear-map-in-whole-pages']],
  ['6.12.116', []],
  ['6.12', []],
  ['6.18', ['linear-map-in-whole-pages']],
  ['7.2.13', []],
  ['7.2', []],
  ['7.2.14', ['linear-map-in-whole-pages', 'coherent-pool-size-in-kib']],
  ['7.3', []],
  ['7.3.1', ['linear-map-in-whole-pages', 'coherent-pool-size-in-kib']],
  ['7.3.4', []],
])('of Linux %s it is not known whether it has %j', (version, names) => {
  const read = readKernelVersion(version) ?? { major: 0, minor: 0, patch: 0 };
  expect(unsettledBehaviours(read).map(({ name }) => name)).toEqual(names);
});

const rows: readonly Behaviour[] = BEHAVIOURS;

test('every behaviour has a unique name, words, versions and a source', () => {
  expect(new Set(rows.map((behaviour) => behaviour.name)).size).toBe(rows.length);
  for (const { summary, versions, source } of rows) {
    expect(summary).toMatch(/\.$/);
    expect(source).not.toBe('');
    expect(versions.length).toBeGreaterThan(0);
  }
});

test('every behaviour names the commits that change it, or the releases that were booted with and without it', () => {
  for (const { name, commits, booted, unsettled } of rows) {
    expect(commits !== undefined || booted !== undefined, name).toBe(true);
    for (const commit of commits ?? []) expect(commit, name).toMatch(/^[0-9a-f]{10,40}$|^[\w/:, .()-]+: .{10,}$/);
    // Without a commit nothing is known between the booted releases.
    if (commits === undefined) expect(unsettled, name).not.toEqual(undefined);
  }
});

test('what was booted is what the table says, and is settled', () => {
  let checked = 0;
  for (const { name, booted } of rows) {
    for (const [versions, holds] of [
      [booted?.having ?? [], true],
      [booted?.lacking ?? [], false],
    ] as const) {
      for (const version of versions) {
        const read = readKernelVersion(version) ?? { major: 0, minor: 0, patch: 0 };
        expect(has(version, name as BehaviourName), `${name} ${version}`).toBe(holds);
        expect(unsettledBehaviours(read).map((each) => each.name)).not.toContain(name);
        checked++;
      }
    }
  }
  expect(checked).toBeGreaterThan(0);
});
