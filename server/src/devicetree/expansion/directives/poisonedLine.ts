import type { Directive } from '../files/lexedEvents.ts';
import { directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';

const INCLUDING: ReadonlySet<string> = new Set(['include', 'include_next', 'import']);

/**
 * Reports the poisoned names of the line of a directive that is obeyed, its own name among them: gcc reads each token up
 * to the line's end, whether the directive uses it or not (libcpp `_cpp_lex_direct`, `end_directive`). The name of a
 * header holds no such tokens.
 */
export function refusePoisonedLine(scope: FileScope, directive: Directive): void {
  const { name, start, bodyStart, end } = directive;
  if (!INCLUDING.has(name)) {
    scope.refusePoisonedIn(start, end);
    return;
  }
  scope.refusePoisonedIn(start, bodyStart);
  const tokens = directiveTokens(scope, directive);
  tokens.takeHeaderName();
  scope.refusePoisonedIn(tokens.at, end);
}
