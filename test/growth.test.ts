import { expect, test } from 'vitest';
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
