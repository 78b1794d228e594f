import type { Location, Position, Range } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { SourceFile, Span } from '../text/sourceFile.ts';

/** The path of a `file:` URI with `/` between its parts; `undefined` for other schemes. */
export function pathOfUri(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath.replaceAll('\\', '/') : undefined;
}

/** The URI of a path, spelt as VS Code spells it. */
export function uriOfPath(path: string): string {
  return URI.file(path).toString();
}

/** The protocol's range of a span in its file. */
export function rangeOfSpan(span: Span): Range {
  const { lines } = span.file;
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

export function locationOfSpan(span: Span): Location {
  return { uri: uriOfPath(span.file.path), range: rangeOfSpan(span) };
}

/** The byte offset of the protocol's position in a file. */
export function offsetOf(file: SourceFile, position: Position): number {
  return file.lines.offsetAt(position);
}
