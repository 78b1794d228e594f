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
