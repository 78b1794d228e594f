import type { Location, Position, Range } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { hasLoneSurrogate, percentDecoded, percentEncoded } from '../text/bytesAndText.ts';
import { fileNameOf } from '../text/fileName.ts';
import type { SourceFile, Span } from '../text/sourceFile.ts';
import { normalizePath } from '../workspace/path.ts';

/**
 * The path of a URI with `/` between its parts: that of a `file:` URI as the operating system spells it; of a file in
 * another file system, such as `vscode-vfs://github/board/a.dts`, the URI without its escapes, below which paths go on
 * as on a disk; of a document that is new (`untitled:`) a path in a folder of its own; of one that is new beside files,
 * and of a version of a file in git, a path in the folder of these (`isBesideFiles`). A file has one path, however `..` and
 * doubled `/` spell its URI. `undefined` for every other URI
 * with a query, which says what of a file it is, and for what is no URI.
 */
export function pathOfUri(uri: string): string | undefined {
  const parts = partsOf(uri);
  if (parts === undefined) return undefined;
  const { authority, path, query, fsPath } = parts;
  // RFC 3986, 6.2.2.1
  const scheme = parts.scheme.toLowerCase();
  if (scheme === 'file') return oneSpelling(bytePath(uri) ?? diskPath(path, authority, fsPath));
  if (scheme === 'untitled' && !path.startsWith('/')) return `${NEW}${path}`;
  if (scheme === 'git' || scheme === 'untitled') {
    const { authority: host, path: onDisk, fsPath: native } = fileUri(path);
    const file = diskPath(onDisk, host, native);
    const name = file.lastIndexOf('/') + 1;
    return `${file.slice(0, name)}?${scheme}=${percentEncoded(query)}&${file.slice(name)}`;
  }
  return path.startsWith('/') && query === '' ? `${scheme}://${authority}${path}` : undefined;
}

/** The parts of a URI; `undefined` for what its library refuses: an empty text, an odd scheme, `file:////x`. */
function partsOf(uri: string): URI | undefined {
  try {
    return uri === '' ? undefined : URI.parse(uri);
  } catch {
    return undefined;
  }
}

/**
 * The path of a `file:` URI with `/` between its parts. On a drive or a share it is what the library makes of it; anywhere
 * else `\\` is a character of names.
 */
function diskPath(path: string, authority: string, fsPath: string): string {
  return authority === '' && !/^\/[a-z]:/i.test(path) ? path : fsPath.replaceAll('\\', '/');
}

/** The path of a `file:` URI whose bytes are no UTF-8; `undefined` for any other, as URIs are read by their library. */
function bytePath(uri: string): string | undefined {
  if (!/%[89a-f][0-9a-f]/i.test(uri)) return undefined;
  const path = percentDecoded(uri.replace(/^file:(?:\/\/[^/]*)?/i, '').replace(/[?#].*$/s, ''));
  return path.startsWith('/') && hasLoneSurrogate(path) ? path : undefined;
}

/**
 * The URI of a path, as `pathOfUri` reads it, spelt as VS Code spells it. A file that is reached by `..`, as includes of
 * another folder are, has the URI by which an editor opens it: one file has one URI.
 */
export function uriOfPath(path: string): string {
  return uriOfNormalized(path.includes('/.') ? normalizePath(path) : path);
}

/** A path without `..`, `.` and doubled `/` between its parts; what stands in front of it stays. */
const oneSpelling = (path: string): string => (/\/\.|[^/]\/\//.test(path) ? normalizePath(path) : path);

function uriOfNormalized(path: string): string {
  if (hasLoneSurrogate(path)) {
    return `file://${path.startsWith('/') ? '' : '/'}${path.split('/').map(percentEncoded).join('/')}`;
  }
  if (path.startsWith(NEW)) return URI.from({ scheme: 'untitled', path: path.slice(NEW.length) }).toString();
  const [, folder = '', kind, query = '', name = ''] = BESIDE_FILES.exec(path) ?? [];
  if (kind !== undefined) {
    const file = fileUri(`${folder}${name}`).path;
    return URI.from({ scheme: kind, path: file, query: percentDecoded(query) }).toString();
  }
  const [, scheme, authority = '', inside = ''] = VIRTUAL.exec(path) ?? [];
  if (scheme === undefined) return fileUri(path).toString();
  return URI.from({ scheme, authority, path: authority === '' ? oneSlash(inside) : inside }).toString();
}

/** The `file:` URI of a path; more than two slashes in front name no host. */
const fileUri = (path: string): URI => URI.file(path.startsWith('///') ? oneSlash(path) : path);

/** A path with one slash in front where it had several: only with a host a URI may have more. */
const oneSlash = (path: string): string => path.replace(/^\/+/, '/');

/** The folder of new documents; no file stands in it. */
const NEW = 'untitled://new/';

/** A document in a folder of the disk that is no file there: the scheme, its query and the name of the file. */
const BESIDE_FILES = /^(.*\/)\?(git|untitled)=([^&/]*)&([^/]+)$/s;

/** Whether a path is that of another version of a file, which is looked at and never part of a board that is edited. */
export const isOldVersion = (path: string): boolean => BESIDE_FILES.exec(path)?.[2] === 'git';

/** The name of a document as people know it. */
export function shownName(path: string): string {
  return BESIDE_FILES.exec(path)?.[4] ?? fileNameOf(path);
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
