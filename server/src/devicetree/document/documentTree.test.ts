import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { numberAt } from '../../text/cells.ts';
import { LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { BoardReader } from '../board.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { nodeAtPath } from '../tree/deviceTree.ts';
import { DocumentTree, pathOf } from './documentTree.ts';
import { DocumentTrees, MOST_KEPT_CHARACTERS } from './documentTrees.ts';
import type { DocumentStatement } from './statements.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const read = (text: string): DocumentTree => DocumentTree.read(new SourceFile('a.dts', text), parser);

const SAMPLES = ['camera-board.dts', 'faulty-board.dts', 'heron.dtsi', 'second-camera.dtso', 'dsp-board.dts'].map(
  (name) => readFileSync(new URL(`../../../../samples/${name}`, import.meta.url), 'latin1'),
);

/** A document with one of everything. */
const BOARD = `/dts-v1/;
#include "soc.dtsi"
/memreserve/ 0x1000 0x1000;
/ {
	a: b: pool@1 { compatible = "x", "y\\n"; reg = <0x0 0x10 &isp (1 + 2)>, <5>; no-map; };
	/delete-node/ old;
	NODE(1);
	mixed = [00 11], /bits/ 64 <7 8>, &isp, <WIDTH 1>, <2>;
};
&isp { /delete-property/ status; port { }; };
`;

/** Every syntax node with its place, to compare two ways to a tree. */
const dump = (document: DocumentTree): string[] =>
  document.withSyntax((tree) => {
    const lines: string[] = [];
    const cursor = tree.walk();
    for (let depth = 0; ; ) {
      lines.push(
        `${' '.repeat(depth)}${cursor.currentFieldName ?? ''} ${cursor.nodeType} ${cursor.startIndex}-${cursor.endIndex}`,
      );
      if (cursor.gotoFirstChild()) {
        depth++;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        depth--;
        if (cursor.gotoParent()) continue;
        cursor.delete();
        return lines;
      }
    }
  });

/** A statement and what stands in it, without what leads back. */
const shape = (statement: DocumentStatement): unknown => [
  statement.kind,
  ...statement.labels.map(({ text }) => `${text}:`),
  ...(statement.name === undefined ? [] : [statement.name.text]),
  ...(statement.kind === 'node' ? statement.statements.map(shape) : []),
];

describe('the statements of a document', () => {
  it('are as they are written', () => {
    expect(read(BOARD).statements.map(shape)).toEqual([
      ['include'],
      ['memory-reservation'],
      [
        'node',
        '/',
        ['node', 'a:', 'b:', 'pool@1', ['property', 'compatible'], ['property', 'reg'], ['property', 'no-map']],
        ['delete-node', 'old'],
        ['macro', 'NODE'],
        ['property', 'mixed'],
      ],
      ['node', '&isp', ['delete-property', 'status'], ['node', 'port']],
    ]);
  });

  it('know where they, their names and their bodies stand', () => {
    const pool = read(BOARD).nodeAround(BOARD.indexOf('no-map'));
    const text = (span: { start: number; end: number } | undefined): string => BOARD.slice(span?.start, span?.end);
    expect(text(pool?.span)).toMatch(/^a: b: pool@1 \{.*\};$/);
    expect(text(pool?.name.span)).toBe('pool@1');
    expect(text(pool?.labels[1]?.span)).toBe('b:');
    expect(text(pool?.body)).toMatch(/^ compatible.*no-map; $/);
    expect(pool?.parent?.name.text).toBe('/');
  });

  it('are bounded in depth, and any number of them is read', () => {
    expect(read('a {'.repeat(5000)).statements).toHaveLength(1);
    expect(read(`/ {${'a { };'.repeat(5000)}};`).nodeAround(3)?.statements).toHaveLength(5000);
  });
});

/** The names of the nodes around an offset, by counting braces: for documents in which nothing is missing. */
function bracesAround(text: string, offset: number): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\]|\\.)*"/g, (other) => ' '.repeat(other.length));
  const names: string[] = [];
  for (const { 0: brace, index } of code.slice(0, offset).matchAll(/[{}]/g)) {
    if (brace === '}') names.pop();
    else names.push(/([^\s;{}]+)\s*$/.exec(code.slice(0, index))?.[1] ?? '');
  }
  return names;
}

describe('the path at each offset', () => {
  it.each(SAMPLES.map((text, index) => [index, text] as const))('of sample %i, whole and half typed', (_, text) => {
    const whole = read(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const expected = bracesAround(text, offset);
      const path = (document: DocumentTree): readonly string[] => pathOf(document.nodeAround(offset));
      expect(path(whole), `whole at ${offset}`).toEqual(expected);
      expect(path(read(text.slice(0, offset))), `cut off at ${offset}`).toEqual(expected);
      const endOfLine = text.indexOf('\n', offset);
      if (endOfLine < 0) continue;
      const restGone = text.slice(0, offset) + text.slice(endOfLine);
      expect(path(read(restGone)), `without the rest of the line at ${offset}`).toEqual(expected);
    }
  });
});

