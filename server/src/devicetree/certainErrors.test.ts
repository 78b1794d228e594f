import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import type { Problem } from '../text/problem.ts';
import { BoardReader } from './board.ts';
import type { DevicetreeParser } from './syntax/parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** The errors of a board besides its missing includes. */
function errorsOf(text: string, files: Readonly<Record<string, string>> = {}): Problem[] {
  const board = new BoardReader(new MemoryReader({ 'board.dts': text, ...files }), parser).read(
    boardRequest('board.dts'),
  );
  return board.problems.filter(({ id, severity }) => severity === 'error' && id !== 'include-not-found');
}

const HEAD = '/dts-v1/;\n#include <missing.h>\n';
const inNode = (body: string): string => `${HEAD}/ {\n\tn: node@1 {\n${body}\n\t};\n};\n`;

/** What is said of a board, with the line and the text that is marked. */
const said = (text: string, files?: Readonly<Record<string, string>>): string[] =>
  errorsOf(text, files).map(({ message, span }) => {
    const line = span === undefined ? 0 : span.file.lines.lineColumn(span.start).line;
    return `${line} ${span?.file.text.slice(span.start, span.end)} ${message}`;
  });

describe('an error that no macro of a missing header can have caused is reported', () => {
  it.each([
    ['a value', '\t\treg = <1 2>\n\t\tstatus = "okay";', '5 > Syntax error: `;` is missing before `status`'],
    ['a value of macros', '\t\ta = <GPIO>\n\t\tb = "c";', '5 > Syntax error: `;` is missing before `b`'],
    ['the last value', '\t\treg = <1 2>', '5 > Syntax error: `;` is missing before `}`'],
    ['a name with a hyphen', '\t\tno-map\n\t\ta = <1>;', '5 p Syntax error: `;` is missing before `a`'],
    ['a value before a flag', '\t\ta = <1>\n\t\treusable;', '5 > Syntax error: `;` is missing before `reusable`'],
    ['a list', '\t\treg = <1 2;\n\t\ta;', '5 2 Syntax error: `>` is missing before `;`'],
    ['a string', '\t\ta = "b;\n\t\tc = "d";', '5 b Syntax error: `"` is missing: the string is not closed on its line'],
    ['nothing', '\t\ta = <GPIO>;;', '5 ; Syntax error: found `;`'],
  ])('after %s', (_, body, expected) => expect(said(inNode(body))).toEqual([expected]));

  it('of comments and conditions, which macros do not make', () => {
    expect(said(`${HEAD}/ {\n\ta; /* b\n};\n`)[0]).toBe('4 /* unterminated comment');
    expect(said(`${HEAD}#ifdef A\n/ { };\n`)).toEqual([expect.stringContaining('unterminated #ifdef')]);
    expect(said(`${HEAD}/ { };\n#endif\n`)).toEqual([expect.stringContaining('#endif without #if')]);
  });

  it('of braces, where all that the file has is plain', () => {
    const open = `${HEAD}/ {\n\tn: node@1 {\n\t\treg = <PIN(1) GPIO>;\n};\n`;
    expect(said(open)).toEqual(['5 ; Syntax error: `};` is missing before the end of the text']);
    expect(said(`${inNode('')}};\n`)).toEqual(['8 }; Syntax error: `};` cannot stand here']);
    expect(said(open.replace('reg', 'OPEN reg'))).toEqual([]);
    expect(said(open.replace('missing.h', 'missing.dtsi'))).toEqual([]);
    expect(said(`${open}#ifdef A\n};\n#endif\n`)).toEqual([]);
  });

  it('however many names of macros stand before it', () => {
    const names = Array.from({ length: 300 }, (_, index) => `\t\ta${index} = <GPIO_${index}>;`).join('\n');
    expect(said(inNode(`${names}\n\t\tb = <1>\n\t\tc = <2>;`))).toEqual([
      '305 > Syntax error: `;` is missing before `c`',
    ]);
  });

  it('in what is included, unless a condition includes it', () => {
    const files = { 'soc.dtsi': '/ {\n\ta = <1>\n\tb = <2>;\n};\n' };
    expect(said(`${HEAD}#include "soc.dtsi"\n`, files)).toEqual(['2 > Syntax error: `;` is missing before `b`']);
    expect(said(`${HEAD}#ifndef A\n#include "soc.dtsi"\n#endif\n`, files)).toEqual([]);
  });
});

describe('an error is not reported that a macro of a missing header may mend', () => {
  it.each([
    ['a statement that a macro makes', '\t\ta = <1>\n\t\tREST;'],
    ['a value that a macro goes on with', '\t\ta = <1> REST;'],
    ['a flag that may be a macro', '\t\tOPTIONS\n\t\ta = <1>;'],
    ['a list that a macro closes', '\t\ta = <1 CLOSED;\n\t\tb = <2>;'],
    ['the use of a macro', '\t\tPIN(1, 2)\n\t\ta = <1>;'],
    ['what a macro is given', '\t\tNODE(x, a = <1> b = <2>)'],
    ['what a condition may leave out', '#ifndef A\n\t\ta = <1>\n\t\tb = <2>;\n#endif'],
    ['what a line of the preprocessor parts', '\t\ta = <1>\n#ifdef A\n\t\tb = <2>;\n#else\n\t\t;\n#endif'],
    ['an unknown name', '\t\ta = <GPIO>;'],
  ])('%s', (_, body) => expect(said(inNode(body))).toEqual([]));
});

it('whatever is broken in a board, what is reported without its header is reported with it', () => {
  const sample = (name: string): string => readFileSync(new URL(`../../../samples/${name}`, import.meta.url), 'latin1');
  const [text, soc, header] = ['camera-board.dts', 'heron.dtsi', 'memory-sizes.h'].map(sample) as [
    string,
    string,
    string,
  ];
  // What stands in the place of a macro may end the statement before it elsewhere: that it is refused counts, and where dtc says so.
  const places = ({ id, span, related }: Problem): string[] =>
    [span, ...related.map((place) => place.span)].map((each) => `${id} ${each?.start} ${each?.file.path}`);
  const change = fc.record({
    at: fc.nat(text.length),
    cut: fc.integer({ min: 0, max: 2 }),
    added: fc.constantFrom('', '', ';', '}', '{', '"', '<', '>', '/*', 'x', '\n#if 1\n', '('),
  });
  let reported = 0;
  fc.assert(
    fc.property(change, ({ at, cut, added }) => {
      const broken = text.slice(0, at) + added + text.slice(at + cut);
      const whole = new Set(errorsOf(broken, { 'heron.dtsi': soc, 'memory-sizes.h': header }).flatMap(places));
      const certain = errorsOf(broken, { 'heron.dtsi': soc }).map(places);
      reported += certain.length;
      expect(certain.filter((each) => !each.some((place) => whole.has(place)))).toEqual([]);
    }),
    {
      numRuns: 150,
      examples: [[{ at: 621, cut: 2, added: '}' }], [{ at: 985, cut: 0, added: '}' }]],
    },
  );
  expect(reported).toBeGreaterThan(0);
});
