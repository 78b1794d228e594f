import { withLineFeeds } from '../text/lineFeeds.ts';
import type { SourceFile } from '../text/sourceFile.ts';

/** A comment of a file, in byte offsets, with its `/*` or `//`. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/** What may hold something that looks like a comment, or is one. */
interface Token extends Comment {
  readonly isComment: boolean;
}

const BEGINNING = /["']|\/[/*]/g;
/** An apostrophe that closes nothing near is one of a text (`#error don't`). */
const CHARACTER_CONSTANT = /'(?:[^'\\\n]|\\[^\n]){1,4}'/y;

/**
 * Strings, character constants and comments of a text, in order. Linear in its length, and without a regular expression
 * that repeats a choice for as long as the text goes on: V8 gives up on such with an exception at some megabytes.
 */
function* tokensOf(text: string): Generator<Token> {
  const beginning = new RegExp(BEGINNING);
  for (let begun = beginning.exec(text); begun !== null; begun = beginning.exec(text)) {
    const start = begun.index;
    const end = endOfToken(text, start);
    beginning.lastIndex = end;
    yield { start, end, isComment: begun[0].startsWith('/') };
  }
}

/** Where what begins at `start` ends; an apostrophe that begins nothing ends after itself. */
function endOfToken(text: string, start: number): number {
  const orEnd = (found: number, length: number): number => (found < 0 ? text.length : found + length);
  if (text.startsWith('//', start)) return orEnd(text.indexOf('\n', start), 0);
  if (text.startsWith('/*', start)) return orEnd(text.indexOf('*/', start + 2), 2);
  if (text[start] === '"') return endOfString(text, start);
  CHARACTER_CONSTANT.lastIndex = start;
  return CHARACTER_CONSTANT.test(text) ? CHARACTER_CONSTANT.lastIndex : start + 1;
}

/** The end of a string; one that is not closed ends before its line feed, unless a backslash stands before that. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return at;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

/** The comments of a file, in order. Linear in the file's length. */
export function commentsOf(file: SourceFile): Comment[] {
  const comments: Comment[] = [];
  for (const { start, end, isComment } of tokensOf(withLineFeeds(file.text, file.lineEnds)))
    if (isComment) comments.push({ start, end });
  return comments;
}

/** Whether an offset lies within a comment or a string that began before it. */
export function isInsideToken(file: SourceFile, offset: number): boolean {
  for (const { start, end } of tokensOf(withLineFeeds(file.text, file.lineEnds))) {
    if (start >= offset) return false;
    // The line feed that ends a `//` comment is not part of it.
    if (offset < end) return true;
  }
  return false;
}
