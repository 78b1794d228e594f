import { describe, expect, test } from 'vitest';
import { SourceFile, type Span } from '../text/sourceFile.ts';
import { textAfter } from './appliedEdits.ts';
import { insertAfterStatement, removeStatement } from './edits.ts';
import type { SpanEdit } from './finding.ts';

/** What becomes of a text in which `statement` (without its semicolon) is edited. */
function edited(text: string, statement: string, edit: (span: Span) => SpanEdit): string {
  const file = new SourceFile('board.dts', text);
  const start = text.indexOf(statement);
  return textAfter(file, [edit({ file, start, end: start + statement.length })]);
}

describe('a statement after another', () => {
  const insert = (text: string): string => edited(text, 'a', (span) => insertAfterStatement(span, 'new;'));

  test.each([
    ['has a line below it', '\ta;\n\tb;\n', '\ta;\n\tnew;\n\tb;\n'],
    ['stands after its comments', '\ta; /* why */ // so\n', '\ta; /* why */ // so\n\tnew;\n'],
    ['stays in a node of one line', 'node { a; };\n', 'node { a; new; };\n'],
    ['stays before the next one of its line', '\ta; b;\n', '\ta; new; b;\n'],
    ['does not go into a comment of several lines', '\ta; /* why\n\t*/ b;\n', '\ta; new; /* why\n\t*/ b;\n'],
    ['is last in a text', '\ta;', '\ta;\n\tnew;'],
  ])('%s', (_, text, expected) => expect(insert(text)).toBe(expected));
});

describe('a statement that is taken out', () => {
  const remove = (text: string): string => edited(text, 'b', removeStatement);

  test.each([
    ['goes with its line', '\ta;\n\tb;\n\tc;\n', '\ta;\n\tc;\n'],
    ['goes with its blanks in a node of one line', 'node { a; b; c; };\n', 'node { a; c; };\n'],
    ['is the first of its line', '\tb; c;\n', '\tc;\n'],
    ['is the last of its line', '\ta; b;\n\tc;\n', '\ta;\n\tc;\n'],
    ['has its semicolon on another line', '\ta;\n\tb\n\t;\n', '\ta;\n'],
  ])('%s', (_, text, expected) => expect(remove(text)).toBe(expected));
});
