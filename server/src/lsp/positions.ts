import type { Location, Position, Range } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { hasLoneSurrogate, percentDecoded, percentEncoded } from '../text/bytesAndText.ts';
import type { SourceFile, Span } from '../text/sourceFile.ts';

/**
 * The path of a URI with `/` between its parts: that of a `file:` URI as the operating system spells it; of a file in
 * another file system, such as `vscode-vfs://github/board/a.dts`, the URI without its escapes, below which paths go on
 * as on a disk. `undefined` for what stands in no folder (`untitled:`) or is a version of a file (a query says which).
 */
export function pathOfUri(uri: string): string | undefined {
  const { scheme, authority, path, query, fsPath } = URI.parse(uri);
  if (scheme === 'file') return bytePath(uri) ?? fsPath.replaceAll('\\', '/');
  return path.startsWith('/') && query === '' ? `${scheme}://${authority}${path}` : undefined;
}

/** The path of a `file:` URI whose bytes are no UTF-8; `undefined` for any other, as URIs are read by their library. */
function bytePath(uri: string): string | undefined {
  if (!/%[89a-f][0-9a-f]/i.test(uri)) return undefined;
  const path = percentDecoded(uri.replace(/^file:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''));
  return hasLoneSurrogate(path) ? path : undefined;
}

/** The URI of a path, as `pathOfUri` reads it, spelt as VS Code spells it. */
export function uriOfPath(path: string): string {
  if (hasLoneSurrogate(path)) return `file://${path.split('/').map(percentEncoded).join('/')}`;
  const [, scheme, authority = '', inside = ''] = VIRTUAL.exec(path) ?? [];
  return (scheme === undefined ? URI.file(path) : URI.from({ scheme, authority, path: inside })).toString();
}

/** A scheme has two letters at least: one letter is a drive. */
const VIRTUAL = /^([a-z][a-z0-9+.-]+):\/\/([^/]*)(\/.*)$/is;

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
