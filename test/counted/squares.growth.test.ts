import { expect, test } from 'vitest';
import { squares } from './squares.ts';

/** Numbers in a list, so that a call has something to go over. */
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('work in proportion to the input is no square, in loops and calls, nor what is sorted', async () => {
  const double = (value: number): number => 2 * value;
  const linear = (list: number[]): unknown => {
    const known = new Set<number>();
    for (const value of list) known.add(double(value));
    return list.toSorted((a, b) => (known.has(a) ? b - a : a - b)).join();
  };
  expect(await squares(100, numbers, linear)).toEqual([]);
});

test('nor is what begins at some size, and what runs a few times for each piece then', async () => {
  const later = (list: number[]): number => (list.length < 200 ? 0 : list.reduce((sum, value) => sum + value));
  expect(await squares(100, numbers, later)).toEqual([]);
});

const half = (list: readonly number[], run: (before: number[], value: number) => unknown): void => {
  const before: number[] = [];
  for (const value of list) {
    run(before, value);
    before.push(value);
  }
};
let text = '';

test.each<[string, (list: number[]) => void, RegExp]>([
  [
    'a loop over all that came before',
    (list) =>
      half(list, (before) => {
        for (let at = 0; at < before.length; at++) if (before[at] === -1) text += at;
      }),
    /in a block: 4950, then 79800$/,
  ],
  [
    'a function that is called for all of it',
    (list) => half(list, (before, value) => before.some((other) => other === value)),
    /: 4950, then 79800$/,
  ],
  [
    'a list that is searched',
    (list) => half(list, (before, value) => before.indexOf(value)),
    /^indexOf of array: 4950, then 79800$/,
  ],
  ['a list that is copied', (list) => half(list, (before) => before.slice()), /^slice of array: 4950, then 79800$/],
  ['a list that is spread', (list) => half(list, (before) => [...before]), /^iterator of array: /],
  ['a list that becomes arguments', (list) => half(list, (before) => Math.max(...before)), /^iterator of array: /],
  ['a list of which a set is made', (list) => half(list, (before) => new Set(before)), /^iterator of array: /],
  [
    'a list into whose front is put',
    (list) => half(list, (before, value) => before.splice(0, 0, value)),
    /^splice of array: /,
  ],
  [
    'a text that is searched',
    (list) => {
      text = '';
      half(list, (_, value) => {
        text += 'a';
        text.indexOf(`${value}`);
      });
    },
    /^indexOf of string: 5050, then 80200$/,
  ],
  [
    'a text that a regular expression goes over',
    (list) => {
      text = '';
      half(list, () => {
        text += 'a';
        /b/.test(text);
      });
    },
    /^exec of a regular expression: 5050, then 80200$/,
  ],
])('%s is a square', async (_, call, place) => {
  expect(await squares(100, numbers, call)).toEqual([expect.stringMatching(place)]);
});
