import { exhaustedIn } from './expression.ts';
import type { ExpressionFault } from './expressionProgram.ts';
import { brokenExpression } from './missingOperands.ts';

/**
 * What dtc says of the expression at whose too many parentheses a text is cut, at its place in the text; `undefined` where
 * it is cut for another reason.
 */
export function exhaustedExpression(text: string, cutAt: number): ExpressionFault | undefined {
  const { open, end } = brokenExpression(text) ?? {};
  if (open === undefined || end !== cutAt) return undefined;
  const fault = exhaustedIn(text.slice(open, end + 1));
  return fault && { ...fault, start: open + fault.start, end: open + fault.end };
}
