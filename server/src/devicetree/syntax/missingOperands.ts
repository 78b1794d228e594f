import { LIMITS } from '../../text/limits.ts';
import { endOfPiece } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';

/** What may stand where an operand is due besides one. */
const BEFORE_OPERAND = '(~!-';
/** What an expression cannot hold. */
const AFTER_EXPRESSION = ';"{}';
/** What begins no statement and no value: after it a broken expression goes on for the parser. */
const GOES_ON = /[&/]?[~!?:^|%]/y;
const TWO_CHARACTERS = ['<<', '>>', '&&', '||', '<=', '>=', '==', '!='];
const OPERAND = /'(?:[^'\\\n]|\\[^\n]{1,6}?)'|[\w$#.@\\]+/y;

/**
 * The part of a text before the place at which an expression has more missing operands than the limit, or more parentheses
 * that nothing closes: all of it, where there is none. At each missing operand the parser takes up all operators that are open
 * before it, so that a row of `~&` costs it the square of its length, which neither its steps nor what it reads show.
 */
export function withOperands(text: string): string {
  return text.slice(0, brokenExpression(text)?.end);
}

/** The expression at which that part ends, and where it does; `undefined` where it is all of a text. */
export function brokenExpression(text: string): { readonly open: number; readonly end: number } | undefined {
  let outside = skipSpace(text, 0, text.length);
  for (let open = text.indexOf('('); open >= 0; ) {
    const { end, isBroken } = endOfExpression(text, open);
    if (!isBroken) {
      open = text.indexOf('(', end);
      continue;
    }
    // What stands in a string or comment is no expression.
    while (outside < open) outside = skipSpace(text, endOfPiece(text, outside), text.length);
    if (outside === open) return { open, end };
    open = text.indexOf('(', outside);
  }
  return undefined;
}

/**
 * The offset after an expression in parentheses, where it can go on no longer, or of what is beyond a limit: a missing
 * operand, or a parenthesis where not all are closed.
 */
function endOfExpression(text: string, open: number): { readonly end: number; readonly isBroken: boolean } {
  let depth = 0;
  let missing = 0;
  let isDue = true;
  /** The first parenthesis that is nested too deeply. */
  let tooDeep: number | undefined;
  const unclosed = (end: number) => ({ end: tooDeep ?? end, isBroken: tooDeep !== undefined });
  for (let at = open; at < text.length; at = skipSpace(text, at, text.length)) {
    const character = text.charAt(at);
    if (endsExpression(text, at)) {
      if (missing === 0) return unclosed(at + 1);
      while (endsExpression(text, at)) at = skipSpace(text, endOfPiece(text, at), text.length);
      GOES_ON.lastIndex = at;
      if (!GOES_ON.test(text)) return unclosed(at);
      continue;
    }
    OPERAND.lastIndex = at;
    if (OPERAND.test(text)) {
      isDue = false;
      at = OPERAND.lastIndex;
      continue;
    }
    if (isDue && !BEFORE_OPERAND.includes(character) && ++missing > LIMITS.missingOperands.most)
      return { end: at, isBroken: true };
    if (character === '(' && ++depth > LIMITS.nestedParentheses.most) tooDeep ??= at;
    if (character === ')' && --depth === 0) return { end: at + 1, isBroken: false };
    isDue = character !== ')';
    at += TWO_CHARACTERS.includes(text.slice(at, at + 2)) ? 2 : 1;
  }
  return unclosed(text.length);
}

/** Whether what begins at an offset of a text stands in no expression. */
const endsExpression = (text: string, at: number): boolean =>
  at < text.length && (AFTER_EXPRESSION.includes(text.charAt(at)) || text.startsWith('&{', at));
