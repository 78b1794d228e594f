import type { Directive } from '../files/lexedEvents.ts';
import { type Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import { directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';

/** A predicate and its answer, as a directive or a condition names them; or what gcc says against them. */
export type Assertion =
  | { readonly predicate: string; readonly answer: string | undefined }
  | { readonly refusal: string; readonly at: Token };

/** Where the tokens of an assertion come from: macros in it are not expanded. */
interface AssertionSource {
  nextUnexpanded(): Token;
}

/**
 * Reads `predicate(answer)` (libcpp `parse_assertion`, `parse_answer`); `next` is the token after it. Without a
 * parenthesis there is no answer, which `wantsAnswer` refuses.
 */
export function readAssertion(
  source: AssertionSource,
  wantsAnswer: boolean,
): { readonly assertion: Assertion; readonly next: Token } {
  const predicate = source.nextUnexpanded();
  const refused = (refusal: string, at: Token) => ({ assertion: { refusal, at }, next: at });
  if (predicate.kind === TokenKind.end) return refused('assertion without predicate', predicate);
  if (predicate.kind !== TokenKind.name) return refused('predicate must be an identifier', predicate);
  const opening = source.nextUnexpanded();
  if (!opening.is('(')) {
    if (wantsAnswer) return refused("missing '(' after predicate", opening);
    return { assertion: { predicate: predicate.text, answer: undefined }, next: opening };
  }
  let answer = '';
  for (;;) {
    const token = source.nextUnexpanded();
    if (token.kind === TokenKind.padding) continue;
    if (token.kind === TokenKind.end) return refused("missing ')' to complete answer", token);
    if (token.is(')')) break;
    answer += answer !== '' && (token.flags & TokenFlag.white) !== 0 ? ` ${token.text}` : token.text;
  }
  if (answer === '') return refused("predicate's answer is empty", opening);
  return { assertion: { predicate: predicate.text, answer }, next: source.nextUnexpanded() };
}

/** Obeys `#assert` and `#unassert` (libcpp `do_assert`, `do_unassert`), which GNU C has from of old. */
export function obeyAssertion(scope: FileScope, directive: Directive): void {
  const tokens = directiveTokens(scope, directive);
  const isAssert = directive.name === 'assert';
  const { assertion } = readAssertion({ nextUnexpanded: () => tokens.next() }, isAssert);
  if ('refusal' in assertion) {
    const { refusal, at } = assertion;
    scope.problem('error', 'assertion-invalid', refusal, at.start, Math.max(at.end, directive.end));
    return;
  }
  const { predicate, answer } = assertion;
  if (isAssert && answer !== undefined) scope.assertions.add(predicate, answer);
  else scope.assertions.retract(predicate, answer);
}

/** Whether what `#predicate(answer)` asks in a condition was asserted. */
export function isAsserted(scope: FileScope, predicate: string, answer: string | undefined): boolean {
  return scope.assertions.holds(predicate, answer);
}
