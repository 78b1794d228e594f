import { beforeAll, describe, expect, it, vi } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import { findFirstError } from './firstError.ts';
import { goodHead, withoutGoodBeginning } from './goodBeginning.ts';
import type { DevicetreeParser } from './parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const HEAD = '/dts-v1/;\n/memreserve/ 1 2;\n/ {\n';

/** What may stand before an error, any number of times: how it begins, and how it goes on. */
const SHORTENED: readonly (readonly [string, string])[] = [
  ['', 'p;'],
  ['', 'a,b = <1>, "x";\n'],
  ['', 'l: n@1 { p; };\n'],
  ['', '/omit-if-no-ref/ n { /delete-property/ p; /delete-node/ &a; };'],
  ['', 'p = <1>\n'],
  ['', 'X(1, (2), "{");\n'],
  ['p = ', '<1>, '],
  ['p = ', '&l,'],
  ['p = ', '&{/a/b} , '],
  ['p = ', '/incbin/("a", 1, 2), '],
  ['l: p = <1>, <', '&l '],
  ['p = <', '0x1\n'],
  ['p = <', 'F(1) /* } */ (1 + 2) '],
  ['p = /bits/ 8 <', "'a' "],
  ['p = [', '00 l: 11 '],
  ['', 'p = <1 2> // {\n, <3>;'],
];

/** And what the parser alone knows how to read, or has open. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ...SHORTENED,
  ['', 'n { m { '],
  ['p = <(', '1 < 2 || '],
  ['p = ', 'l: "a;{" m: ,'],
  ['p = ', 'A, '],
  ['', 's = "a\n{";\n'],
  ['', "c = <'{' '\\\\' '\\''>;\n"],
  ['', '#pragma {\n p;\n'],
  ['p = <', 'A#pragma {\n '],
  ['p = <', '&l#pragma {\n '],
  ['', '/delete-property//* { */ p;\n'],
  ['', 'p = "an open string {\n'],
];

/** What dtc cannot take, where it stands alone or goes on. */
const ERRORS = [
  '"',
  '{',
  '} }',
  '(',
  ')',
  '<',
  '>',
  ']',
  ',',
  '= =',
  '!',
  '&{',
  '/bits/',
  'l: ;',
  '<1 2',
  '"a" "b"',
  '~ ~',
  "'",
];

describe.each(BEGINNINGS)('a text that goes on as %j%j', (head, part) => {
  it.each(ERRORS)(
    'fails at %j where the parser first fails in the whole text, and might go on with the same',
    (wrong) => {
      for (const count of [0, 1, 50]) {
        for (const rest of ['', `;\n${part.repeat(3)}};\n`]) {
          const text = `${HEAD}${head}${part.repeat(count)}${wrong}${rest}`;
          const tree = parser.parse(text);
          if (tree.rootNode.hasError) {
            const shortened = findFirstError(parser, text, tree);
            // It is to know nothing of this text.
            parser.parseGood(`${HEAD}<`);
            const spy = vi.spyOn(parser, 'failsAt').mockReturnValue(0);
            expect(shortened, text).toEqual(findFirstError(parser, text, tree));
            spy.mockRestore();
          }
          tree.delete();
        }
      }
    },
  );
});

it.each(SHORTENED)('of a long text that goes on as %j%j the end is looked at', (head, part) => {
  const text = HEAD + head + part.repeat(1000);
  const { text: short, shift } = withoutGoodBeginning(text, text.length);
  expect(short.length).toBeLessThan(HEAD.length + 6 * part.length);
  expect(short.length).toBe(text.length - shift);
  expect(short.at(-1)).toBe(text.at(-1));
});

it('what stands before the first error is not parsed again, nor looked through, to find it', () => {
  const text = `${HEAD}${'p;'.repeat(300_000)}"${'p;'.repeat(1000)}\n};\n`;
  const tree = parser.parse(text);
  parser.failsAt(text);
  const spies = (['parse', 'parseWithin', 'parseGood', 'firstStop'] as const).map((name) => vi.spyOn(parser, name));
  const { offset } = findFirstError(parser, text, tree);
  tree.delete();
  expect(offset).toBe(text.indexOf('"'));
  const parsed = spies.flatMap((spy) => spy.mock.calls.map(([each]) => each.length));
  for (const spy of spies) spy.mockRestore();
  expect(Math.max(...parsed)).toBeLessThan(3000);
  expect(parsed.length).toBeLessThan(3);
});

it('nor is it where what fails is the last of a text that is cut, in nodes that are open', () => {
  const before = `${HEAD}${'p;'.repeat(300_000)}`;
  const text = `${before}"${'p;'.repeat(1 << 17)}`;
  parser.parseGood(text);
  expect(parser.stopOf(text)?.offset).toBe(before.length);
  const read = text.slice(0, before.length + (1 << 16));
  const tree = parser.parse(read);
  const spies = (['parse', 'parseWithin', 'parseGood', 'firstStop'] as const).map((name) => vi.spyOn(parser, name));
  const { offset } = findFirstError(parser, read, tree);
  tree.delete();
  const parsed = spies.flatMap((spy) => spy.mock.calls.map(([each]) => each.length));
  for (const spy of spies) spy.mockRestore();
  expect(offset).toBe(before.length);
  expect(Math.max(0, ...parsed)).toBeLessThan(1 << 17);
});

it.each([
  ['a comment', 'p = <1 ', '/*', '*/', ' {'],
  ['a comment where a value may stand', 'p = <(1 + ', '/*', '*/', ' {'],
  ['a comment between statements', 'p;', '/*', '*/', '<'],
  ['a string', 'p = "a", ', '"', '"', ' "b"'],
  ['a string where none may stand', 'p;', '"', '";', ' p;'],
  ['a character', 'p = <1 ', "'", "'", ' {'],
  ['blanks', 'p = <1', ' ', ' ', '{'],
])('before the first error %s may stand that goes on for very long', (_name, before, opening, closing, wrong) => {
  const failing = (inside: string): number => {
    const text = `${HEAD}${before}${opening}${inside}${closing}${wrong}\n};\n`;
    const tree = parser.parse(text);
    const { offset } = findFirstError(parser, text, tree);
    tree.delete();
    const start = HEAD.length + before.length;
    return offset > start + opening.length ? offset - inside.length : offset;
  };
  for (const character of [' ', '\n']) expect(failing(character.repeat(80_000)), character).toBe(failing(character));
});

it.each([
  ['/ {\nsoc {\n', true],
  ['/ {\na: b: n@1 {\n', true],
  ['l: &a {\nn {\n', true],
  ['&{/a/b} {\n/omit-if-no-ref/ n {\n', true],
  ['/ {\n&a {\n', false],
  ['&a {\n/ {\n', false],
  ['n {\n', false],
  ['/ {\nX(n) {\n', false],
])('a text is divided in nodes that go on as %j: %s', (headings, isDivided) => {
  const text = `/dts-v1/;\n${headings}${'p;'.repeat(10_000)}`;
  const head = goodHead(text, text.length);
  expect(head !== undefined).toBe(isDivided);
  if (head !== undefined) expect(head.blank.replaceAll(/\s*\n\s*/g, '\n').trim()).toBe(headings.trim());
});
