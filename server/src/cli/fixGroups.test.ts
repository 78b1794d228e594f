import { expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import { boardsReading, fixGroups } from './fixGroups.ts';
import type { Diagnostic } from './output/diagnostic.ts';

const span = (path: string) => ({ file: new SourceFile(path, 'x'), start: 0, end: 1 });

/** A diagnostic by its rule, each of whose fixes changes one of the files. */
const fixable = (rule: string, ...paths: readonly string[]): Diagnostic => ({
  rule,
  severity: 'error',
  message: '',
  span: undefined,
  related: [],
  fixes: paths.map((path) => ({ title: path, edits: [{ span: span(path), newText: '' }], preferred: false })),
  kernelLog: undefined,
  board: '',
  kernels: [],
});

const reading = boardsReading({
  filesOf: new Map([
    ['a.dts', ['a.dts', 'ab.dtsi']],
    ['b.dts', ['b.dts', 'ab.dtsi', 'bc.dtsi']],
    ['c.dts', ['c.dts', 'bc.dtsi']],
    ['d.dts', ['d.dts']],
  ]),
});

const rulesOf = (...diagnostics: readonly Diagnostic[]): string[][] =>
  fixGroups(diagnostics, reading).map((group) => group.diagnostics.map(({ rule }) => rule));

it('fixes that bear on one board are in one group, in their order, also where others bind them together', () => {
  expect(rulesOf(fixable('1', 'a.dts'), fixable('2', 'c.dts'), fixable('3', 'a.dts'))).toEqual([['1', '3'], ['2']]);
  expect(rulesOf(fixable('1', 'a.dts'), fixable('2', 'd.dts'), fixable('3', 'c.dts'), fixable('4', 'ab.dtsi'))).toEqual(
    [['1', '4'], ['2'], ['3']],
  );
  expect(rulesOf(fixable('1', 'a.dts'), fixable('2', 'c.dts'), fixable('3', 'ab.dtsi', 'bc.dtsi'))).toEqual([
    ['1', '2', '3'],
  ]);
});

it('a group knows the boards of each file, and what has no fix is in none', () => {
  const [group, ...others] = fixGroups([fixable('none'), fixable('1', 'bc.dtsi', 'd.dts')], reading);
  expect(others).toEqual([]);
  expect(group?.readers).toEqual(
    new Map([
      ['bc.dtsi', ['b.dts', 'c.dts']],
      ['d.dts', ['d.dts']],
    ]),
  );
});

it('a file that nobody reads has no boards, a configuration those for which it may hold', () => {
  expect(reading('other.dtsi')).toEqual([]);
  expect(reading('.dtheaps.json')).toEqual(['a.dts', 'b.dts', 'c.dts', 'd.dts']);
});
