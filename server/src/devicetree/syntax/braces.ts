import { skipSpace } from './dtsCharacters.ts';
import { endOfCharacter, endOfString, endOfStringOnLine, endOfTypedCharacter } from './literals.ts';

/**
 * How many `{` are open at the end of a text; negative as soon as a `}` has none to close. `endOfQuoted` is where a
 * character literal ends that begins at an offset: for dtc, or in a text that is being typed (`endOfTypedCharacter`).
 */
export function openBraces(text: string, endOfQuoted = endOfCharacter): number {
  let depth = 0;
  let at = 0;
  while (at < text.length && depth >= 0) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = endOfString(text, at);
    } else if (code === 39) {
      at = endOfQuoted(text, at);
    } else if (code === 47) {
      at = Math.max(skipSpace(text, at, text.length), at + 1);
    } else if (code === 38 && text.charCodeAt(at + 1) === 123) {
      const close = text.indexOf('}', at);
      at = close < 0 ? text.length : close + 1;
    } else {
      if (code === 123) depth++;
      else if (code === 125) depth--;
      at++;
    }
  }
  return depth;
}

/**
 * How many `{` of a text are left open, where a string that is not closed on its line is taken to end there: it is being
 * typed. Negative as soon as a `}` has none to close.
 */
export function bracesLeftOpen(text: string): number {
  let open = 0;
  for (let at = skipSpace(text, 0, text.length); at < text.length && open >= 0; ) {
    const character = text.charAt(at);
    if (character === '{') open++;
    else if (character === '}') open--;
    at = skipSpace(text, endOfPiece(text, at), text.length);
  }
  return open;
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
