import { BACKSLASH, HASH, NEWLINE, SLASH, STAR } from './cCharacters.ts';

/** Something in a text that dtc's lexer handles itself, so that no token of it is left. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** The file's name, for an include. */
  readonly include: string | undefined;
}

const INCLUDE = '/include/';

/**
 * What dtc's lexer (dtc-lexer.l) finds between tokens: `/include/ "file"`, line markers such as `# 7 "file"`, and, where
 * `comments` is set, comments. Strings and character constants may go over line ends there.
 */
export function dtcCuts(text: string, comments: boolean): readonly Cut[] {
  const cuts: Cut[] = [];
  const lastLineFeed = text.lastIndexOf('\n');
  let lineStart = true;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const atLineStart = lineStart;
    lineStart = code === NEWLINE;
    if (code === 0x22 || code === 0x27) {
      at = quotedEnd(text, at);
    } else if (code === SLASH) {
      const end = commentEnd(text, at, lastLineFeed);
      if (end > at) {
        if (comments) cuts.push({ start: at, end, include: undefined });
        at = end;
      } else if (text.startsWith(INCLUDE, at)) {
        const include = includeAt(text, at);
        if (include !== undefined) cuts.push(include);
        at = include?.end ?? at + INCLUDE.length;
      } else {
        at++;
      }
    } else if (code === HASH && atLineStart) {
      const end = lineMarkerEnd(text, at);
      if (end > at) cuts.push({ start: at, end, include: undefined });
      at = Math.max(end, at + 1);
    } else {
      at++;
    }
  }
  return cuts;
}

/** The end of a string or character constant; one that is not closed is no token, only its quote is passed. */
function quotedEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** The end of the comment at a slash; -1 if there is none. */
function commentEnd(text: string, at: number, lastLineFeed: number): number {
  const following = text.charCodeAt(at + 1);
  if (following === SLASH) {
    // Without a line feed at its end it is no comment to dtc.
    return at < lastLineFeed ? text.indexOf('\n', at) : -1;
  }
  if (following !== STAR) return -1;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

/** The include at a place, if a name in quotes follows; between them only white space may stand. */
function includeAt(text: string, start: number): Cut | undefined {
  let at = start + INCLUDE.length;
  while (isSpace(text.charCodeAt(at))) at++;
  if (text.charAt(at) !== '"') return undefined;
  const end = quotedEnd(text, at);
  return { start, end, include: text.slice(at + 1, end - 1) };
}

/** C's `isspace`. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

const LINE_MARKER = /#(?:line)?[ \t]+[0-9]+[ \t]+"(?:[^\\"\n]|\\.)*"(?:[ \t]+[0-9]+)*/y;

const ESCAPED_NUL = /\\(?:0{1,3}(?![0-7])|x0{1,2}(?![0-9a-fA-F]))/;

/** The end of the line marker at a `#`; -1 if there is none. */
function lineMarkerEnd(text: string, at: number): number {
  LINE_MARKER.lastIndex = at;
  if (!LINE_MARKER.test(text)) return -1;
  const end = LINE_MARKER.lastIndex;
  // dtc refuses names with a NUL in them: such a marker is left for it to be seen.
  return ESCAPED_NUL.test(text.slice(at, end)) ? -1 : end;
}
