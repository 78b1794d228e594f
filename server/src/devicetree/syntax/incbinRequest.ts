import { skipSpace } from './dtsCharacters.ts';
import type { ExpressionEvaluator } from './expression.ts';
import { endOfParentheses, readInteger } from './integerOperand.ts';
import type { IncbinRequest } from './items.ts';
import { appendUnescaped, endOfString, type LiteralFault } from './literals.ts';

const QUOTE = 34;
const PARENTHESIS = 40;
const COMMA = 44;

/** What an `/incbin/` asks for, and where it ends. */
export interface ReadIncbin {
  readonly request: Pick<IncbinRequest, 'path' | 'offset' | 'length'>;
  readonly end: number;
  readonly faults: readonly { readonly fault: LiteralFault; readonly start: number; readonly end: number }[];
}

/**
 * Reads `/incbin/("path")` or `/incbin/("path", offset, length)` at `at`; nothing at or after `limit` is looked at.
 * `undefined` where it is none.
 */
export function readIncbin(
  text: string,
  at: number,
  limit: number,
  evaluator: ExpressionEvaluator | undefined,
): ReadIncbin | undefined {
  const open = skipSpace(text, at + '/incbin/'.length, limit);
  if (text.charCodeAt(open) !== PARENTHESIS) return undefined;
  const end = endOfParentheses(text, open, limit);
  const quote = skipSpace(text, open + 1, end);
  if (text.charCodeAt(quote) !== QUOTE) return undefined;
  const pathEnd = endOfString(text, quote);
  let path = '';
  appendUnescaped(text, quote + 1, pathEnd - 1, (byte) => {
    path += String.fromCharCode(byte);
  });
  const numbers: bigint[] = [];
  const faults: { fault: LiteralFault; start: number; end: number }[] = [];
  let next = skipSpace(text, pathEnd, end);
  while (text.charCodeAt(next) === COMMA) {
    const start = skipSpace(text, next + 1, end);
    const number = readInteger(text, start, end, evaluator);
    numbers.push(number.value);
    for (const fault of number.faults) faults.push({ fault, start: start + fault.start, end: start + fault.end });
    next = skipSpace(text, number.end, end);
  }
  return { request: { path, offset: numbers[0] ?? 0n, length: numbers[1] }, end, faults };
}
