import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { growth, LINEAR } from './growth.ts';

/** Numbers in a list, so that a call has something to go over. */
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('work in proportion to the input is linear', () => {
  expect(growth(100_000, numbers, (list) => list.map((value) => `${value}`).join())).toBeLessThan(LINEAR);
});

test('work that grows with the square of the input is not', () => {
  const pairs = (list: number[]): number => {
    let equal = 0;
    for (const one of list) for (const other of list) if (one === other) equal++;
    return equal;
  };
  expect(growth(2000, numbers, pairs)).toBeGreaterThan(LINEAR);
});

test('what takes long and grows with the square is not measured again, so that a test of it fails instead of going on for hours', () => {
  const sizes: number[] = [];
  let used = 0;
  const spy = vi.spyOn(process, 'threadCpuUsage').mockImplementation((before) => {
    return { user: used - (before?.user ?? 0), system: 0 };
  });
  const grown = growth(
    1000,
    (size) => size,
    (size) => {
      sizes.push(size);
      used += 2 * size * size;
    },
  );
  spy.mockRestore();
  expect({ grown, sizes }).toEqual({ grown: 16, sizes: [1000, 4000, 1000] });
});
