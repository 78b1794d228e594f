import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { isCollected } from '../../../../test/collected.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainUnit } from '../../../../test/plainUnit.ts';
import { LIMITS } from '../../text/limits.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import type { Item } from './items.ts';
import { UnitLowering } from './lowering.ts';
import type { DevicetreeParser } from './parser.ts';
import { KNOWN_SYNTAX } from './syntaxKinds.ts';
import { UnitReader } from './unitReader.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const BOARD = `/dts-v1/;
/memreserve/ 0x1000 (1 << 12);
/ {
  #address-cells = <2>;
  model = "a", "b\\"c";
  chosen { };
  reserved: reserved-memory {
    ranges;
    pool: pool@40000000 { reg = <0 0x40000000 0 (2 * 3)>; alignment = /bits/ 64 <1>; };
    first: second: x { bytes = [00 ff]; r = <&pool>, &{/chosen}; };
    /delete-node/ y;
  };
  soc { a { b { c { d = <1>; }; }; }; e { f; }; };
};
&pool { reusable; /delete-property/ alignment; };
/delete-node/ &first;
`;

const FRAGMENTS = [
  '1',
  'a',
  '<1>',
  ';',
  '\n',
  '};',
  '{',
  '}',
  'n = <1>;',
  ' ',
  'm { a; };',
  '"',
  '&x',
  '>',
  '<',
  '(1)',
  'l: ',
  '=',
];

/** Statements of every form that the parser need not see twice. */
const STATEMENTS = [
  'a;',
  'a = "b", "c";',
  '#a = <1 0x2f>, <&l>;',
  'l: a = &l;',
  'a = [00 ff];',
  'a = /bits/ 8 <1>;',
  'a = <(2 * 3)>;',
  'l: n@1 { a; };',
  '&l { };',
  '/delete-node/ &l;',
  '/delete-property/ a;',
];

/** What a person types, each with something after it that is typed in its midst. */
const TYPED = [
  ...STATEMENTS,
  ' status = "okay";',
  ' n@1 { reg = <1>; a };',
  ' p = FOO, <BAR 1>, X(2);',
  ' p = <1> q = "x" r;',
  ' /omit-if-no-ref/ l: n { };',
  ' l: m: p = ; & &{/x',
];

const TOKENS = [...'1ag<>;{}"&()[]=,#:/\\\n \'', '//', '/*', '};', '&{/n}'];

function plain(items: readonly Item[]): unknown {
  return JSON.parse(
    JSON.stringify(items, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value instanceof Uint8Array ? [...value] : value,
    ),
  );
}

/** Numbers from 0 to below what is asked for, the same ones every time. */
function randomNumbers(seed: number): (below: number) => number {
  return (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
}

describe('units read into items', () => {
  test('offsets of inner items count from the item around them', () => {
    const { items } = new UnitLowering(parser).lower(plainUnit('\n/ { a; b { c = <1>; }; };\n'));
    const [root] = items;
    if (root?.kind !== 'node') throw new Error('no node');
    expect([root.start, root.end]).toEqual([1, 26]);
    expect(root.items.map((item) => [item.kind, item.start, item.end])).toEqual([
      ['property', 4, 6],
      ['node', 7, 22],
    ]);
  });

  test.each(["'{'", "'\\x7b' '{'", "'\\173' '}'", "'{' '\\'' '}'", "'{{'"])(
    'braces in the character %s are none',
    (value) => {
      for (const parsing of ['abridged', 'whole'] as const) {
        const unit = plainUnit(`/ { n { a = <${value}>; }; b = <${value}>; };\n`);
        const { firstError, isShapeUnknown } = new UnitReader(parser, parsing).readWhole(unit);
        expect({ firstError, isShapeUnknown }).toEqual({ firstError: undefined, isShapeUnknown: false });
      }
    },
  );

  test('a unit is read once', () => {
    const lowering = new UnitLowering(parser);
    const unit = plainUnit(BOARD);
    expect(lowering.lower(unit)).toBe(lowering.lower(unit));
    expect(lowering.parsed).toBe(1);
  });

  test('an edited unit has the items of one that is read anew', () => {
    const random = randomNumbers(7);
    const lowering = new UnitLowering(parser);
    lowering.lower(plainUnit(BOARD));
    let text = BOARD;
    for (let round = 0; round < 400; round++) {
      const at = random(text.length);
      const gone = random(3) === 0 ? random(6) : 0;
      text = text.slice(0, at) + (FRAGMENTS[random(FRAGMENTS.length)] ?? '') + text.slice(at + gone);
      const edited = lowering.lower(plainUnit(text));
      const anew = new UnitLowering(parser).lower(plainUnit(text));
      expect(plain(edited.items), text).toEqual(plain(anew.items));
      expect(edited.firstError, text).toEqual(anew.firstError);
      expect(edited.needsJoining, text).toBe(anew.needsJoining);
      if (anew.firstError !== undefined && random(2) === 0) text = BOARD;
    }
  });

  test('what is typed and taken back, a character at a time, reads as in a text that is read anew', () => {
    const places = [...BOARD.matchAll(/;(?= )|\{ |;\n/g)].map(({ index }) => index + 1);
    for (const [index, at] of places.entries()) {
      const lowering = new UnitLowering(parser);
      lowering.lower(plainUnit(BOARD));
      const statement = TYPED[index % TYPED.length] ?? '';
      const lengths = [...statement].map((_, length) => length + 1);
      for (const length of [...lengths, ...lengths.reverse().slice(1), 0]) {
        const text = BOARD.slice(0, at) + statement.slice(0, length) + BOARD.slice(at);
        const { items, ...edited } = lowering.lower(plainUnit(text));
        const anew = new UnitLowering(parser).lower(plainUnit(text));
        expect(plain(items), text).toEqual(plain(anew.items));
        expect({ ...edited, unit: undefined, wrong: undefined }, text).toEqual({
          ...anew,
          items: undefined,
          unit: undefined,
        });
      }
    }
  });

  test('a comment or character literal that an edit opens ends where it does for a reader that sees the text first', () => {
    const edits: readonly (readonly [before: string, after: string])[] = [
      // The end of a comment in a later node.
      ['c { a; };\nt { };\nt { /**/ };\n', 'c { a; };\nt { /*};\nt { /**/ };\n'],
      // An escaped quote, to the next quote wherever that is.
      ["/ { a; n { b; }; c = <'x'>; };\n", "/ { a; n { b = <'\\\\'>; }; c = <'x'>; };\n"],
      ["/ { a = <'\\\\'>; n { b; }; c = <1>; d; };\n", "/ { a = <'\\\\'>; n { b; }; c = <'1'>; d; };\n"],
    ];
    for (const [before, after] of edits) {
      const lowering = new UnitLowering(parser);
      lowering.lower(plainUnit(before));
      const { items, firstError } = lowering.lower(plainUnit(after));
      const anew = new UnitLowering(parser).lower(plainUnit(after));
      expect(plain(items), after).toEqual(plain(anew.items));
      expect(firstError, after).toEqual(anew.firstError);
    }
  });

  test('an edit that changes what the parser is given before it is read so', () => {
    const lowering = new UnitLowering(parser);
    // A backslash at the end of a line makes no string of what was one.
    const lines = '\n\tm = "a,b-c", "d,e",\n\t\t"f,g";4';
    const texts = ['', `;${lines}`, `;${lines}\\`].map((end) => `n="${end}\n="`);
    for (const text of texts) {
      const { items, firstError } = lowering.lower(plainUnit(text));
      const anew = new UnitLowering(parser).lower(plainUnit(text));
      expect(plain(items), text).toEqual(plain(anew.items));
      expect(firstError, text).toEqual(anew.firstError);
    }
  });

  test('of an edit that leaves more than is read of a long text no more is read', () => {
    const nodes = Array.from({ length: 30_000 }, (_, index) => `\tn${index} { p = <${index}>; };\n`).join('');
    const text = (value: string): string => `/ {\n\ta = <${value}>;\n\tb;\n${nodes}};\n`;
    const lowering = new UnitLowering(parser);
    lowering.lower(plainUnit(text('1')));
    const edited = lowering.lower(plainUnit(text('X '.repeat(LIMITS.brokenPlaces.most + 1))));
    const anew = new UnitLowering(parser).lower(edited.unit);
    expect(edited.items.length).toBe(anew.items.length);
    expect(edited.isShapeUnknown).toBe(true);
  });

  test('a key in a statement that is being typed at the end of a node has that statement parsed', () => {
    const text = (typed: string): string =>
      `/ { a { b { c; }; }; d { e; }; f { p = <1 2 3 4 5 6>, <1 2 3 4 5 6>;\n\tg { h;\n${typed}\n\t};\n}; i; };\n`;
    const lowering = new UnitLowering(parser);
    lowering.lower(plainUnit(text('')));
    const typed = 'status =';
    for (let length = 1; length <= typed.length; length++) {
      const spies = (['parse', 'parseWithin'] as const).map((name) => vi.spyOn(parser, name));
      lowering.lower(plainUnit(text(typed.slice(0, length))));
      const parsed = spies.flatMap((spy) => spy.mock.calls).map(([part]) => part.toString());
      vi.restoreAllMocks();
      expect(parsed).not.toEqual([]);
      for (const part of parsed) expect(part.trim().length).toBeLessThan('a{a{a{ h; };};};'.length + typed.length);
    }
  });

  test('a brace or a quotation mark in a character literal opens nothing', () => {
    const text = `/ { a = <'{' '"' '\\''>; n { b = <'}'>; }; };\n`;
    const { firstError, isShapeUnknown } = new UnitLowering(parser, 'whole').lower(plainUnit(text));
    expect([firstError, isShapeUnknown]).toEqual([undefined, false]);
    const broken = new UnitLowering(parser).lower(plainUnit(text.replace('n {', 'c d; n {')));
    expect(broken.firstError?.problem.message).toBe('Syntax error: `;` is missing before `d`');
    expect(broken.needsJoining).toBe(false);
  });

  test('a string that an edit leaves open is reported as by a reader that sees the text first', () => {
    const text = (value: string): string => `/dts-v1/;\n/ {\n\ts = ${value}\n\tb = <1>;\n\tn { c = "x"; };\n};\n`;
    for (const open of ['"ok', '"ok;', '"']) {
      const lowering = new UnitLowering(parser);
      lowering.lower(plainUnit(text('"ok";')));
      const { firstError } = lowering.lower(plainUnit(text(open)));
      expect(firstError?.problem.message).toContain('the string is not closed on its line');
      expect(firstError).toEqual(new UnitLowering(parser).lower(plainUnit(text(open))).firstError);
    }
  });

  test('a reader that has seen much reads as one whose parser sees all of the text', () => {
    const random = randomNumbers(11);
    const learned = new UnitReader(parser);
    const reader = new UnitReader(parser, 'whole');
    let accepted = 0;
    let text = BOARD;
    for (let round = 0; round < 600; round++) {
      const at = random(text.length);
      const gone = random(3) === 0 ? random(6) : 0;
      text = text.slice(0, at) + (FRAGMENTS[random(FRAGMENTS.length)] ?? '') + text.slice(at + gone);
      const unit = plainUnit(text);
      const expected = reader.readWhole(unit);
      expect(learned.readWhole(unit), text).toEqual(expected);
      if (expected.firstError === undefined) accepted++;
      else text = BOARD;
    }
    expect(accepted).toBeGreaterThan(100);
  });

  test('so it does with every statement after every edit of one character or token', () => {
    const learned = new UnitReader(parser);
    const reader = new UnitReader(parser, 'whole');
    for (const statement of STATEMENTS) {
      const board = (edited: string): ExpandedUnit => plainUnit(`/dts-v1/;\n/ { ${edited} };\n`);
      expect(reader.readWhole(board(statement)).firstError).toBeUndefined();
      for (let at = 0; at <= statement.length; at++) {
        const [before, after] = [statement.slice(0, at), statement.slice(at)];
        for (const edited of [before + after.slice(1), ...TOKENS.map((token) => before + token + after)]) {
          // The form of the statement as it was is accepted.
          learned.readWhole(board(statement));
          expect(learned.readWhole(board(edited)), edited).toEqual(reader.readWhole(board(edited)));
        }
      }
    }
  });

  test('every kind of syntax node is known: none that dtc refuses is overlooked', () => {
    const path = fileURLToPath(new URL('../../../../grammars/devicetree/src/node-types.json', import.meta.url));
    const types: { type: string; named: boolean }[] = JSON.parse(readFileSync(path, 'utf8'));
    const unknown = types.filter(({ type, named }) => named && !KNOWN_SYNTAX.has(type)).map(({ type }) => type);
    expect(unknown).toEqual([]);
  });
});

