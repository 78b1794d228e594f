import type { Span } from '../text/sourceFile.ts';
import type { SpanEdit } from './finding.ts';

/** The statement with its semicolon, where one follows; else the stretch as it is. */
function withSemicolon(span: Span): Span {
  let end = span.end;
  if (span.file.text[end - 1] === ';') return span;
  while (/\s/.test(span.file.text[end] ?? '')) end++;
  return span.file.text[end] === ';' ? { ...span, end: end + 1 } : span;
}

/** The white space between the start of a span's line and the span; a tab where something else stands there. */
function indentationBefore(span: Span): string {
  const lines = span.file.lines;
  const before = span.file.text.slice(lines.startOf(lines.lineOf(span.start)), span.start);
  return /^\s*$/.test(before) ? before : '\t';
}

/** Takes a statement out, with its whole lines where nothing else stands on them. */
export function removeStatement(statement: Span): SpanEdit {
  const span = withSemicolon(statement);
  const { lines, text } = span.file;
  const lineStart = lines.startOf(lines.lineOf(span.start));
  const nextLine = lines.startOf(lines.lineOf(span.end) + 1);
  const alone = /^\s*$/.test(text.slice(lineStart, span.start)) && /^\s*$/.test(text.slice(span.end, nextLine));
  return { span: alone ? { file: span.file, start: lineStart, end: nextLine } : span, newText: '' };
}

/** Takes a comment out, with its lines where nothing else stands on them, else with the white space before it. */
export function removeComment(comment: Span): SpanEdit {
  const { lines, text } = comment.file;
  const lineStart = lines.startOf(lines.lineOf(comment.start));
  const nextLine = lines.startOf(lines.lineOf(comment.end) + 1);
  const before = text.slice(lineStart, comment.start);
  const after = text.slice(comment.end, nextLine);
  if (before.trim() === '' && after.trim() === '')
    return { span: { ...comment, start: lineStart, end: nextLine }, newText: '' };
  const blanks = after.trim() === '' ? before.length - before.trimEnd().length : 0;
  return { span: { ...comment, start: comment.start - blanks }, newText: '' };
}

/** Puts a statement on a new line after another one, indented like it. */
export function insertAfterStatement(statement: Span, newStatement: string): SpanEdit {
  const span = withSemicolon(statement);
  return {
    span: { file: span.file, start: span.end, end: span.end },
    newText: `\n${indentationBefore(statement)}${newStatement}`,
  };
}

/** Replaces a stretch of a file. */
export function replaceSpan(span: Span, newText: string): SpanEdit {
  return { span, newText };
}

/** The text of a span. */
export function textOf(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}

/**
 * Whether a span holds plain number literals and nothing else. A number that a macro or an expression made belongs to
 * whoever wrote it there: replacing it would be a guess.
 */
export function isPlainNumbers(span: Span): boolean {
  return /^\s*(?:(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\s*)+$/.test(textOf(span));
}

/** A number as cells, most significant first, in the hexadecimal that device trees are written in. */
export function cellsText(value: bigint, cellCount: number): string {
  const cells: string[] = [];
  for (let index = cellCount - 1; index >= 0; index--) {
    cells.push(`0x${((value >> BigInt(32 * index)) & 0xffffffffn).toString(16)}`);
  }
  return cells.join(' ');
}
