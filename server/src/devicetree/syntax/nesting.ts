import { LIMITS } from '../../text/limits.ts';
import { endOfPiece } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';

/**
 * The part of a text in which no node is nested deeper than the limit: all of it, or what stands before the first brace
 * that opens one deeper. dtc refuses a text long before that ("memory exhausted").
 */
export function withinNesting(text: string): string {
  const { most } = LIMITS.nestedNodes;
  if (!hasMoreBraces(text, most)) return text;
  let depth = 0;
  for (let at = skipSpace(text, 0, text.length); at < text.length; ) {
    const character = text.charAt(at);
    if (character === '{') {
      if (depth === most) return text.slice(0, at);
      depth++;
    } else if (character === '}') {
      depth = Math.max(depth - 1, 0);
    }
    at = skipSpace(text, endOfPiece(text, at), text.length);
  }
  return text;
}

/** Whether there are more than `most` opening braces anywhere in a text, which few have, so that few are gone through. */
function hasMoreBraces(text: string, most: number): boolean {
  let count = 0;
  for (let at = text.indexOf('{'); at >= 0 && count <= most; at = text.indexOf('{', at + 1)) count++;
  return count > most;
}
