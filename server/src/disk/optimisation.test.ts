import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { afterEach, expect, it, vi } from 'vitest';
import { optimiseFullyLate } from './optimisation.ts';

vi.mock('node:v8', () => ({ setFlagsFromString: vi.fn() }));

const { versions } = process;
afterEach(() => {
  Object.defineProperty(process, 'versions', { value: versions, configurable: true });
  vi.mocked(setFlagsFromString).mockClear();
});

it.each([
  ['11.3.244.8-node.33', 'Node 20', 0],
  ['12.4.254.21-node.33', 'Node 22', 0],
  ['13.6.233.17-node.28', 'Node 24', 1],
])('V8 %s, of %s, gets the option for its second compiler where it knows it', (v8, _, count) => {
  Object.defineProperty(process, 'versions', { value: { ...versions, v8 }, configurable: true });
  optimiseFullyLate();
  expect(setFlagsFromString).toHaveBeenCalledTimes(count);
});
