import { expect, it } from 'vitest';
import { sameData } from './sameData.ts';

const value = (change: object = {}) => ({
  name: 'root',
  size: 5n,
  bytes: Uint8Array.of(1, 2),
  options: new Map<string, string | number>([
    ['A', 1],
    ['B', 'y'],
  ]),
  list: [{ path: undefined }, null],
  ...change,
});

it('finds the same data in values that share nothing', () => expect(sameData(value(), value())).toBe(true));

it.each([
  ['a text', { name: 'Root' }],
  ['a number', { size: 5 }],
  ['a byte', { bytes: Uint8Array.of(1, 3) }],
  ['fewer bytes', { bytes: Uint8Array.of(1) }],
  ['bytes of another kind', { bytes: [1, 2] }],
  ['a value of a map', { options: new Map([['A', 2]]) }],
  [
    'the order of a map',
    {
      options: new Map<string, string | number>([
        ['B', 'y'],
        ['A', 1],
      ]),
    },
  ],
  ['a shorter list', { list: [{ path: undefined }] }],
  ['a name more', { other: undefined }],
  ['an object instead of nothing', { list: [{ path: undefined }, {}] }],
  ['a name that is missing', { list: [{}, null] }],
])('sees %s', (_, change) => {
  expect(sameData(value(), value(change))).toBe(false);
  expect(sameData(value(change), value())).toBe(false);
});

/** What shows nothing of itself. */
class Hidden {
  readonly #state: number;

  constructor(state: number) {
    this.#state = state;
  }

  get state(): number {
    return this.#state;
  }
}

it.each<[string, unknown, unknown]>([
  ['sets', new Set([1]), new Set([2])],
  ['objects that hide their state', new Hidden(1), new Hidden(2)],
  ['functions', () => 1, () => 1],
])('takes no two %s for the same', (_, one, other) => {
  expect(sameData({ one }, { one: other })).toBe(false);
  expect(sameData({ one }, { one })).toBe(true);
});

it('finds two objects without names the same', () => expect(sameData({}, {})).toBe(true));
