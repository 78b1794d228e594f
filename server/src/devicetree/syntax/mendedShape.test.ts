import { beforeAll, describe, expect, test, vi } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { BoardReader } from '../board.ts';
import { columnOfLine } from './indentation.ts';
import { closingsOf, mendShape } from './mendedShape.ts';
import type { DevicetreeParser } from './parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** A text with `¦` for each brace that its indentation shows to be missing, where that is. */
function marked(text: string): string {
  const file = new SourceFile('board.dts', text);
  const places = closingsOf(text, (at) => columnOfLine(file, at)).map(({ at }) => at);
  return places.toSorted((a, b) => b - a).reduce((left, at) => `${left.slice(0, at)}¦${left.slice(at)}`, text);
}

describe('a node that is left open ends', () => {
  test.each([
    ['before a line that is indented as its own is', '/ {\n\ta {\n\t\tx;\n\t¦b {\n\t\ty;\n\t};\n};\n'],
    ['before a sibling, empty', '/ {\n\ta {\n\t¦b {\n\t\ty;\n\t};\n};\n'],
    ['before a reference', '/ {\n\ta {\n\t\tx;\n\n¦¦&b {\n\ty;\n};\n'],
    ['before a reference with a label', '/ {\n\ta;\n\n¦l: m: &b {\n\ty;\n};\n'],
    ['before another root', '/ {\n\ta;\n\n¦/ {\n\tb;\n};\n'],
    ['before a deletion by reference', '/ {\n\ta;\n\n¦/delete-node/ &b;\n'],
  ])('%s', (_, text) => {
    expect(marked(text.replaceAll('¦', ''))).toBe(text);
  });
});

describe('the root and references last to the end of the text, however it is indented, before', () => {
  test.each([
    ['a property', '/ {\n\ta;\n\nb;\n¦'],
    ['a property with a value', '/ {\n\ta;\n\nb = <1>;\n¦'],
    ['a node', '/ {\n\ta;\n\nb {\n\tc;\n};\n¦'],
    ['a node with labels', '/ {\n\ta;\n\nl: m: b {\n\tc;\n};\n¦'],
    ['a node in a reference', '/ { };\n&a {\n\tx;\n\nb {\n\tc;\n};\n¦'],
    ['a node in a reference by path', '/ { };\nl:&{/a} {\n\tx;\n\nb {\n\tc;\n};\n¦'],
    ['a deletion of a property', '/ {\n\ta;\n\n/delete-property/ b;\n¦'],
    ['a deletion of a node by its name', '/ {\n\ta;\n\n/delete-node/ b;\n¦'],
  ])('%s', (_, text) => {
    expect(marked(text.replaceAll('¦', ''))).toBe(text);
  });

  test('nodes in them do not', () => {
    const text = '/ {\n\ta {\n\t\tx;\n\n¦b {\n\ty;\n};\n¦';
    expect(marked(text.replaceAll('¦', ''))).toBe(text);
  });
});

test('where the first lines in nodes are not indented, the others show nothing', () => {
  const text = '/ {\na {\nx;\nb {\ny;\n};\nc;\n¦¦';
  expect(marked(text.replaceAll('¦', ''))).toBe(text);
});

describe('of a text without indentation', () => {
  const shapeOf = (text: string, failsAt?: number) => {
    const file = new SourceFile('board.dts', text);
    const whole = parser.parse(text);
    const mended = mendShape(
      (asked) => parser.parse(asked),
      text,
      whole,
      (at) => columnOfLine(file, at),
      failsAt,
    );
    mended?.tree.delete();
    whole.delete();
    return mended;
  };

  test('the shape is not known where a brace is missing', () => {
    expect(shapeOf('/ {\na {\nx;\nb {\ny;\n};\n};\n')).toBeUndefined();
  });

  test('it is that without the line at which reading fails, where that has all braces', () => {
    const text = '/ {\na {\nx;\n};\nb { y = "1>; };\nc { z; };\n};\n';
    const mended = shapeOf(text, text.indexOf('"'));
    expect(mended?.leftOut).toEqual({ start: text.indexOf(' y ='), end: text.indexOf('};\nc') });
    expect(mended?.closings).toEqual([]);
  });
});

test.each([
  ['in the root', '/ {\np;\nq;\nr = = 3;\n', 4],
  ['in a reference', '/ { a: a { }; };\n&a {\np;\nq;\nr = = 3;\n', 5],
  ['in nodes', '/ {\na {\np;\nb {\nq;\nr = = 3;\n', 6],
])('nothing is wrong before the first error of a text without indentation: %s', (_, text, line) => {
  const reader = new BoardReader(new MemoryReader({ 'board.dts': `/dts-v1/;\n${text}` }), parser);
  const lines = reader
    .read(boardRequest('board.dts'))
    .problems.map(({ span }) => span?.file.lines.lineColumn(span.start).line);
  expect(Math.min(...lines.map((at) => at ?? 0))).toBe(line + 1);
});

test.each([
  ['a brace that is missing at its end', '/ {\n\ta;\n\tb = = 3;\n', 0],
  ['an error and a line that it is before and at', '/ {\n\ta {\n\t};\n\tb = { = 3;\n', 1],
])('the text is parsed again for what is changed in it alone, and once for each line: %s', (_, text, most) => {
  const file = new SourceFile('board.dts', text);
  const whole = parser.parse(text);
  const parse = vi.fn((mended: string) => parser.parse(mended));
  const mended = mendShape(parse, text, whole, (at) => columnOfLine(file, at), text.indexOf('= 3'));
  mended?.tree.delete();
  whole.delete();
  expect(parse.mock.calls.length).toBeLessThanOrEqual(most);
  const texts = parse.mock.calls.map(([asked]) => asked);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).not.toContain(text);
});
