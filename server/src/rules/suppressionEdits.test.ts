import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import { textAfter } from './appliedEdits.ts';
import type { SpanEdit } from './finding.ts';
import { blockSuppression, fileSuppression, lineSuppression } from './suppressionEdits.ts';
import { suppressedBy } from './suppressions.ts';

const RULE = 'zero-size';

/** The text after an edit; `undefined` where none is offered. */
function edited(file: SourceFile, edits: readonly SpanEdit[] | undefined): string | undefined {
  return edits && textAfter(file, edits);
}

/** Whether the rule is silenced where a word stands. */
function isSilenced(text: string, word: string): boolean {
  const file = new SourceFile('a.dts', text);
  const start = text.indexOf(word);
  expect(start).toBeGreaterThanOrEqual(0);
  return suppressedBy(RULE, { file, start, end: start }) !== undefined;
}

describe('lineSuppression', () => {
  const at = (text: string, word: string): string | undefined => {
    const file = new SourceFile('a.dts', text);
    const start = text.indexOf(word);
    const edit = lineSuppression(RULE, { file, start, end: start + word.length });
    return edited(file, edit && [edit]);
  };

  it('puts a comment above the line, indented as it', () => {
    const text = at('a {\n\treg = <0 0>;\n};\n', '<0') ?? '';
    expect(text).toBe('a {\n\t/* dtheaps-disable-next-line zero-size */\n\treg = <0 0>;\n};\n');
    expect([isSilenced(text, '<0'), isSilenced(text, 'a {')]).toEqual([true, false]);
  });

  it('keeps the ends of lines', () => expect(at('a\r\nb\r\n', 'b')).toContain('zero-size */\r\nb\r\n'));

  it.each([
    ['#define POOL(a) \\\n\treg = <0 0>;\n', 'reg'],
    ['#define REG <0 0>\n', '<0'],
    ['/* a\n b */ reg = <0 0>;\n', 'reg'],
  ])('offers none in %j', (text, word) => expect(at(text, word)).toBeUndefined());
});

describe('blockSuppression', () => {
  const around = (text: string, block: string): string | undefined => {
    const file = new SourceFile('a.dts', text);
    const start = text.indexOf(block);
    return edited(file, blockSuppression(RULE, { file, start, end: start + block.length }));
  };

  it('puts comments above and below the lines of a node', () => {
    const node = 'a {\n\t\tb = <0>;\n\t};';
    const text = around(`c;\n\t${node}\nd;\n`, node) ?? '';
    expect(text).toBe(`c;\n\t/* dtheaps-disable zero-size */\n\t${node}\n\t/* dtheaps-enable zero-size */\nd;\n`);
    expect(['c;', 'a {', 'b =', 'd;'].map((word) => isSilenced(text, word))).toEqual([false, true, true, false]);
  });

  it('ends at the end of a file without a line feed', () => {
    expect(around('a {\n};', 'a {\n};')).toBe(
      '/* dtheaps-disable zero-size */\na {\n};\n/* dtheaps-enable zero-size */',
    );
  });

  it.each([
    ['within a macro', '#define N \\\na {\n};\n', 'a {\n};'],
    ['below the beginning of a comment', 'a {\n}; /* b\n*/\n', 'a {\n};'],
  ])('offers none %s', (_, text, block) => expect(around(text, block)).toBeUndefined());
});

describe('fileSuppression', () => {
  const of = (text: string): string | undefined => {
    const file = new SourceFile('a.dts', text);
    const edit = fileSuppression(RULE, file);
    return edited(file, edit && [edit]);
  };
  const COMMENT = '/* dtheaps-disable-file zero-size */\n';

  it.each([
    ['at the beginning', '', '/dts-v1/;\n'],
    ['below the licence', '// SPDX-License-Identifier: GPL-2.0\n/*\n * (c)\n */\n', '\n/dts-v1/;\n'],
    ['above a comment with something after it', '// a\n', '/* b */ /dts-v1/;\n'],
    ['above a directive', '// a\n', '#include "a.dtsi"\n'],
  ])('stands %s', (_, before, after) => {
    expect(of(before + after)).toBe(before + COMMENT + after);
    expect(isSilenced(before + COMMENT + after, after.trim())).toBe(true);
  });

  it('stands below a comment that is the whole file', () => expect(of('// a')).toBe(`// a\n${COMMENT.trim()}`));
});
