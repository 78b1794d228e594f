import type { ItemProblem } from './items.ts';
import { characterLiteral, integerLiteral } from './literals.ts';

/** The kinds of literals in a syntax tree that may be wrong in themselves. */
export type LiteralKind = 'integer_literal' | 'character_literal';

/** What dtc says of the literal at `[start, end)` of a text by itself, wherever it stands; `undefined` if nothing. */
export function literalProblem(text: string, kind: LiteralKind, start: number, end: number): ItemProblem | undefined {
  const isInteger = kind === 'integer_literal';
  const { fault } = isInteger ? integerLiteral(text.slice(start, end)) : characterLiteral(text, start + 1, end - 1);
  return fault === undefined ? undefined : { ...fault, severity: 'error', start: 0, end: end - start };
}
