import { expect, test } from 'vitest';
import { markersOf } from './markers.ts';

const placesOf = (...lines: string[]): string[] =>
  markersOf(lines.join('\n')).map(({ line, start, end, rule }) => `${line}:${start}-${end} ${rule}`);

test.each([
  ['without indentation', ['  reg;', '//^^^ a'], ['0:2-5 a']],
  ['behind tabulators', ['\t\treg = <1>;', '//\t\t^^^ a'], ['0:2-5 a']],
  ['in the midst of a line', ['\treg = <1>;', '//\t      ^^^ a'], ['0:7-10 a']],
  ['of two rules', ['\treg;', '//\t^^^ a, b'], ['0:1-4 a', '0:1-4 b']],
  ['below each other', ['\treg = <1>;', '//\t^^^ a', '//\t       ^ b'], ['0:1-4 a', '0:8-9 b']],
  ['up to the end of the line', ['\treg', '//\t^^^ a'], ['0:1-4 a']],
  ['moved by a column', ['\treg;', '//\t ^^^ a'], ['0:2-5 a']],
  ['past the end of the line', ['\treg', '//\t ^^^ a'], ['0:2--1 a']],
  ['within a tabulator', ['\treg', '//  ^ a'], ['0:-1--1 a']],
])('a marker %s', (_, lines, places) => expect(placesOf(...lines)).toEqual(places));

test('a comment with a caret in it is no marker', () => {
  expect(placesOf('\treg;', '\t// 2^10', '// a ^ b')).toEqual([]);
});
