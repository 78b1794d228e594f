import { skipSpace } from './dtsCharacters.ts';
import type { ExpressionEvaluator } from './expression.ts';
import {
  characterLiteral,
  endOfCharacter,
  endOfInteger,
  endOfString,
  integerLiteral,
  type LiteralFault,
} from './literals.ts';

const QUOTE = 34;
const APOSTROPHE = 39;
const PARENTHESIS = 40;
const SLASH = 47;

/** The offset after the `)` that closes the `(` at `at`; `limit` if none does. */
export function endOfParentheses(text: string, at: number, limit: number): number {
  let depth = 0;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 40) {
      depth++;
    } else if (code === 41) {
      if (--depth === 0) return at + 1;
    } else if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    } else if (code === APOSTROPHE) {
      at = endOfCharacter(text, at);
      continue;
    } else if (code === SLASH) {
      const next = skipSpace(text, at, limit);
      if (next > at) {
        at = next;
        continue;
      }
    }
    at++;
  }
  return limit;
}

/** An integer where dtc-parser.y has `integer_prim`: a literal, a character, or an expression in parentheses. */
export function readInteger(
  text: string,
  at: number,
  limit: number,
  evaluator: ExpressionEvaluator | undefined,
): {
  readonly value: bigint;
  readonly end: number;
  /** At offsets from `at`. */
  readonly faults: readonly (LiteralFault & { readonly start: number; readonly end: number })[];
} {
  const code = text.charCodeAt(at);
  if (code === PARENTHESIS) {
    const end = endOfParentheses(text, at, limit);
    const { value, faults } = evaluator?.evaluate(text.slice(at, end)) ?? { value: 0n, faults: [] };
    return { value, end, faults };
  }
  const end = code === APOSTROPHE ? endOfCharacter(text, at) : endOfInteger(text, at);
  const { value, fault } =
    code === APOSTROPHE ? characterLiteral(text, at + 1, end - 1) : integerLiteral(text.slice(at, end));
  return {
    value,
    end: Math.max(end, at + 1),
    faults: fault === undefined ? [] : [{ ...fault, start: 0, end: end - at }],
  };
}
