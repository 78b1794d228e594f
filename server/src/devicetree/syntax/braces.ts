import { skipSpace } from './dtsCharacters.ts';
import { endOfCharacter, endOfString, endOfStringOnLine, endOfTypedCharacter } from './literals.ts';

/** The offset after what begins at an offset, in which braces mean nothing. */
type EndOf = (text: string, at: number) => number;

/**
 * How many `{` are open at the end of a text; negative as soon as a `}` has none to close. `endOfQuoted` is where a
 * character literal ends that begins at an offset: for dtc, or in a text that is being typed (`endOfTypedCharacter`).
 */
export const openBraces = (text: string, endOfQuoted: EndOf = endOfCharacter): number =>
  depthAtEnd(text, endOfString, endOfQuoted, endOfClosedPath);

/**
 * How many `{` of a text are left open, where a string that is not closed on its line is taken to end there: it is being
 * typed. Negative as soon as a `}` has none to close.
 */
export const bracesLeftOpen = (text: string): number =>
  depthAtEnd(text, endOfStringOnLine, endOfTypedCharacter, endOfPath);

function depthAtEnd(text: string, endOfQuotes: EndOf, endOfQuoted: EndOf, endOfReference: EndOf): number {
  let depth = 0;
  for (let at = 0; at < text.length && depth >= 0; ) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfQuotes(text, at);
    else if (code === 39) at = endOfQuoted(text, at);
    else if (code === 47) at = Math.max(skipSpace(text, at, text.length), at + 1);
    else if (code === 38 && text.charCodeAt(at + 1) === 123) at = endOfReference(text, at);
    else {
      if (code === 123) depth++;
      else if (code === 125) depth--;
      at++;
    }
  }
  return depth;
}

/** The offset after the brace that closes `&{/path}`, whatever stands before it; the text's end where there is none. */
function endOfClosedPath(text: string, at: number): number {
  const close = text.indexOf('}', at);
  return close < 0 ? text.length : close + 1;
}

/** The offset after what begins at an offset: a string, as far as its line goes, a character literal, a path, or one character. */
export function endOfPiece(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === '"') return endOfStringOnLine(text, at);
  if (character === "'") return endOfTypedCharacter(text, at);
  if (character === '&' && text.charAt(at + 1) === '{') return endOfPath(text, at);
  return at + 1;
}

/** The offset after `&{/path}`; one whose brace is missing ends with its path. */
function endOfPath(text: string, at: number): number {
  const path = /&\{[a-zA-Z0-9,._+*#?@/-]*\}?/y;
  path.lastIndex = at;
  return path.test(text) ? path.lastIndex : at + 2;
}
