import process from 'node:process';
import { expect, it } from 'vitest';
import { fullOptimisationLate, oneOptimiser } from './optimisation.ts';

it.each([
  ['11.3.244.8-node.33', 'Node 20', false],
  ['12.4.254.21-node.33', 'Node 22', false],
  ['13.6.233.17-node.28', 'Node 24', true],
  [process.versions.v8, 'the Node of these tests', true],
])('V8 %s, of %s, gets the option for its second compiler where it knows it: %s', (v8, _, isKnown) => {
  expect(fullOptimisationLate(v8) !== undefined).toBe(isKnown);
  expect(oneOptimiser(v8).includes('--max-opt=2')).toBe(isKnown);
});
