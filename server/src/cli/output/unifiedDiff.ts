import type { SpanEdit } from '../../rules/finding.ts';
import { appendAll } from '../../text/appendAll.ts';
import { bytesOfText } from '../../text/bytesAndText.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { type DiffLine, lineDiff } from './lineDiff.ts';

/** A file with the text that its fixes make of it, both one character a byte. */
export interface FixedFile {
  readonly file: SourceFile;
  readonly text: string;
  readonly edits: readonly SpanEdit[];
}

/** A name for the head of a diff: in quotes where it would end the line, as git and patch have it. */
function headerName(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be quoted.
  const quoted = path.replace(/[\x00-\x1f"\\\x7f]/g, (character) =>
    /["\\]/.test(character) ? `\\${character}` : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return quoted === path ? path : `"${quoted}"`;
}

const CONTEXT = 3;

interface Hunk {
  /** Lines of the old text, from 0, `end` excluded. */
  start: number;
  end: number;
  readonly edits: SpanEdit[];
}

/** The lines that an edit touches. */
function linesOf({ span }: SpanEdit): { start: number; end: number } {
  const { lines } = span.file;
  return { start: lines.lineOf(span.start), end: lines.lineOf(Math.max(span.start, span.end - 1)) + 1 };
}

/** The fixes of a file as a unified diff that `patch -p0` takes, one character a byte. */
export function unifiedDiff({ file, edits }: FixedFile): string {
  const { lines, text } = file;
  const hunks: Hunk[] = [];
  for (const edit of edits) {
    const touched = linesOf(edit);
    const last = hunks.at(-1);
    if (last !== undefined && touched.start - last.end <= 2 * CONTEXT) {
      last.end = Math.max(last.end, touched.end);
      last.edits.push(edit);
    } else hunks.push({ ...touched, edits: [edit] });
  }
  const lineCount = text.endsWith('\n') ? lines.lineCount - 1 : lines.lineCount;
  const stretch = (from: number, to: number): string => text.slice(lines.startOf(from), lines.startOf(to));
  const path = headerName(bytesOfText(file.path));
  const output = [`--- ${path}`, `+++ ${path}`];
  let shift = 0;
  for (const { start, end, edits: own } of hunks) {
    const from = Math.max(0, start - CONTEXT);
    const to = Math.min(lineCount, end + CONTEXT);
    let replaced = '';
    let at = lines.startOf(start);
    for (const edit of own) {
      replaced += text.slice(at, edit.span.start) + bytesOfText(edit.newText);
      at = edit.span.end;
    }
    replaced += text.slice(at, lines.startOf(end));
    const whole = lineDiff(
      linesIn(stretch(from, to)),
      linesIn(`${stretch(from, start)}${replaced}${stretch(end, to)}`),
    );
    // More lines before a change than after it mean the end of the file to patch.
    const above = Math.max(0, whole.findIndex(isChange) - CONTEXT);
    const body = whole.slice(above, whole.findLastIndex(isChange) + 1 + CONTEXT).map(({ mark, line }) => mark + line);
    const added = body.filter((line) => line.startsWith('+')).length;
    const removed = body.filter((line) => line.startsWith('-')).length;
    const common = body.length - added - removed;
    const first = from + 1 + above;
    output.push(`@@ -${first},${common + removed} +${first + shift},${common + added} @@`);
    appendAll(output, body);
    shift += added - removed;
  }
  return `${output.join('\n')}\n`;
}

const isChange = ({ mark }: DiffLine): boolean => mark !== ' ';

function linesIn(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
