export { cellsText } from '../text/cells.ts';

import type { Span } from '../text/sourceFile.ts';
import type { SpanEdit } from './finding.ts';

/** The statement with its semicolon, where one follows; else the stretch as it is. */
function withSemicolon(span: Span): Span {
  let end = span.end;
  if (span.file.text[end - 1] === ';') return span;
  while (/\s/.test(span.file.text[end] ?? '')) end++;
  return span.file.text[end] === ';' ? { ...span, end: end + 1 } : span;
}

/** What stands on the lines of a span beside it, and where these begin and end. */
interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly lineStart: number;
  /** The start of the line after the last one. */
  readonly nextLine: number;
}

function surroundingsOf({ file, start, end }: Span): Surroundings {
  const lineStart = file.lines.startOf(file.lines.lineOf(start));
  const nextLine = file.lines.startOf(file.lines.lineOf(end) + 1);
  return {
    before: file.text.slice(lineStart, start),
    after: file.text.slice(end, nextLine),
    lineStart,
    nextLine,
  };
}

const isBlank = (text: string): boolean => text.trim() === '';

/** Whole comments and white space: what may stand after a statement without being another one. */
const COMMENTS = /^\s*(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)*(?:\/\/.*)?\s*$/;

/** Takes a statement out, with its whole lines where nothing else stands on them, else with the blanks beside it. */
export function removeStatement(statement: Span): SpanEdit {
  const span = withSemicolon(statement);
  const { before, after, lineStart, nextLine } = surroundingsOf(span);
  if (isBlank(before) && isBlank(after)) return { span: { ...span, start: lineStart, end: nextLine }, newText: '' };
  const blanksBefore = before.length - before.trimEnd().length;
  const blanksAfter = after.length - after.trimStart().length;
  return isBlank(before)
    ? { span: { ...span, end: span.end + blanksAfter }, newText: '' }
    : { span: { ...span, start: span.start - blanksBefore }, newText: '' };
}

/** Takes a comment out, with its lines where nothing else stands on them, else with the white space before it. */
export function removeComment(comment: Span): SpanEdit {
  const { before, after, lineStart, nextLine } = surroundingsOf(comment);
  if (isBlank(before) && isBlank(after)) return { span: { ...comment, start: lineStart, end: nextLine }, newText: '' };
  const blanks = isBlank(after) ? before.length - before.trimEnd().length : 0;
  return { span: { ...comment, start: comment.start - blanks }, newText: '' };
}

/**
 * Puts a statement after another one: on a line below it, indented like it, where that one has its lines for itself and
 * its comments, else on the same line.
 */
export function insertAfterStatement(statement: Span, newStatement: string): SpanEdit {
  const span = withSemicolon(statement);
  const { before, after } = surroundingsOf(span);
  const line = after.replace(/\r?\n$/, '');
  if (!isBlank(before) || !COMMENTS.test(line)) {
    return { span: { file: span.file, start: span.end, end: span.end }, newText: ` ${newStatement}` };
  }
  const at = span.end + line.trimEnd().length;
  const indentation = surroundingsOf(statement).before;
  return { span: { file: span.file, start: at, end: at }, newText: `\n${indentation}${newStatement}` };
}

/** Replaces a stretch of a file. */
export function replaceSpan(span: Span, newText: string): SpanEdit {
  return { span, newText };
}

/** The text of a span. */
export function textOf(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}
