import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { DocumentTree } from './documentTree.ts';
import { typingPlaceAt } from './typingPlace.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** What is typed at the `|` of a text: the kind of place, the word, and for values where in the property it is. */
function placeIn(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const document = DocumentTree.read(new SourceFile('a.dts', marked.replace('|', '')), parser);
  const place = typingPlaceAt(document, offset);
  if (place === undefined) return undefined;
  const { kind, word, property, index, cells } = place;
  const value =
    property === undefined ? '' : ` of ${property}[${index}] after ${cells.map(({ text }) => text).join(' ')}`;
  return `${kind} '${document.file.text.slice(word.start, word.end)}' in ${place.node?.name.text}${value}`.trimEnd();
}

describe('what is typed at a place', () => {
  const PLACES: readonly (readonly [string, string | undefined])[] = [
    ['/ { a { re|g = <1>; }; };', "statement 'reg' in a"],
    ['/ { a { |', "statement '' in a"],
    ['/ { #add|', "statement '#add' in /"],
    ['/ { l: na|', "statement 'na' in /"],
    ['#inc|', "statement '#inc' in undefined"],
    ['/d|', "statement '/d' in undefined"],
    ['&cam|\n', "statement '&cam' in undefined"],
    ['/ { a { /del|', "statement '/del' in a"],
    ['/ { a { /delete-node/ x|;', "deleted-node 'x' in a"],
    ['/ { a { /delete-property/ |;', "deleted-property '' in a"],
    ['/ { a { reg = |', "value '' in a of reg[0] after"],
    ['/ { x = <1>, |', "value '' in / of x[1] after 1"],
    ['/ { x = &{/so|', "value '&{/so' in / of x[0] after"],
    ['/ { a { reg = <0 1|2 3>, <4>; }; };', "cell '12' in a of reg[0] after 0"],
    ['/ { a { reg = <0 1>, <4 |\n\t};\n};', "cell '' in a of reg[1] after 0 1 4"],
    ['/ { a { m = <&po|>; };', "cell '&po' in a of m[0] after"],
    ['/ { a { reg = <R(1, 2) 5 |>;', "cell '' in a of reg[0] after R(1, 2) 5"],
    ['/ { a { reg = <(1 + 2) |', "cell '' in a of reg[0] after (1 + 2)"],
    ['/ { a { reg = <R(1, MI|', "expression 'MI' in a of reg[0] after"],
    ['/ { a { reg = <(SI|ZE + 1)>;', "expression 'SIZE' in a of reg[0] after"],
    ['/ { a { x = "ok|ay"; }; };', "string 'okay' in a of x[0] after"],
    ['/ { a { x = "a", "ok|\n\t};\n};', "string 'ok' in a of x[1] after"],
    ['#include <dt-b|indings/x.h>\n/ { };', "include 'dt-bindings/x.h' in undefined"],
    ['#include "|\n', "include '' in undefined"],
    ['/include/ "a|', "include 'a' in undefined"],
    ['/ { x { y = <1>;\n#include "a|"\n};};', "include 'a' in x"],
    ['#ifdef CONFIG|\n/ { };', "condition 'CONFIG' in undefined"],
    ['#if defined(A) && B|', "condition 'B' in undefined"],
  ];
  it.each(PLACES)('%s', (marked, expected) => expect(placeIn(marked)).toBe(expected));

  const NEXT_STATEMENTS: readonly (readonly [string, string])[] = [
    ['/ { x { reusable\n\t\tno-|\n\t}; };', "statement 'no-' in x"],
    ['/ { x { reg = <1>\n\t\t|', "statement '' in x"],
    ['/ { P(1)\n\tre|', "statement 're' in /"],
    ['/ { compatible = \n\tre|g = <1>; };', "statement 'reg' in /"],
    ['/ { x = "broken\n\tre|', "statement 're' in /"],
  ];
  it.each(NEXT_STATEMENTS)('after a statement without its end: %s', (marked, expected) => {
    expect(placeIn(marked)).toBe(expected);
  });

  it.each([
    '/ { // a|\n',
    '/ { /* a|\n b */',
    '/ { /* a| */',
    '/ { x = /* a| */ <1>; };',
    '#define A B|',
    '#error bec|ause',
    '#include "a.h" |',
    '/ { x = <1>|; };',
    '/ { x |',
    '/ { x = [00 |',
    '/ { x = <1 "a|',
  ])('nothing: %s', (marked) => expect(placeIn(marked)).toBeUndefined());
});
