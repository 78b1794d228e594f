import { beforeAll, describe, expect, test } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { type Board, BoardReader, type BoardRequest } from './board.ts';
import type { DevicetreeParser } from './syntax/parser.ts';
import { type DeviceTreeProperty, nodeAtPath } from './tree/deviceTree.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const request: BoardRequest = boardRequest('board.dts');

function read(text: string, options: Partial<BoardRequest> = {}, files: Readonly<Record<string, string>> = {}): Board {
  const reader = new BoardReader(new MemoryReader({ 'board.dts': text, ...files }), parser);
  return reader.read({ ...request, ...options });
}

function property(board: Board, path: string, name: string): DeviceTreeProperty {
  const found = nodeAtPath(board.tree, path)?.properties.get(name);
  if (found === undefined) throw new Error(`${path} has no ${name}`);
  return found;
}

const hex = ({ value }: DeviceTreeProperty): string => Buffer.from(value).toString('hex');
const errors = (board: Board): string[] =>
  board.problems
    .filter((problem) => problem.severity === 'error')
    .map(({ id, span }) => `${id}@${span?.file.lines.lineColumn(span.start).line}`);

describe('values', () => {
  test.each([
    ['<1 0x2 (3 + 4)>', '000000010000000200000007'],
    ["<'A' (-1)>", '00000041ffffffff'],
    ['/bits/ 8 <1 0xff>', '01ff'],
    ['/bits/ 16 <0x1234>', '1234'],
    ['/bits/ 64 <0x123456789abcdef0>', '123456789abcdef0'],
    ['"ab", "c\\n"', '61620063' + '0a00'],
    ['[00 11 2233]', '00112233'],
    ['<1>, "a", [ff]', '000000016100ff'],
    ['<(1 << 31) (~0) (5 / 2) (1 ? 2 : 3) (7 & 3 | 8)>', '80000000ffffffff00000002000000020000000b'],
    ['<(0xffffffff * 2 / 2)>', 'ffffffff'],
  ])('%s', (source, bytes) => {
    const board = read(`/dts-v1/; / { a = ${source}; };`);
    expect(errors(board)).toEqual([]);
    expect(hex(property(board, '/', 'a'))).toBe(bytes);
  });

  test('what does not fit is cut with a warning', () => {
    const board = read('/dts-v1/;\n/ {\n\ta = <0x100000000>;\n};');
    expect(hex(property(board, '/', 'a'))).toBe('00000000');
    expect(board.problems.map(({ id, severity }) => [id, severity])).toEqual([['value-truncated', 'warning']]);
    expect(board.refused).toBe(false);
  });

  test('division by zero is an error even where it is not chosen', () => {
    expect(errors(read('/dts-v1/;\n/ { a = <(1 ? 2 : 1 / 0)>; };'))).toEqual(['division-by-zero@2']);
  });

  test('lead back to where each cell is written', () => {
    const board = read('#define SIZE 0x2000\n/dts-v1/;\n/ { a = <1 SIZE>, &l, <(2 + 3)>; l: n { }; };');
    const a = property(board, '/', 'a');
    const source = (start: number, end: number): string | undefined => {
      const span = a.valueSpan(start, end);
      return span?.file.text.slice(span.start, span.end);
    };
    expect(Buffer.from(a.value).toString('latin1', 8, 11)).toBe('/n\0');
    expect(source(0, 4)).toBe('1');
    expect(source(4, 8)).toBe('SIZE');
    expect(source(8, 11)).toBe('&l');
    expect(source(11, 15)).toBe('(2 + 3)');
    expect(source(0, 8)).toBe('1 SIZE');
  });
});

describe('references', () => {
  test('phandles are given out in the order in which references are met, over those that are taken', () => {
    const board = read(`/dts-v1/; / {
      r = <&c &a &{/b}>;
      a: a { };
      b: b { phandle = <2>; };
      c: c { };
    };`);
    expect(hex(property(board, '/', 'r'))).toBe('000000010000000300000002');
    expect(hex(property(board, '/c', 'phandle'))).toBe('00000001');
  });

  test('a reference to nothing is refused where it stands', () => {
    expect(errors(read('/dts-v1/;\n/ {\n\tn {\n\t\tr = <&nope>;\n\t};\n};'))).toEqual(['phandle-references@4']);
  });

  test('two labels of one name are refused', () => {
    expect(errors(read('/dts-v1/;\n/ {\n\tl: a { };\n\tl: b { };\n};'))).toEqual(['duplicate-label@4']);
  });
});

