import type { SourceFile } from '../text/sourceFile.ts';

/** A comment of a file, in byte offsets, with its `/*` or `//`. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/**
 * Strings and character constants, which may hold what looks like a comment, and comments. An apostrophe that closes
 * nothing near is one of a text (`#error don't`).
 */
const TOKEN = /"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?|'(?:[^'\\\n]|\\[^\n]){1,4}'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** The comments of a file, in order. Linear in the file's length. */
export function commentsOf(file: SourceFile): Comment[] {
  const comments: Comment[] = [];
  for (const { 0: token, index } of file.text.matchAll(TOKEN)) {
    if (token.startsWith('/')) comments.push({ start: index, end: index + token.length });
  }
  return comments;
}

/** Whether an offset lies within a comment or a string that began before it. */
export function isInsideToken(file: SourceFile, offset: number): boolean {
  for (const { 0: token, index } of file.text.matchAll(TOKEN)) {
    if (index >= offset) return false;
    // The line feed that ends a `//` comment is not part of it.
    if (offset < index + token.length) return true;
  }
  return false;
}
