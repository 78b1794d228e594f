import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { Fix } from '../../server/src/rules/finding.ts';
import { testParser } from '../parser.ts';
import { ProvenBoards, textsAfter } from './provenBoards.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const root = (body: string): string => `/dts-v1/;\n/ {\n${body}\n};\n`;

/** What is said of a board's first problem: what it is, the text up to its end, and the fixes that are proven. */
function first(text: string): { id: string; before: string; fixes: readonly Fix[]; after: string } {
  const boards = new ProvenBoards({ 'a.dts': text }, parser);
  const [problem] = boards.read('a.dts').found.problems;
  const { id = '', span, fixes: proposed = [] } = problem ?? {};
  const fixes = boards.prover().proven({ rule: id, span, nodePath: undefined }, proposed);
  const after = textsAfter({ 'a.dts': text }, fixes)['a.dts'] ?? '';
  return { id, before: text.slice(0, span?.end), fixes, after };
}

/** Texts, with `¦` where the problem ends, and what the fix makes of them. */
const MISSING: Readonly<Record<string, readonly [string, string]>> = {
  'a semicolon after a value': ['\ta = <1>¦\n\tb = <2>;', '\ta = <1>;\n\tb = <2>;'],
  'a semicolon before a comment': ['\ta = <1>¦ /* one */ // two\n\tb;', '\ta = <1>; /* one */ // two\n\tb;'],
  'a semicolon after a node': ['\ta {\n\t\tx;\n\t}¦\n\tb { };', '\ta {\n\t\tx;\n\t};\n\tb { };'],
  'a semicolon before a brace': ['\ta {\n\t\tx¦\n\t};', '\ta {\n\t\tx;\n\t};'],
  'a bracket before a semicolon': ['\ta = <1 2¦;\n\tb;', '\ta = <1 2>;\n\tb;'],
  'a bracket and a semicolon': ['\ta = <1 2¦\n\tb = <3>;', '\ta = <1 2>;\n\tb = <3>;'],
  'a bracket before a flag': ['\ta = <1 2¦\n\tb;', '\ta = <1 2>;\n\tb;'],
  'a bracket before a node': ['\ta = <1 2¦\n\tb { };', '\ta = <1 2>;\n\tb { };'],
  'a bracket between lists': ['\ta = <1 2¦, <3>;', '\ta = <1 2>, <3>;'],
  'a bracket of bytes': ['\ta = [00 11¦;\n\tb;', '\ta = [00 11];\n\tb;'],
  'a parenthesis': ['\ta = <1 (2 + 3¦>;\n\tb;', '\ta = <1 (2 + 3)>;\n\tb;'],
  'a comma': ['\ta = "x"¦ "y";', '\ta = "x", "y";'],
  'a quote': ['\ta = "x¦;\n\tb = "y";', '\ta = "x";\n\tb = "y";'],
  'a quote and a semicolon': ['\ta = "x¦\n\tb = "y", "z";\n\tc { };', '\ta = "x";\n\tb = "y", "z";\n\tc { };'],
  'the last quote of a text': ['\ta = "x¦\n\tb;', '\ta = "x";\n\tb;'],
  'a brace': ['\ta {\n\t\tx;¦ // last\n\tb {\n\t\ty;\n\t};', '\ta {\n\t\tx; // last\n\t};\n\tb {\n\t\ty;\n\t};'],
  'two braces': [
    '\ta {\n\t\tb {\n\t\t\tx;¦\n\tc {\n\t\ty;\n\t};',
    '\ta {\n\t\tb {\n\t\t\tx;\n\t\t};\n\t};\n\tc {\n\t\ty;\n\t};',
  ],
};

describe('what is missing is reported after the token before it, and can be added', () => {
  it.each(Object.entries(MISSING))('%s', (_, [marked, mended]) => {
    const [before, after] = root(marked).split('¦');
    const found = first(`${before}${after}`);
    expect(found.id).toBe('syntax-error');
    expect(found.before).toBe(before);
    expect(found.after).toBe(root(mended));
  });

  it('after the use of a macro that ends with the token before', () => {
    const found = first(`#define CELLS <1 2>\n${root('\ta = CELLS\n\tb;')}`);
    expect(found.after).toBe(`#define CELLS <1 2>\n${root('\ta = CELLS;\n\tb;')}`);
  });

  it('in the file that lacks it', () => {
    const texts = { 'a.dts': '/dts-v1/;\n#include "b.dtsi"\n', 'b.dtsi': '/ {\n\ta = <1>\n};\n' };
    const boards = new ProvenBoards(texts, parser);
    const [problem] = boards.read('a.dts').found.problems;
    expect(textsAfter(texts, problem?.fixes ?? [])['b.dtsi']).toBe('/ {\n\ta = <1>;\n};\n');
  });
});

