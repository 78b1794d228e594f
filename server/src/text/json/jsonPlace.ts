import { createScanner, getLocation, parse } from 'jsonc-parser';
import type { SourceFile, Span } from '../sourceFile.ts';
import { isTooDeep, type JsonPath } from './jsonDocument.ts';

/** A place of a JSON text where a value can be typed. */
export interface JsonPlace {
  /** The members and items that lead to the value. */
  readonly path: JsonPath;
  /** The string at the place without its quotes; empty where none has begun. */
  readonly word: Span;
  readonly isInString: boolean;
  /** The whole text's value, as far as it can be read. */
  readonly value: unknown;
}

/**
 * The value that is typed at a byte offset of a JSON text with comments, however much of the text is missing. `undefined`
 * at the names of members, in and after other values than strings, in comments, and where values nest too deeply.
 */
export function jsonPlaceAt(file: SourceFile, offset: number): JsonPlace | undefined {
  const { text } = file;
  if (isTooDeep(text) || isInComment(text, offset)) return undefined;
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  if (isAtPropertyKey || path.length === 0) return undefined;
  const value: unknown = parse(text, []);
  const isAtNode = previousNode !== undefined && offset <= previousNode.offset + previousNode.length;
  if (!isAtNode || offset === previousNode.offset) {
    // After a value comes a comma before there is another.
    const between = previousNode === undefined ? '' : text.slice(previousNode.offset + previousNode.length, offset);
    if (!isAtNode && previousNode !== undefined && between.trim() === '') return undefined;
    return { path, word: { file, start: offset, end: offset }, isInString: false, value };
  }
  if (previousNode.type !== 'string') return undefined;
  const start = previousNode.offset + 1;
  const end = previousNode.offset + previousNode.length;
  const isClosed = end > start && text.charAt(end - 1) === '"';
  if (isClosed && offset === end) return undefined;
  return { path, word: { file, start, end: isClosed ? end - 1 : offset }, isInString: true, value };
}

/** Tokens of `SyntaxKind`, which the package declares as a constant enumeration only. */
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END_OF_FILE = 17;

function isInComment(text: string, offset: number): boolean {
  const scanner = createScanner(text, false);
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (start >= offset) return false;
    if (token === LINE_COMMENT && offset <= end) return true;
    if (token === BLOCK_COMMENT && (offset < end || !text.slice(start, end).endsWith('*/'))) return true;
  }
  return false;
}
