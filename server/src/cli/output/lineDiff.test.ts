import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './lineDiff.ts';

const shown = (old: string, changed: string): string[] =>
  lineDiff([...old], [...changed]).map(({ mark, line }) => `${mark}${line}`);

test.each([
  ['abc', 'abXc', [' a', ' b', '+X', ' c']],
  ['abc', 'ac', [' a', '-b', ' c']],
  ['abcd', 'aXcY', [' a', '-b', '+X', ' c', '-d', '+Y']],
  ['', 'a', ['+a']],
  ['aa', 'a', [' a', '-a']],
])('%j and %j', (old, changed, expected) => expect(shown(old, changed)).toEqual(expected));

const LINES = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

test('has both texts whole, and shows no line as changed that both have at its ends', () =>
  fc.assert(
    fc.property(LINES, LINES, (old, changed) => {
      const lines = lineDiff(old, changed);
      expect(lines.filter(({ mark }) => mark !== '+').map(({ line }) => line)).toEqual(old);
      expect(lines.filter(({ mark }) => mark !== '-').map(({ line }) => line)).toEqual(changed);
      if (old.join() === changed.join()) expect(lines.every(({ mark }) => mark === ' ')).toBe(true);
    }),
  ));

test('texts too long to compare are shown whole', () => {
  const old = Array.from({ length: 1500 }, (_, index) => `old ${index}`);
  const changed = Array.from({ length: 1500 }, (_, index) => `new ${index}`);
  const lines = lineDiff(['same', ...old], ['same', ...changed]);
  expect(lines.map(({ mark }) => mark).join('')).toBe(` ${'-'.repeat(1500)}${'+'.repeat(1500)}`);
});