test('a text in which nothing was put is not parsed again for its shape', () => {
  const text = '/dts-v1/;\n/ {\n\tn {\n\t\tq;\n\t};\n\tp = "open;\n};\n';
  const parsed = [vi.spyOn(parser, 'parse'), vi.spyOn(parser, 'parseWithin')];
  const { firstError } = new UnitReader(parser, 'whole').readWhole(plainUnit(text));
  const times = parsed.flatMap((spy) => spy.mock.calls).filter(([each]) => each === text).length;
  for (const spy of parsed) spy.mockRestore();
  expect(firstError).toBeDefined();
  expect(times).toBe(1);
});

test('the unit before an edit of values is held by nothing but who asks what was edited', async () => {
  const lowering = new UnitLowering(parser);
  const edit = (): WeakRef<ExpandedUnit> => {
    const before = plainUnit(BOARD);
    const after = plainUnit(BOARD.replace('0x40000000', '0x50000000'));
    lowering.lower(before);
    lowering.lower(after);
    expect(lowering.editSince(before, after)).toMatchObject({ growth: 0 });
    return new WeakRef(before);
  };
  expect(await isCollected(edit())).toBe(true);
});

test('a file that includes itself is read once for each form that its text has, in whatever order they come', () => {
  const lowering = new UnitLowering(parser);
  const { file, ...plain } = plainUnit('\n;\n');
  const unit = (...offsets: readonly number[]): ExpandedUnit => {
    const includes = offsets.map((offset) => ({
      offset,
      kind: 'preprocessor' as const,
      unit: plainUnit(''),
      directive: { file, start: 0, end: 0 },
    }));
    return { ...plain, file, notes: new Map(), includes };
  };
  for (let time = 0; time < 10; time++) for (const each of [unit(), unit(0), unit(0, 1)]) lowering.lower(each);
  expect(lowering.parsed).toBe(3);
  expect(lowering.lower(unit(0, 1)).items.filter(({ kind }) => kind === 'include')).toHaveLength(2);
});

/** How many calls are in one another when the assembler is given a property `p` of a text. */
function callsAround(text: string): number {
  const { property } = ItemAssembler.prototype;
  const { stackTraceLimit } = Error;
  let calls = 0;
  vi.spyOn(ItemAssembler.prototype, 'property').mockImplementation(function (this: ItemAssembler, ...asked) {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    calls = (new Error().stack ?? '').split('\n').length;
    Error.stackTraceLimit = stackTraceLimit;
    return property.apply(this, asked);
  });
  new UnitReader(parser).readWhole(plainUnit(text));
  vi.restoreAllMocks();
  return calls;
}

test.each(['p = ;;;', 'p <1>;', 'p <1>; }; }', 'p; q = <1', 'p; "'])(
  'an error in %j is read in as few calls however many nodes stand around it',
  (wrong) => {
    const nested = (depth: number): string =>
      `/dts-v1/;\n/ {\n${'n {\n'.repeat(depth)}${wrong}\n${'};\n'.repeat(depth + 1)}`;
    const few = callsAround(nested(5));
    expect(few).toBeGreaterThan(0);
    expect(callsAround(nested(500))).toBe(few);
  },
);
