import type { SourceFile, Span } from '../text/sourceFile.ts';
import { commentsOf, isInsideToken } from './comments.ts';
import type { SpanEdit } from './finding.ts';
import { type SuppressionKind, WORD } from './suppressions.ts';

/**
 * The edit that silences a rule for the line on which a finding begins: a comment on a separate line above it.
 * `undefined` where a comment there would become part of a macro, or of a comment or string that is open already.
 */
export function lineSuppression(rule: string, { file, start }: Span): SpanEdit | undefined {
  const { lines, text } = file;
  const line = lines.lineOf(start);
  if (/^\s*#\s*[a-z]/.test(text.slice(lines.startOf(line), lines.startOf(line + 1)))) return undefined;
  return commentAbove(file, line, 'disable-next-line', rule, indentationOf(file, line));
}

/**
 * The edits that silence a rule between the lines of a node, its first and last line included: `disable` above it and
 * `enable` below it. `undefined` where one of the two would become part of something else.
 */
export function blockSuppression(rule: string, { file, start, end }: Span): SpanEdit[] | undefined {
  const first = file.lines.lineOf(start);
  const indentation = indentationOf(file, first);
  const above = commentAbove(file, first, 'disable', rule, indentation);
  const below = commentAbove(file, file.lines.lineOf(end) + 1, 'enable', rule, indentation);
  return above === undefined || below === undefined ? undefined : [above, below];
}

/** The edit that silences a rule in a whole file: a comment below those that the file begins with, such as its licence. */
export function fileSuppression(rule: string, file: SourceFile): SpanEdit | undefined {
  const { lines, text } = file;
  let line = 0;
  for (const { start, end } of commentsOf(file)) {
    if (text.slice(lines.startOf(line), start).trim() !== '') break;
    const next = lines.lineOf(end) + 1;
    if (text.slice(end, lines.startOf(next)).trim() !== '') break;
    line = next;
  }
  return commentAbove(file, line, 'disable-file', rule, '');
}

function indentationOf({ lines, text }: SourceFile, line: number): string {
  return /^[^\S\r\n]*/.exec(text.slice(lines.startOf(line), lines.startOf(line + 1)))?.[0] ?? '';
}

/** The edit that puts a suppression comment on a separate line above a line, or after the last one. */
function commentAbove(
  file: SourceFile,
  line: number,
  kind: SuppressionKind,
  rule: string,
  indentation: string,
): SpanEdit | undefined {
  const { lines, text } = file;
  const at = line < lines.lineCount ? lines.startOf(line) : text.length;
  const above = text.slice(lines.startOf(line - 1), at);
  if (line > 0 && /\\(?:\r?\n|\r)$/.test(above)) return undefined;
  if (isInsideToken(file, at)) return undefined;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const comment = `${indentation}/* ${WORD}${kind} ${rule} */`;
  const isAfterText = at > 0 && !/[\r\n]/.test(text.charAt(at - 1));
  return { span: { file, start: at, end: at }, newText: isAfterText ? end + comment : comment + end };
}
