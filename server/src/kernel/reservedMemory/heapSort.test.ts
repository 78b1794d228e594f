import { expect, test } from 'vitest';
import { heapSort } from './heapSort.ts';

interface Item {
  readonly key: number;
  readonly name: string;
}

const sorted = (keys: readonly number[], popsTwo: boolean): Item[] => {
  const items = keys.map((key, index) => ({ key, name: String.fromCharCode(97 + index) }));
  heapSort(items, (a, b) => a.key - b.key, popsTwo);
  return items;
};

test('sorts, whichever way elements leave the heap', () => {
  for (let length = 0; length < 40; length++) {
    const keys = Array.from({ length }, (_, index) => (index * 7919) % 13);
    const expected = [...keys].sort((a, b) => a - b);
    for (const popsTwo of [false, true]) expect(sorted(keys, popsTwo).map((item) => item.key)).toEqual(expected);
  }
});

test('two equal elements change places, as the boots of 6.1 and 7.2 show', () => {
  for (const popsTwo of [false, true]) {
    expect(sorted([1, 1], popsTwo).map((item) => item.name)).toEqual(['b', 'a']);
  }
});
