import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import { LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { goodHead, withBlankHead } from './goodBeginning.ts';
import { parsedHead } from './headStatements.ts';
import { parsable } from './parsable.ts';
import type { DevicetreeParser } from './parser.ts';
import { release } from './readableText.ts';
import { UnitReader } from './unitReader.ts';
import type { UnitReading } from './unitReading.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** A unit whose text is its file's, without macros and includes. */
function plainUnit(text: string): ExpandedUnit {
  const file = new SourceFile('board.dts', text);
  return {
    file,
    text,
    includes: [],
    problems: [],
    notes: new Map(),
    originAt: (offset) => ({
      spelling: { file, start: offset, end: offset + 1 },
      expansion: undefined,
      argument: undefined,
    }),
    sourceSpan: (start, end) => ({ file, start, end }),
  };
}

/** A reading as it is compared. */
const shown = (reading: UnitReading): string =>
  JSON.stringify(reading, (_, value: unknown) =>
    Array.isArray(value) ? value.filter((item) => !isMereGap(item)) : value,
  );

/** What the parser refuses inside of what it refuses, as the arguments of a macro: noted where the text around it is good. */
const isMereGap = (value: unknown): boolean => {
  const { kind, problem } = (value ?? {}) as { readonly kind?: unknown; readonly problem?: unknown };
  return kind === 'error' && problem === undefined;
};

const readByHead = (text: string): UnitReading | undefined => {
  const failsAt = parser.errorAt(text);
  const head = goodHead(text, failsAt);
  const statements = head && parsedHead(parser, head);
  if (head === undefined || statements === undefined) return undefined;
  const rest = withBlankHead(text, head);
  parser.noteFailure(rest, failsAt);
  const tree = parser.parse(rest);
  const reading = new UnitReader(parser, 'whole').read(plainUnit(text), {
    text: rest,
    tree,
    head: { head, statements },
  });
  statements.release();
  tree.delete();
  return reading;
};

const readAtOnce = (text: string): UnitReading => {
  const tree = parser.parse(text);
  const reading = new UnitReader(parser, 'whole').read(plainUnit(text), { text, tree });
  tree.delete();
  return reading;
};

const STATEMENTS = [
  'p;',
  'a,b = <1>, "x";\n',
  'l: n@1 { p; };\n',
  '/delete-property/ p; /delete-node/ &a;',
  'p = <1>\n',
  'X(1, (2), "{");\n',
  'p = <1>, <&l>, &l;',
  "q = /bits/ 8 <'a' 3>;\n",
  'p = <1 2> // {\n, <3>;',
  'n { m { ',
  'soc { \n',
  '};\n',
  '}',
  'l: m: b { };\n',
  '/* c { */',
  'a b;\n',
  'p = ;',
  '/omit-if-no-ref/ n { };',
  '&l { p; };',
  '&l { ',
  '/ {\n',
  '\tb = [00 11];\n',
  's = "str;{";\n',
  'F(2) ',
];

const WRONG = [
  ...['"', '{', '}', '} }', '};', '};};', '(', ')', '<', '>', ']', ',', '= =', '!', '&{', '/bits/', 'l: ;'],
  ...['<1 2', '"a" "b"', '~ ~', "'", 'p <1>;', 'a b c', ';;', '#if 1\n', '$', 'x = <1>\n'],
];

/** As much as the parser sees before an error, so that it makes no difference to it how much there was before. */
const GOOD = 'p = <1 2>;\n'.repeat(1000);

/** A row of numbers that is the same each time. */
function* rowOf(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state >> 8;
  }
}

function brokenText(seed: number): string {
  const row = rowOf(seed + 1);
  const pick = (list: readonly string[]): string => list[row.next().value % list.length] ?? '';
  const some = (most: number): string[] => Array.from({ length: row.next().value % most }, () => pick(STATEMENTS));
  const before = `${some(12).join('')}${GOOD.slice(0, row.next().value % 20)}${some(12).join('')}${GOOD}${some(12).join('')}`;
  return parsable(`/dts-v1/;\n/ {\n${before}${pick(WRONG)}${some(6).join('')}};\n`);
}

describe('a text whose beginning is read by itself', () => {
  it.each(Array.from({ length: 15 }, (_, index) => index * 20))('is what it is at once (texts from %i on)', (first) => {
    let compared = 0;
    for (let seed = first; seed < first + 20; seed++) {
      const text = brokenText(seed);
      const whole = parser.parse(text);
      const isBroken = whole.rootNode.hasError;
      whole.delete();
      const reading = isBroken ? readByHead(text) : undefined;
      if (reading === undefined) continue;
      compared++;
      expect(shown(reading), text.replaceAll(GOOD, '…')).toBe(shown(readAtOnce(text)));
    }
    expect(compared).toBeGreaterThan(0);
  });
});

const { most } = LIMITS.refusedUnseen;

/** Texts of more than the limit: of statements that the parser need not see, that it must see, and with one that dtc refuses. */
const LONG: readonly (readonly [string, string])[] = [
  ['', 'p;'],
  ['', "n { q = /bits/ 8 <'a'>; };\n"],
  ['a b;\n', 'n { p; };\n'],
];

describe.each(LONG)('a very long text of %j and many %j', (first, part) => {
  const before = `/dts-v1/;\n/ { soc {\n${first}${part.repeat(most / part.length)}`;

  it.each(['"', '{', '};};', '= ='])('that fails at %j near its end is what it is at once', (wrong) => {
    const text = `${before}p${wrong};${part.repeat(10)}\n}; };\n`;
    expect(shown(new UnitReader(parser).readWhole(plainUnit(text)))).toBe(shown(readAtOnce(text)));
  });

  it('has a syntax tree of its end alone', () => {
    const readable = new UnitReader(parser).parse(plainUnit(`${before}p{;\n}; };\n`));
    const { tree, head } = readable;
    expect(tree.rootNode.descendantCount).toBeLessThan(most / 20);
    expect(head?.head.length).toBeGreaterThan(before.length - (1 << 14));
    release(readable);
  });
});

it.each([
  ['\0', '\x01'],
  ['\x01', '\0'],
])(
  'a statement of a head that holds %j is not one that holds %j, which the parser does not tell apart',
  (one, other) => {
    const reader = new UnitReader(parser);
    const valueIn = (text: string): readonly number[] => {
      const [, root] = reader.readWhole(plainUnit(text)).items;
      const [first] = root?.kind === 'node' ? root.items : [];
      return first?.kind === 'property' ? [...first.statement.value.bytes] : [];
    };
    const bytesOf = (character: string): readonly number[] => [...`a${character}b\0`].map((each) => each.charCodeAt(0));
    const rest = `p = "${'s'.repeat(50)}";\n`.repeat(most / 50);
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${one}b";\n${rest}p <;\n};\n`)).toEqual(bytesOf(one));
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${other}b";\n};\n`)).toEqual(bytesOf(other));
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${other}b";\n${rest}p <;\n};\n`)).toEqual(bytesOf(other));
  },
);