describe('the property at an offset', () => {
  const HALF_TYPED: readonly (readonly [string, string | undefined])[] = [
    ['/ { a { comp|', 'comp'],
    ['/ { a { compatible = |', 'compatible'],
    ['/ { a { compatible = "vend|', 'compatible'],
    ['/ { a { reg = <0 |', 'reg'],
    ['/ { a { reg = <0 1| }; };', 'reg'],
    ['/ { a { reg = <0 1 |\n\t};\n};', 'reg'],
    ['/ { a { reg\n|\n\t};\n};', undefined],
    ['/ { a { x = <1>; | y; }; };', undefined],
    ['/ { a { x = <1>;| y; }; };', 'x'],
    ['/ { a { x = <1>;|y; }; };', 'y'],
    ['/ { a { memory-region = <&po|>; }; };', 'memory-region'],
    ['/ { a { // x = |\n }; };', undefined],
  ];
  it.each(HALF_TYPED)('%s', (marked, expected) => {
    const offset = marked.indexOf('|');
    const statement = read(marked.replace('|', '')).statementAt(offset);
    expect(statement?.kind === 'property' ? statement.name.text : undefined).toBe(expected);
  });
});

describe('the value at an offset', () => {
  const at = (text: string, document = BOARD) => {
    const start = document.indexOf(text);
    const value = read(document).valueAt(start);
    return value && { ...value, span: document.slice(value.span.start, value.span.end) };
  };

  it('is a cell, a string, bytes or a reference, with its place in the value', () => {
    expect(at('0x10 &')).toEqual({ kind: 'cell', span: '0x10', index: 0, cell: 1, offset: 4 });
    expect(at('&isp (1')).toEqual({ kind: 'cell', span: '&isp', index: 0, cell: 2, offset: 8 });
    expect(at('+ 2')).toEqual({ kind: 'cell', span: '(1 + 2)', index: 0, cell: 3, offset: 12 });
    expect(at('5>')).toEqual({ kind: 'cell', span: '5', index: 1, cell: 0, offset: 16 });
    expect(at('"y')).toEqual({ kind: 'string', span: '"y\\n"', index: 1, cell: undefined, offset: 2 });
    expect(at('[00')).toEqual({ kind: 'bytes', span: '[00 11]', index: 0, cell: undefined, offset: 0 });
    expect(at('8>')).toEqual({ kind: 'cell', span: '8', index: 1, cell: 1, offset: 10 });
    expect(at('&isp, <')).toEqual({ kind: 'reference', span: '&isp', index: 2, cell: undefined, offset: 18 });
  });

  it('has no offset after what the document does not say', () => {
    expect(at('WIDTH')).toMatchObject({ cell: 0, offset: undefined });
    expect(at('1>, <2')).toMatchObject({ cell: 1, offset: undefined });
    expect(at('2>;')).toMatchObject({ cell: 0, offset: undefined });
  });

  it('between cells, and in a list without any, says how many stand before', () => {
    expect(at(' 2>;', '/ { x = <1  2>; };')).toMatchObject({ kind: 'cells', cell: 1, offset: 4 });
    expect(at('>;', '/ { x = <>; };')).toMatchObject({ kind: 'cells', cell: 0, offset: 0 });
    expect(at('= <', BOARD)).toBeUndefined();
  });

  it('goes on where it breaks off', () => {
    const typed = (marked: string) => read(marked.replace('|', '')).valueAt(marked.indexOf('|'));
    expect(typed('/ { a { reg = <0 |')).toMatchObject({ kind: 'cells', index: 0, cell: 1, offset: 4 });
    expect(typed('/ { a { reg = <0>, <1 2 |\n\t};\n};')).toMatchObject({
      kind: 'cells',
      index: 1,
      cell: 2,
      offset: 12,
    });
    expect(typed('/ { a { compatible = |\n\t};\n};')).toMatchObject({ kind: 'missing', index: 0, offset: 0 });
    expect(typed('/ { a { compatible = "vend|\n\t};\n};')).toMatchObject({ kind: 'string', index: 0 });
    expect(typed('/ { a { memory-region = <&po|\n\t};\n};')).toMatchObject({ kind: 'cell', cell: 0 });
    expect(typed('/ { a { reg = <0> |\n\t};\n};')).toBeUndefined();
  });

  it('has the offset at which the tree holds it', () => {
    const text = readFileSync(new URL('../../../../test/fixtures/boards/five-cells.dts', import.meta.url), 'latin1');
    const board = new BoardReader(new MemoryReader({ 'a.dts': text }), parser).read(boardRequest('a.dts'));
    const document = read(text);
    let cells = 0;
    for (let offset = 0; offset < text.length; offset++) {
      const value = document.valueAt(offset);
      const statement = document.statementAt(offset);
      if (value?.kind !== 'cell' || statement?.kind !== 'property') continue;
      const node = nodeAtPath(board.tree, pathOf(statement.parent).join('/'));
      const bytes = node?.properties.get(statement.name.text)?.value ?? new Uint8Array();
      const written = BigInt(text.slice(value.span.start, value.span.end));
      expect(numberAt(bytes, value.offset ?? -1, 1)).toBe(written);
      cells++;
    }
    expect(cells).toBeGreaterThan(20);
  });
});

