import { afterEach, expect, it, vi } from 'vitest';
import { wrap } from './table.ts';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 6, ['one', 'two', 'three']],
  ['one twenty-two three', 5, ['one', 'twenty-two', 'three']],
  ['größe ßßß x', 9, ['größe ßßß', 'x']],
  ['', 5, ['']],
  ['  a b', 4, ['a b']],
  ['a  b', 4, ['a  b']],
  ['a  b', 2, ['a ', 'b']],
])('%j in %i columns is %j', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

it('each word of a text is measured once', () => {
  const text = 'some words '.repeat(50);
  let measured = 0;
  const characters = String.prototype[Symbol.iterator];
  vi.spyOn(String.prototype, Symbol.iterator).mockImplementation(function (this: string) {
    measured += this.length;
    return characters.call(this);
  });
  const lines = wrap(text, 80);
  vi.restoreAllMocks();
  expect(lines.length).toBeGreaterThan(5);
  expect(measured).toBeGreaterThan(0);
  expect(measured).toBeLessThanOrEqual(text.length);
});
