import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainUnit } from '../../../../test/plainUnit.ts';
import { LIMITS } from '../../text/limits.ts';
import { Expander } from '../expansion/expander.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { goodHead, withBlankHead } from './goodBeginning.ts';
import { parsedHead } from './headStatements.ts';
import { UnitLowering } from './lowering.ts';
import { parsable } from './parsable.ts';
import type { DevicetreeParser } from './parser.ts';
import { release } from './readableText.ts';
import { UnitReader } from './unitReader.ts';
import type { UnitReading } from './unitReading.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

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

const readAtOnce = (unit: ExpandedUnit): UnitReading => {
  const text = parsable(unit.text);
  const tree = parser.parse(text);
  const reading = new UnitReader(parser, 'whole').read(unit, { text, tree });
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

/** Some of them, in a row. */
const some = fc.array(fc.constantFrom(...STATEMENTS), { maxLength: 12 }).map((statements) => statements.join(''));

const brokenText = fc
  .tuple(some, fc.nat(20), some, some, fc.constantFrom(...WRONG), some)
  .map(([first, rest, second, third, wrong, after]) =>
    parsable(`/dts-v1/;\n/ {\n${first}${GOOD.slice(0, rest)}${second}${GOOD}${third}${wrong}${after}};\n`),
  );

it('a text whose beginning is read by itself is what it is at once', () => {
  const property = fc.property(brokenText, (text) => {
    const whole = parser.parse(text);
    const isBroken = whole.rootNode.hasError;
    whole.delete();
    const reading = isBroken ? readByHead(text) : undefined;
    fc.pre(reading !== undefined);
    expect(shown(reading), text.replaceAll(GOOD, '…')).toBe(shown(readAtOnce(plainUnit(text))));
  });
  fc.assert(property);
});

const { most } = LIMITS.refusedUnseen;

/** A property so long that a text of more than the limit has few of them. */
const LONG_PROPERTY = `p = "${'s'.repeat(60)}";\n`;

/** Texts of more than the limit: of statements that the parser need not see, that it must see, and with one that dtc refuses. */
const LONG: readonly (readonly [string, string])[] = [
  ['', LONG_PROPERTY],
  ['', `n { q = /bits/ 8 <'a' ${'1 '.repeat(30)}>; };\n`],
  ['a b;\n', `n { ${LONG_PROPERTY}};\n`],
];

describe.each(LONG)('a very long text of %j and many %j', (first, part) => {
  const before = `/dts-v1/;\n/ { soc {\n${first}${part.repeat(Math.ceil(most / part.length))}`;

  it.each(['"', '{', '};};', '= ='])('that fails at %j near its end is what it is at once', (wrong) => {
    const text = `${before}p${wrong};${part.repeat(10)}\n}; };\n`;
    expect(shown(new UnitReader(parser).readWhole(plainUnit(text)))).toBe(shown(readAtOnce(plainUnit(text))));
  });

  it('has a syntax tree of its end alone', () => {
    const readable = new UnitReader(parser).parse(plainUnit(`${before}p{;\n}; };\n`));
    const { tree, head } = readable;
    const left = 1 << 14;
    expect(head?.head.length).toBeGreaterThan(before.length - left);
    expect(tree.rootNode.descendantCount).toBeLessThan(left / 2);
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
    const rest = LONG_PROPERTY.repeat(most / 50);
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${one}b";\n${rest}p <;\n};\n`)).toEqual(bytesOf(one));
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${other}b";\n};\n`)).toEqual(bytesOf(other));
    expect(valueIn(`/dts-v1/;\n/ {\nq = "a${other}b";\n${rest}p <;\n};\n`)).toEqual(bytesOf(other));
  },
);

/** Files that are included: statements of a node or of the outermost level, macros, and parts of what stands around them. */
const INCLUDED: Readonly<Record<string, string>> = {
  'statements.dtsi': 'own = <1>;\nsub { x; };\n',
  'root.dtsi': '/ { inc { }; };\n',
  'macros.h': '#define A 1\n',
  'value.dtsi': '<3>;\n',
  'end.dtsi': '};\n',
  'opened.dtsi': 'm {\n',
  'wrong.dtsi': 'a b;\n',
};

const include = fc.constantFrom(...Object.keys(INCLUDED)).map((name) => `#include "${name}"\n`);

/** A good text and a broken one, of more than the limit, with includes and what may be wrong anywhere in them. */
const longTexts = fc
  .tuple(
    fc.constantFrom('/ {\n', '/ {\nsoc {\n', '&l {\n', 'l: &{/a} {\nm: n@1 {\n', '/ { };\n/ {\n a { b {\n'),
    fc.array(fc.tuple(fc.nat(), fc.oneof(some, include)), { maxLength: 6 }),
    fc.constantFrom(...WRONG),
    some,
    include,
  )
  .map(([opening, inserted, wrong, after, last]) => {
    const lines = Array.from({ length: Math.ceil(most / 60) }, () => LONG_PROPERTY);
    for (const [place, line] of inserted) lines[place % lines.length] += `${line}\n`;
    const before = `/dts-v1/;\n${opening}${lines.join('')}`;
    return { good: `${before}${last}};\n`, broken: `${before}${wrong}\n${last}${after}\n};\n` };
  });

it('a very long unit with includes is what it is at once, whatever was read of it before', () => {
  const property = fc.property(longTexts, ({ good, broken }) => {
    const files = new MemoryReader(INCLUDED);
    const unitOf = (text: string): ExpandedUnit => {
      files.write('board.dts', text);
      return new Expander(files).expand(boardRequest('board.dts')).unit;
    };
    const [before, unit] = [unitOf(good), unitOf(broken)];
    const reader = new UnitReader(parser);
    const readable = reader.parse(unit);
    const byHead = shown(reader.read(unit, readable));
    release(readable);
    fc.pre(readable.head !== undefined);
    const atOnce = shown(readAtOnce(unit));
    expect(byHead).toBe(atOnce);
    const lowering = new UnitLowering(parser);
    lowering.lower(before);
    const { unit: _, ...reading } = lowering.lower(unit);
    expect(shown(reading)).toBe(atOnce);
  });
  fc.assert(property, { numRuns: 6 });
});
