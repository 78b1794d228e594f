import { expect, test } from 'vitest';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { EXPANSION_LIMITS } from '../../server/src/text/limits.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

const parser = await testParser();

const ROOT = '/dts-v1/;\n/ {\n\tbefore = <1>;\n';

/** `X24` is 2^24 times the text. */
const bomb = (text: string): string =>
  `#define X0 ${text}\n${Array.from({ length: 24 }, (_, level) => `#define X${level + 1} X${level} X${level}\n`).join('')}`;

function check(files: Readonly<Record<string, string>>) {
  const workspace = new Workspace(new MemoryFiles(files), parser);
  const analysis = workspace.analyse(workspace.open('a.dts'));
  const { problems, findings } = findingsOf(analysis);
  return { ids: [...problems.map(({ id }) => id), ...findings.map(({ rule }) => rule)], board: analysis.board };
}

const uses = (text: string): string => text.repeat(Math.ceil(EXPANSION_LIMITS.steps / 3));

// A name or a number that is cut off, a brace that the rest would have closed, a label that it would have set.
test.each([
  ['one use of a macro: names', `${bomb('x')}${ROOT}\tp = <X24>;\n};\n`, 'macro-expansion-too-large'],
  ['one use of a macro: references', `${bomb('&l')}${ROOT}\tp = <X24>;\n};\n`, 'macro-expansion-too-large'],
  ['one use of a macro: nodes', `${bomb('n { l: m { };')}${ROOT}X24\n};\n&l { };\n`, 'macro-expansion-too-large'],
  ['all uses of macros', `#define A B\n#define B 1\n${ROOT}\tp = <${uses('A ')}>;\n};\n`, 'macro-expansion-too-large'],
  [
    'all uses of macros, in a group of a condition',
    `#define A B\n#define B 1\n${ROOT}#if 1\n\tp = <${uses('A ')}>;\n#endif\n};\n`,
    'macro-expansion-too-large',
  ],
  [
    'a macro that is too long',
    `#define LONG ${'1 '.repeat(EXPANSION_LIMITS.bodyTokens + 1)}\n${ROOT}\tp = <LONG>;\n};\n`,
    'macro-too-long',
  ],
])('what a limit leaves out is one error, and nothing that only follows from it: %s', (_name, text, id) => {
  const { ids, board } = check({ 'a.dts': text });
  expect(ids).toEqual([id]);
  expect(board.refused).toBe(true);
});

test('files that are left out hide what they hold, and no error before them', () => {
  const text = `${ROOT}\tbroken = <1>\n\tgood = <1>;\n};\n#include "a.dtsi"\n&l { };\n`;
  const { ids } = check({ 'a.dts': text, 'a.dtsi': '#include "a.dtsi"\n/ { l: n { }; };\n' });
  expect(ids).toEqual(expect.arrayContaining(['syntax-error', 'include-depth']));
  expect(ids).not.toContain('reference-not-found');
});

test('after the budget of the board no text is given to the parser', () => {
  const { board } = check({ 'a.dts': `#define A B\n#define B 1\n${ROOT}\tp = <${uses('A ')}>;\n\tlast;\n};\n` });
  const text = board.unit?.text ?? '';
  expect(text.includes('before')).toBe(true);
  expect(text.includes('last')).toBe(false);
  // The use in which it ends is left as it is.
  expect(text.split('A').length).toBeLessThan(3);
});

test('a file that an exhausted board includes is whole on the next board', () => {
  const files = {
    'a.dts': `#define A B\n#define B 1\n${ROOT}\tp = <${uses('A ')}>;\n};\n#include "last.dtsi"\n`,
    'b.dts': `#define A B\n#define B 1\n${ROOT}\tp = <A>;\n};\n#include "last.dtsi"\n`,
    'last.dtsi': '/ { last = <A>; };\n',
  };
  const workspace = new Workspace(new MemoryFiles(files), parser);
  const open = (path: string) => workspace.analyse(workspace.open(path)).board;
  expect(open('a.dts').refused).toBe(true);
  const second = open('b.dts');
  expect(second.problems).toEqual([]);
  expect(second.tree.root.properties.has('last')).toBe(true);
  expect(open('a.dts').refused).toBe(true);
});
