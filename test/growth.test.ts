import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { growth, LINEAR } from './growth.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The growth of a call that takes so many microseconds for an input of a size, and the sizes that were measured. */
function grownOf(size: number, microseconds: (size: number) => number): { grown: number; sizes: number[] } {
  const sizes: number[] = [];
  let used = 0;
  vi.spyOn(process, 'threadCpuUsage').mockImplementation((before) => {
    return { user: used - (before?.user ?? 0), system: 0 };
  });
  const same = (inputSize: number): number => inputSize;
  const grown = growth(size, same, (inputSize) => {
    sizes.push(inputSize);
    used += microseconds(inputSize);
  });
  return { grown, sizes };
}

test('the work of a regular expression that goes over a text once is measured, and linear', () => {
  const grown = growth(
    2000,
    (count) => `${'a '.repeat(count)}`,
    (text) => text.replaceAll(/\w /g, ''),
  );
  expect(grown).toBeGreaterThan(2);
  expect(grown).toBeLessThan(LINEAR);
});

test('what takes long and grows with the square is not measured again, so that a test of it fails instead of going on for hours', () => {
  const { grown, sizes } = grownOf(1000, (size) => 2 * size * size);
  expect({ grown, sizes }).toEqual({ grown: 16, sizes: [1000, 4000] });
});

test('the square is sought at larger sizes as long as that takes seconds', () => {
  const { grown, sizes } = grownOf(1000, (size) => (20_000 * size * size) / 1e6);
  expect({ grown, largest: Math.max(...sizes) }).toEqual({ grown: 16, largest: 16_000 });
});

test.each<[string, (size: number) => number]>([
  ['leaves the caches', (size) => size * (size > 3000 ? 200 : 20)],
  ['is the first for which the heap is collected', (size) => size * 20 + (size > 3000 ? 300_000 : 0)],
])('linear work is linear also where the larger input %s', (_, microseconds) => {
  expect(grownOf(1000, microseconds).grown).toBeLessThan(LINEAR);
});

test.each([0, 1])(
  'what others add to every second measurement neither hides the square nor makes linear work one',
  (odd) => {
    let measured = 0;
    const factor = (): number => (measured++ % 2 === odd ? 3 : 1);
    expect(grownOf(1000, (size) => 20 * size * factor()).grown).toBe(4);
    expect(grownOf(1000, (size) => 0.02 * size * size * factor()).grown).toBe(16);
  },
);
