import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { printableBytes, printablePath } from './printable.ts';
import type { Style } from './style.ts';

/** A longer line is cut: the frame is to show a place, not the file. */
const MAXIMUM_LINE = 160;
const TAB = '    ';

/** Whether a file has lines that a person reads; a device tree blob has none. */
function hasLines({ text }: SourceFile): boolean {
  return !text.startsWith('\xd0\x0d\xfe\xed');
}

/** `file:line:column`, as gcc and dtc write it and terminals make a link of; the file alone for a blob. */
export function placeText(span: Span): string {
  const path = printablePath(span.file.path);
  if (!hasLines(span.file)) return path;
  const { line, column } = span.file.lines.lineColumn(span.start);
  return `${path}:${line}:${column}`;
}

/** Bytes as a terminal shows them, tabs as four spaces. */
function shown(bytes: string): string {
  return printableBytes(bytes.replaceAll('\r', '')).replaceAll('\t', TAB);
}

/**
 * The line that a span begins in, with the span underlined (to the line's end, where it goes on):
 *
 *     38 |     reg = <0x0 0x50000000>;
 *        |            ^^^^^^^^^^^^^^
 *
 * Nothing for a blob.
 */
export function codeFrame(span: Span, mark: (text: string) => string, style: Style): string[] {
  if (!hasLines(span.file)) return [];
  const { lines, text } = span.file;
  const line = lines.lineOf(span.start);
  const start = lines.startOf(line);
  const end = Math.min(line + 1 < lines.lineCount ? lines.startOf(line + 1) - 1 : text.length, start + MAXIMUM_LINE);
  const before = shown(text.slice(start, Math.min(span.start, end)));
  const marked = shown(text.slice(Math.min(span.start, end), Math.min(span.end, end))).trimEnd();
  const number = String(line + 1);
  const gutter = ' '.repeat(number.length);
  const code = shown(text.slice(start, end)).trimEnd();
  const underline = '^'.repeat(Math.max(1, [...marked].length));
  return [
    `${style.dim(`${number} |`)} ${code}`,
    `${style.dim(`${gutter} |`)} ${' '.repeat([...before].length)}${mark(underline)}`,
  ];
}
