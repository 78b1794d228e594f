import { expect, it } from 'vitest';
import { JsonList, jsonListOf } from '../../text/json/jsonList.ts';
import { jsonPieces, jsonText } from './jsonText.ts';

const count = (most: number): number[] => Array.from({ length: most }, (_, index) => index);
const squares = (most: number) => jsonListOf(count(most), (number) => ({ number, square: `${number * number}` }));

it.each([
  ['a number', 1],
  ['nothing', null],
  ['an object', { a: [1, { b: 'c' }], d: {}, e: [] }],
  ['an empty list', { list: squares(0) }],
  ['a list', squares(3)],
  ['a long list', { before: 1, list: squares(2000), after: [2] }],
  ['lists in a list', { list: jsonListOf([1, 0, 600], (most) => ({ most, list: squares(most) })) }],
  ['lists between other items', jsonListOf([0, 1, 2, 3, 4], (at) => (at % 2 === 0 ? at : { list: squares(at) }))],
  ['a list of lists', jsonListOf([1, 0, 2], (most) => squares(most))],
  ['a list where none is looked for', { deeper: { list: [squares(2)] } }],
  ['members that are left out', { list: squares(1), none: undefined }],
  ['a list of nothing', { list: jsonListOf(count(2), () => undefined) }],
])('prints %s as JSON.stringify does', (_name, value) => {
  for (const indent of [0, 1, 2]) expect(jsonText(value, indent)).toBe(JSON.stringify(value, null, indent));
});

it('escapes what a terminal would obey, in names and in what is made as it is printed', () => {
  const text = jsonText({ '\u009b': jsonListOf(['\u202e'], (name) => ({ name })), list: ['\u007f'] });
  expect(text).toBe('{"\\u009b":[{"name":"\\u202e"}],"list":["\\u007f"]}');
});

it('makes the items of a long list when they are printed, and keeps none', () => {
  let made = 0;
  const list = jsonListOf(count(20_000), (number) => ({ number: ++made, parts: squares(number % 3) }));
  const deep = { nodes: jsonListOf([1], () => ({ properties: list })) };
  let printed = 0;
  let longest = 0;
  let waiting = 0;
  for (const piece of jsonPieces(deep, 2)) {
    printed += piece.match(/"number":/g)?.length ?? 0;
    longest = Math.max(longest, piece.length);
    waiting = Math.max(waiting, made - printed);
  }
  expect(waiting).toBeLessThan(2000);
  expect(made).toBe(20_000);
  expect(longest).toBeLessThan(100_000);
});

it('goes through a list anew each time', () => {
  const list = new JsonList(() => [1, 2].values());
  expect([jsonText(list), jsonText(list)]).toEqual(['[1,2]', '[1,2]']);
});