describe('a string that is being typed', () => {
  test.each([
    ['"cma=64M', 'cma=64M'],
    ['"cma=64M;', 'cma=64M'],
    ['"a', 'a'],
    ['"', ''],
    ['";', ''],
    ['"a\\x41 ', 'aA'],
    ['"a", "bc', 'a\0bc'],
  ])('has all that is typed of it: %s', (typed, content) => {
    const bytes = Buffer.from(`${content}\0`).toString('hex');
    for (const rest of ['\n};\n', '\n\tb = <1>;\n};\n', '\n'])
      expect(hex(property(read(`/dts-v1/;\n/ {\n\ta = ${typed}${rest}`), '/', 'a'))).toBe(bytes);
  });
});

describe('merging', () => {
  test('keeps the places of what was there, and the chain of what set it', () => {
    const board = read(`/dts-v1/;
/ { n: n { a = <1>; b = <2>; }; };
&n { b = <3>; c; };
/ { n { a = <4>; /delete-property/ b; }; };
&n { b = <5>; };`);
    const n = nodeAtPath(board.tree, '/n');
    expect([...(n?.properties.keys() ?? [])]).toEqual(['a', 'b', 'c']);
    const b = property(board, '/n', 'b');
    expect(hex(b)).toBe('00000005');
    const line = (span: { file: { lines: { lineColumn(offset: number): { line: number } } }; start: number }) =>
      span.file.lines.lineColumn(span.start).line;
    expect(b.history.map(({ action, span }) => [action, line(span)])).toEqual([
      ['set', 2],
      ['set', 3],
      ['delete', 4],
      ['set', 5],
    ]);
    expect(b.span && line(b.span)).toBe(5);
    expect(n?.declarations.map(line)).toEqual([2, 3, 4, 5]);
  });

  test('two children of one name are refused only where their parent is new', () => {
    expect(errors(read('/dts-v1/;\n/ {\n\tn { };\n\tn { };\n};'))).toEqual(['duplicate-node-names@4']);
    expect(errors(read('/dts-v1/;\n/ { };\n/ { n { }; n { }; };'))).toEqual([]);
  });

  test('a deleted node comes back in its place, without what it had', () => {
    const board = read('/dts-v1/; / { a { x; }; b { }; }; / { /delete-node/ a; }; / { c { }; a { y; }; };');
    expect([...board.tree.root.children.keys()]).toEqual(['a', 'b', 'c']);
    expect([...(nodeAtPath(board.tree, '/a')?.properties.keys() ?? [])]).toEqual(['y']);
  });

  test('nodes that nothing refers to are omitted where they say so', () => {
    const source = '/dts-v1/; / { r = <&a>; /omit-if-no-ref/ a: a { }; /omit-if-no-ref/ b: b { }; };';
    expect([...read(source).tree.root.children.keys()]).toEqual(['a']);
    expect([...read(source, { symbols: true }).tree.root.children.keys()]).toEqual(['a', 'b', '__symbols__']);
  });

  test('a label moves with the node that bears it', () => {
    const source = '/dts-v1/; / { l: a { }; }; /delete-node/ &l; / { l: b { }; }; &l { x; };';
    expect(nodeAtPath(read(source).tree, '/b')?.properties.has('x')).toBe(true);
  });
});

describe('overlays', () => {
  test('references out of them become fixups, and their own local ones', () => {
    const board = read('/dts-v1/; /plugin/; &uart { r = <&own &clk>; own: n { }; };');
    expect(board.tree.isPlugin).toBe(true);
    expect(Buffer.from(property(board, '/__fixups__', 'clk').value).toString()).toBe('/fragment@0/__overlay__:r:4\0');
    expect(Buffer.from(property(board, '/__fixups__', 'uart').value).toString()).toBe('/fragment@0:target:0\0');
    expect(hex(property(board, '/__local_fixups__/fragment@0/__overlay__', 'r'))).toBe('00000000');
  });

  test('are applied over their base', () => {
    const board = read(
      '/dts-v1/; / { uart: serial { status = "disabled"; }; };',
      { overlays: ['o.dtso'] },
      { 'o.dtso': '/dts-v1/; /plugin/; &uart { status = "okay"; };' },
    );
    expect(board.refused).toBe(false);
    expect(Buffer.from(property(board, '/serial', 'status').value).toString()).toBe('okay\0');
  });

  test('one that was read by itself is not read again', () => {
    const overlay = '/dts-v1/;\n/plugin/;\n&l { p = <0x100000000>; };\n';
    const files = { 'board.dts': '/dts-v1/;\n/ { l: n { }; };', 'o.dtso': overlay };
    const reader = new BoardReader(new MemoryReader(files), parser);
    const own = reader.read({ ...request, path: 'o.dtso' });
    const applied = { ...request, overlays: ['o.dtso'] };
    const [boards, fresh] = [reader.read(applied, undefined, own), reader.read(applied)];
    expect(hex(property(boards, '/n', 'p'))).toBe('00000000');
    expect(boards.problems).toEqual(fresh.problems);
    const [warning] = own.problems;
    expect(boards.problems.filter((problem) => problem === warning)).toHaveLength(1);
    expect(fresh.problems.filter((problem) => problem === warning)).toHaveLength(0);
  });
});