describe('an edited document', () => {
  /** What a person types, in pieces that open, close and break things. */
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '};',
      ';',
      '<',
      '>',
      '"',
      '/*',
      '*/',
      '//',
      '\n',
      '&',
      '&isp',
      '= <1 2>;',
      'a { };',
      '\0',
      '\\\n',
    ),
    fc.constantFrom(
      '#if 0\n',
      '#endif\n',
      '#define X(a) \\\n a\n',
      '/delete-node/ x;',
      'X(1)',
      '[00',
      '(1 +',
      "'",
      '?',
      ':',
      'l:',
    ),
    fc.string({ maxLength: 3 }),
  );
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
    inserted: fc.oneof(fc.constant(''), piece),
  });

  it('is the same as one that was read anew, whatever was typed', () => {
    const property = fc.property(
      fc.constantFrom(...SAMPLES, BOARD),
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      (begun, edits) => {
        const trees = new DocumentTrees(parser);
        let text = begun;
        trees.of(new SourceFile('a.dts', text));
        for (const { at, removed, inserted } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + inserted + text.slice(start + removed);
          const edited = trees.of(new SourceFile('a.dts', text));
          const fresh = read(text);
          expect(dump(edited)).toEqual(dump(fresh));
          expect(edited.statements).toEqual(fresh.statements);
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('is parsed once a version, and older versions still answer', () => {
    const trees = new DocumentTrees(parser);
    const first = new SourceFile('a.dts', '/ { a { x; }; };');
    const tree = trees.of(first);
    expect(trees.of(first)).toBe(tree);
    const next = trees.of(new SourceFile('a.dts', '/ { a { x = <1>; }; };'));
    expect(next).not.toBe(tree);
    expect(pathOf(tree.nodeAround(8))).toEqual(['/', 'a']);
    expect(next.valueAt(13)?.kind).toBe('cell');
  });

  it('whose version before was whole keeps no tree of that while it is parsed with an error', () => {
    const before = read('/ { a { x; }; };');
    const { parseWithin } = parser;
    let wasKept: boolean | undefined;
    vi.spyOn(parser, 'parseWithin').mockImplementation((text) => {
      const whole = vi.spyOn(parser, 'parseGood');
      before.withSyntax(() => undefined);
      wasKept = whole.mock.calls.length === 0;
      whole.mockRestore();
      return parseWithin.call(parser, text);
    });
    const broken = DocumentTree.read(new SourceFile('a.dts', '/ { a { x = <; }; };'), parser, before);
    vi.restoreAllMocks();
    expect(wasKept).toBe(false);
    expect(pathOf(broken.nodeAround(8))).toEqual(['/', 'a']);
  });

  it('is read as far whatever is known of its first error', () => {
    const refused = 'a b;\n'.repeat(LIMITS.brokenPlaces.most + 100);
    const file = new SourceFile('a.dts', `/ {\n${refused}${'p;'.repeat(LIMITS.refusedUnseen.most / 2)}= =\n};\n`);
    const statementsRead = (): number => {
      const tree = DocumentTree.read(file, parser);
      const [root] = tree.statements;
      tree.release();
      return root?.kind === 'node' ? root.statements.length : 0;
    };
    const fresh = statementsRead();
    parser.noteFailure(file.text, file.text.length - 10);
    expect(statementsRead()).toBe(fresh);
    expect(fresh).toBeLessThan(LIMITS.refusedUnseen.most / 4);
  });

  it('is forgotten when many others were asked for', () => {
    const trees = new DocumentTrees(parser);
    const first = new SourceFile('0.dts', '/ { a { x = <1>; }; };');
    const tree = trees.of(first);
    for (let index = 1; index <= 40; index++) trees.of(new SourceFile(`${index}.dts`, '/ { };'));
    expect(trees.of(first)).not.toBe(tree);
    expect(tree.valueAt(13)?.kind).toBe('cell');
  });

  it('is forgotten when it is told to, and where long others were asked for', () => {
    const trees = new DocumentTrees(parser);
    const files = Array.from(
      { length: 6 },
      (_, index) => new SourceFile(`${index}.dts`, `/ { a; };${' '.repeat(MOST_KEPT_CHARACTERS / 4)}`),
    );
    const read = files.map((file) => trees.of(file));
    const isKept = files.map((file, index) => index > 2 && trees.of(file) === read[index]);
    expect(isKept).toEqual([false, false, false, true, true, true]);
    expect(trees.of(files[2] as SourceFile)).not.toBe(read[2]);
    trees.forget('5.dts');
    expect(trees.of(files[5] as SourceFile)).not.toBe(read[5]);
    const longer = new SourceFile('longer.dts', ' '.repeat(MOST_KEPT_CHARACTERS + 1));
    expect(trees.of(longer)).toBe(trees.of(longer));
  });
});
