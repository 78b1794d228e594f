import { bytesOfText } from '../text/bytesAndText.ts';
import { grouped } from '../text/grouped.ts';
import { SourceFile } from '../text/sourceFile.ts';
import type { SpanEdit } from './finding.ts';

/** Two edits meet where they share a byte, or insert at the same place: then only one of them can be applied. */
export function editsMeet(a: SpanEdit, b: SpanEdit): boolean {
  if (a.span.file.path !== b.span.file.path) return false;
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}

/** Edits by the file that they change, those of a file in the order of their places. */
export function editsByFile(edits: readonly SpanEdit[]): Map<SourceFile, readonly SpanEdit[]> {
  const byFile = grouped(edits, ({ span }) => span.file);
  for (const of of byFile.values()) of.sort((a, b) => a.span.start - b.span.start);
  return byFile;
}

/** A file's text, one character a byte, after edits of it that do not meet, in the order of their places. */
export function textAfter(file: SourceFile, edits: readonly SpanEdit[]): string {
  let text = '';
  let at = 0;
  for (const { span, newText } of edits) {
    text += file.text.slice(at, span.start) + bytesOfText(newText);
    at = span.end;
  }
  return text + file.text.slice(at);
}

/** Files as they would be after edits that do not meet, to be read in their place. */
export function triedFiles(edits: readonly SpanEdit[]): SourceFile[] {
  return [...editsByFile(edits)].map(([file, of]) => new SourceFile(file.path, textAfter(file, of), file));
}

/**
 * Where what stands at an offset of a file stands after edits of that file, which are in the order of their places. What
 * was replaced is where its replacement begins.
 */
export function offsetAfter(offset: number, edits: readonly SpanEdit[]): number {
  let shift = 0;
  for (const { span, newText } of edits) {
    if (span.start > offset) break;
    if (span.end > offset) return span.start + shift;
    shift += bytesOfText(newText).length - (span.end - span.start);
  }
  return offset + shift;
}