describe('a macro that nobody defines', () => {
  it('is reported once, with its arguments, in values and as a statement', () => {
    const text = root('\ta = <0 SIZE>;\n\tb = <POOL(3, OTHER)>;\n\tNODE(c, 3)\n\td = <LATER>;');
    const { problems } = new ProvenBoards({ 'a.dts': text }, parser).read('a.dts').found;
    expect(problems.map(({ span }) => span && text.slice(span.start, span.end))).toEqual([
      'SIZE',
      'POOL(3, OTHER)',
      'NODE(c, 3)',
      'LATER',
    ]);
  });
});

describe('commas that are missing in several places', () => {
  /** What is said of a text: `line:column message` of each problem, one-based. */
  const said = (boards: ProvenBoards): string[] =>
    boards.read('a.dts').found.problems.map(({ span, message }) => {
      const { line, column } = span?.file.lines.lineColumn(span.start) ?? { line: 0, column: 0 };
      return `${line}:${column} ${message}`;
    });

  const text = root('\ta = "x" "y";\n\tb = <1>\n\t\t<2>;\n\tn { c = "q" "r" "s"; d = [00] /* no */ [11]; };');

  it('are each reported where they are missing, and no error comes of one that does not stand there', () => {
    expect(said(new ProvenBoards({ 'a.dts': text }, parser))).toEqual([
      '3:8 Syntax error: `,` is missing before `"y"`',
      '4:8 Syntax error: `,` is missing before `<`',
      '6:12 Syntax error: `,` is missing before `"r"`',
      '6:16 Syntax error: `,` is missing before `"s"`',
      '6:30 Syntax error: `,` is missing before `[`',
    ]);
  });

  it('can be added one by one, and together', () => {
    const boards = new ProvenBoards({ 'a.dts': text }, parser);
    const faults = boards
      .read('a.dts')
      .found.problems.flatMap(({ id, span, fixes = [] }) =>
        fixes.map((fix) => ({ fault: { rule: id, span, nodePath: undefined }, fix })),
      );
    expect(faults).toHaveLength(5);
    const prover = boards.prover();
    for (const { fault, fix } of faults) expect(prover.proven(fault, [fix])).toEqual([fix]);
    const all = prover.together(faults).map(({ fix }) => fix);
    expect(all).toHaveLength(5);
    const mended = textsAfter({ 'a.dts': text }, all);
    expect(said(new ProvenBoards(mended, parser))).toEqual([]);
  });

  it('are reported before another error, and the properties that lack one are known to be broken', () => {
    const other = root('\ta = "x" "y";\n\tb = <1>\n\tc = <2>;\n\td = "x" "y";');
    const boards = new ProvenBoards({ 'a.dts': other }, parser);
    expect(said(boards)).toEqual([
      '3:8 Syntax error: `,` is missing before `"y"`',
      '4:8 Syntax error: `;` is missing before `c`',
      '6:8 Syntax error: `,` is missing before `"y"`',
    ]);
    const { properties } = boards.read('a.dts').analysis.board.tree.root;
    expect([...properties.values()].map(({ name, isBroken }) => [name, isBroken === true])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', true],
    ]);
  });
});

describe('nothing is offered', () => {
  it.each([
    ['where a token is wrong', '\ta = <1 @ 2>;'],
    ['where a macro is unknown', '\ta = <FOO 2>;'],
    ['where a value is missing', '\ta = ;\n\tb;'],
    ['where a brace is one too many', '\ta { };\n};'],
    ['where it is not all that is wrong', '\ta = "x, "y";\n\tb;'],
  ])('%s', (_, body) => {
    const { id, fixes } = first(root(body));
    expect(id).toBe('syntax-error');
    expect(fixes).toEqual([]);
  });
});

describe('a reference that means nothing', () => {
  const board = (reference: string, outside = ''): string =>
    `${root(`\tx = <1 ${reference}>;\n\tcamera: a { };\n\tuart0: b { };`)}${outside}`;

  it('is underlined, and the label that is nearly spelt so is offered', () => {
    const { id, before, fixes, after } = first(board('&camra'));
    expect([id, before]).toEqual(['phandle-references', board('&camra').split('>')[0]]);
    expect(fixes.map(({ title, preferred }) => [title, preferred])).toEqual([['Change to &camera', false]]);
    expect(after).toBe(board('&camera'));
  });

  it('outside of the nodes, and in a path', () => {
    expect(first(board('1', '&camers { y; };\n')).after).toBe(board('1', '&camera { y; };\n'));
    expect(first(root('\tx = &camear;\n\tcamera: a { };')).after).toBe(root('\tx = &camera;\n\tcamera: a { };'));
  });

  it.each(['&uart1', '&nobody', '&{/nobody}'])('is left where nothing is near: %s', (reference) => {
    expect(first(board(reference)).fixes).toEqual([]);
  });

  it('is left where a macro makes it', () => {
    expect(first(`#define CAMERA &camra\n${board('CAMERA')}`).fixes).toEqual([]);
  });
});
