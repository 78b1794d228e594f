import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';
import { fullOptimisationLate, OPTIMISATION, oneOptimiser } from './optimisation.ts';

it.each([
  ['11.3.244.8-node.33', 'Node 20', false],
  ['12.4.254.21-node.33', 'Node 22', false],
  ['13.6.233.17-node.28', 'Node 24', true],
])('V8 %s, of %s, gets the option for its second compiler where it knows it: %s', (v8, _, isKnown) => {
  expect(fullOptimisationLate(v8) !== undefined).toBe(isKnown);
  expect(oneOptimiser(v8).includes('--max-opt=2')).toBe(isKnown);
});

it('the Node of these tests gets no option that it does not know', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const known = new Set(stdout.match(/^ {2}--\S+/gm)?.map((name) => name.trim()));
  const options = [
    ...Object.values(OPTIMISATION),
    fullOptimisationLate(process.versions.v8),
    ...oneOptimiser(process.versions.v8),
  ];
  const names = options.flatMap((option) => option?.split('=')[0]?.replace('--no-', '--') ?? []);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
