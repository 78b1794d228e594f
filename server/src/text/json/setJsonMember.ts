import { modify } from 'jsonc-parser';
import type { SourceFile, Span } from '../sourceFile.ts';
import { parseJson } from './jsonDocument.ts';

/** A replacement of a stretch of a file. */
export interface JsonEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A JSON text that holds one member, the objects around it included: what a file begins with that is made for it. */
export function jsonWithMember(path: readonly string[], value: string | readonly string[]): string {
  let whole: unknown = value;
  for (const name of [...path].reverse()) whole = { [name]: whole };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/**
 * The edits that set the member at a path of names in a file of JSON with comments. Comments and other members stay;
 * the one before it may be laid out anew. Objects on the way that are missing are added. `undefined` where the file is
 * not JSON (see `parseJson`), or something else than an object stands on the way.
 */
export function setJsonMember(
  file: SourceFile,
  path: readonly string[],
  value: string | readonly string[],
): JsonEdit[] | undefined {
  const document = parseJson(file);
  if (!('value' in document) || !hasObjectsOnTheWay(document.value, path)) return undefined;
  const mark = /^\xef\xbb\xbf/.exec(file.text)?.[0].length ?? 0;
  const text = file.text.slice(mark);
  const indentation = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indentation.startsWith('\t'),
    tabSize: indentation.startsWith('\t') ? 1 : indentation.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return modify(text, [...path], value, { formattingOptions }).map(({ offset, length, content }) => ({
    span: { file, start: offset + mark, end: offset + mark + length },
    newText: content,
  }));
}

function hasObjectsOnTheWay(value: unknown, path: readonly string[]): boolean {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return false;
    at = Object.hasOwn(at, name) ? (at as Readonly<Record<string, unknown>>)[name] : {};
  }
  return true;
}