describe('includes', () => {
  test('one file under two sets of macros is two texts', () => {
    const files = { 'part.dtsi': '/ {\n#ifdef BIG\n\tsize = <2>;\n#else\n\tsize = <1>;\n#endif\n};\n' };
    const reader = new BoardReader(
      new MemoryReader({
        ...files,
        'one.dts': '/dts-v1/;\n#include "part.dtsi"\n',
        'two.dts': '/dts-v1/;\n#define BIG\n#include "part.dtsi"\n',
        'three.dts': '/dts-v1/;\n#include "part.dtsi"\n',
      }),
      parser,
    );
    const size = (path: string): string => hex(property(reader.read({ ...request, path }), '/', 'size'));
    expect([size('one.dts'), size('two.dts'), size('three.dts')]).toEqual(['00000001', '00000002', '00000001']);
  });

  test('may stand in a node, and in the middle of a value', () => {
    const board = read(
      '/dts-v1/; / { n {\n#include "body.h"\n}; };\n',
      {},
      {
        'body.h': 'a = <1\n#include "value.h"\n>;\n',
        'value.h': '2 3\n',
      },
    );
    expect(errors(board)).toEqual([]);
    expect(hex(property(board, '/n', 'a'))).toBe('000000010000000200000003');
  });

  test('may open what another file closes', () => {
    const board = read(
      '#include "open.h"\na = <1>;\n#include "close.h"\n',
      {},
      {
        'open.h': '/dts-v1/;\n/ {\n',
        'close.h': '};\n',
      },
    );
    expect(errors(board)).toEqual([]);
    expect(hex(property(board, '/', 'a'))).toBe('00000001');
  });

  test('/incbin/ takes bytes of a file beside the board', () => {
    const board = read('/dts-v1/; / { a = "x", /incbin/("data.bin", 1, 2), <1>; };', {}, { 'data.bin': 'abcd' });
    expect(hex(property(board, '/', 'a'))).toBe('7800626300000001');
    expect(board.files.map((file) => file.path)).toContain('data.bin');
    expect(errors(read('/dts-v1/; / { a = /incbin/("no.bin"); };'))).toEqual(['incbin-not-found@1']);
  });
});

describe('broken texts', () => {
  test.each([
    [
      'a missing semicolon',
      '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2>;\n\tc { d; };\n};\n',
      'syntax-error@3',
      ['a', 'b'],
      ['c'],
    ],
    ['a missing value', '/dts-v1/;\n/ {\n\ta = ;\n\tb = <2>;\n\tc { };\n};\n', 'syntax-error@3', ['a', 'b'], ['c']],
    ['a missing brace', '/dts-v1/;\n/ {\n\tb = <2>;\n\tc {\n};\n', 'syntax-error@4', ['b'], ['c']],
    ['an undefined macro', '/dts-v1/;\n/ {\n\ta = <FOO>;\n\tb = <2>;\n};\n', 'syntax-error@3', ['a', 'b'], []],
    ['properties after nodes', '/dts-v1/;\n/ {\n\tc { };\n\tb = <2>;\n};\n', 'property-after-node@4', ['b'], ['c']],
    ['no version', '/ { b = <2>; };\n', 'syntax-error@1', ['b'], []],
  ])('%s leaves its neighbours', (_, source, first, properties, children) => {
    const board = read(source);
    expect(board.refused).toBe(true);
    expect(errors(board)[0]).toBe(first);
    expect([...board.tree.root.properties.keys()]).toEqual(properties);
    expect([...board.tree.root.children.keys()]).toEqual(children);
  });

  test('nodes may be nested as deeply as dtc can, and no deeper', () => {
    const nested = (depth: number): string => `/dts-v1/; / { ${'n { '.repeat(depth)}${'}; '.repeat(depth)}};`;
    expect(errors(read(nested(3000)))).toEqual([]);
    expect(errors(read(nested(4000)))).toEqual(['memory-exhausted@1']);
  });
});

