import { endOfPiece } from './braces.ts';
import { isSpace, skipSpace } from './dtsCharacters.ts';

/** The beginning of a text, and what closes it. */
export interface ClosedBeginning {
  /** The beginning with every list, expression and node closed that it leaves open. */
  readonly text: string;
  /** How many of its characters are the text's own. */
  readonly length: number;
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '};', '<': '>', '[': ']', '(': ')' };

/**
 * The beginning of a text, `length` characters and what is left of the statement after them, of which at most `rest`
 * characters: a text that the parser takes has one that it takes, but for a very long statement in which it breaks off.
 */
export function closedBeginning(text: string, length: number, rest: number): ClosedBeginning {
  const open: string[] = [];
  let at = 0;
  let last = '';
  while (at < text.length && at < length + rest && (at < length || !(last === ';' || last === '{'))) {
    at = skipSpace(text, at, text.length);
    last = text.charAt(at);
    note(open, last);
    at = endOfPiece(text, at);
  }
  const isWhole = /[;{}]/.test(last);
  const own = text.slice(0, isWhole ? at : endOfElement(text, at, open.at(-1), at - rest));
  let closers = open.at(-1) === '{' && !isWhole ? ';' : '';
  for (const bracket of open.reverse()) {
    // The statement in which the text breaks off ends before the brace around it.
    if (bracket === '{' && closers !== '' && !closers.endsWith(';')) closers += ';';
    closers += CLOSERS[bracket];
  }
  return { text: own + closers, length: own.length };
}

/**
 * Where the last element of a list, or the last of some values, ends that is whole before an offset, as far as separators
 * tell. One that begins before `least` is no list that is written so.
 */
function endOfElement(text: string, at: number, innermost: string | undefined, least: number): number {
  if (innermost !== '<' && innermost !== '{') return at;
  let end = at - 1;
  while (end >= least && !(innermost === '<' ? isSpace(text.charCodeAt(end)) : text.charAt(end) === ',')) end--;
  return end < least ? at : end;
}

/** Keeps what is open up to date with the next character. */
function note(open: string[], character: string): void {
  const last = open.at(-1);
  // Between parentheses these are operators.
  if (last === '(' && (character === '<' || character === '>')) return;
  if (character in CLOSERS) open.push(character);
  else if (last !== undefined && CLOSERS[last]?.startsWith(character)) open.pop();
}