describe('edits', () => {
  test('make the same tree as reading anew, whatever is typed', () => {
    const files = new MemoryReader({ 'part.dtsi': '/ { soc { a: a@1 { reg = <1>; }; b: b@2 { reg = <2>; }; }; };\n' });
    const reader = new BoardReader(files, parser);
    const steps = [
      '/dts-v1/;\n#include "part.dtsi"\n/ { n { x = <1>; }; };\n&a { y = <2>; };\n',
      '/dts-v1/;\n#include "part.dtsi"\n/ { n { x = <12>; }; };\n&a { y = <2>; };\n',
      '/dts-v1/;\n#include "part.dtsi"\n/ { n { x = <12>; z }; };\n&a { y = <2>; };\n',
      '/dts-v1/;\n#include "part.dtsi"\n/ { n { x = <12>; z; m { }; }; };\n&a { y = <2>; };\n',
      '/dts-v1/;\n#include "part.dtsi"\n/ { n { x = <12>; z; m { }; }; };\n&b { y = <2>; };\n',
    ];
    const shape = (board: Board): unknown =>
      JSON.stringify([
        errors(board),
        ...['/', '/n', '/soc/a@1', '/soc/b@2'].map((path) =>
          [...(nodeAtPath(board.tree, path)?.properties.values() ?? [])].map((one) => [
            one.name,
            hex(one),
            one.span?.start,
            one.span?.end,
          ]),
        ),
      ]);
    for (const text of steps) {
      files.write('board.dts', text);
      const fresh = new BoardReader(files, parser).read(request);
      expect(shape(reader.read(request))).toBe(shape(fresh));
    }
  });
});

describe('an include that moves', () => {
  test.each([
    ['into a node', '/ {\n#include "x"\n\tn {\n\n\t};\n};\n', '/ {\n\n\tn {\n#include "x"\n\t};\n};\n'],
    [
      'and leaves something else changed as well',
      '/ {\n#include "x"\n\tn {\n\n\t};\n\tm { a; };\n};\n',
      '/ {\n\n\tn {\n#include "x"\n\t};\n\tm { b; };\n};\n',
    ],
    ['to a node before', '/ {\n\tn {\n\n\t};\n#include "x"\n};\n', '/ {\n\tn {\n#include "x"\n\t};\n\n};\n'],
  ])('%s is read where it stands', (_, before, after) => {
    const files = new MemoryReader({ 'board.dts': before, x: 'p = <1>;\n' });
    const reader = new BoardReader(files, parser);
    const earlier = reader.read(request);
    files.write('board.dts', after);
    const board = reader.read(request, earlier);
    expect(hex(property(board, '/n', 'p'))).toBe('00000001');
    expect(nodeAtPath(board.tree, '/')?.properties.size).toBe(0);
  });
});

describe('what follows from an include that is not there', () => {
  const text = '/dts-v1/;\n#include "a.h"\n#include "b.h"\n#if SIZE(1)\n#endif\n/ { a = <SIZE>; };\n&uart { };\n';

  test('is held back, the other includes that are not there are not', () => {
    expect(errors(read(text))).toEqual(['include-not-found@2', 'include-not-found@3']);
    expect(errors(read(text, {}, { 'a.h': '#define SIZE(x) x' }))).toEqual(['include-not-found@3']);
  });

  test('is not what came before, nor what is wrong once all are read', () => {
    const early = read(`#define A(\n${text}`);
    expect(errors(early)[0]).toBe('macro-parameters-invalid@1');
    expect(errors(early)).not.toContain('reference-not-found@8');
    const whole = read(text, {}, { 'a.h': '#define SIZE(x) x', 'b.h': '' });
    expect(errors(whole)).toContain('reference-not-found@7');
  });
});

test('a board that was forgotten is expanded anew, what it includes is not', () => {
  const files = {
    'board.dts': '/dts-v1/;\n#include "soc.dtsi"\n&a { b; };',
    'soc.dtsi': '/ { a: a { }; };',
  };
  const reader = new BoardReader(new MemoryReader(files), parser);
  const first = reader.read(request);
  expect(first.statistics).toEqual({ filesExpanded: 2, unitsParsed: 2 });
  expect(reader.read(request).statistics).toEqual({ filesExpanded: 0, unitsParsed: 0 });
  reader.forget(first);
  const again = reader.read(request);
  expect(again.statistics).toEqual({ filesExpanded: 1, unitsParsed: 1 });
  expect(nodeAtPath(again.tree, '/a')?.properties.get('b')).toBeDefined();
});
