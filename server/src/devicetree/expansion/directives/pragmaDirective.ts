import type { Directive } from '../files/lexedFile.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';

/** Obeys the pragmas that the preprocessor knows; others mean nothing here and vanish, as in gcc's assembler mode. */
export function obeyPragma(scope: FileScope, directive: Directive): void {
  const tokens = directiveTokens(scope, directive);
  const name = tokens.next();
  if (name.text === 'once') {
    scope.readOnce();
  } else if (name.text === 'push_macro' || name.text === 'pop_macro') {
    tokens.next();
    keepMacro(scope, name.text, tokens.next());
  } else if (name.text === 'GCC') {
    const kind = tokens.next().text;
    if (kind !== 'error' && kind !== 'warning') return;
    let text = tokens.next();
    if (text.is('(')) text = tokens.next();
    const message = text.kind === TokenKind.string ? text.text.slice(1, -1) : `invalid "#pragma GCC ${kind}" directive`;
    scope.problem(kind, `directive-${kind}`, message, directive.start, directive.end);
  }
}

/** `push_macro("X")` remembers what X is, `pop_macro("X")` makes it so again. */
function keepMacro(scope: FileScope, action: 'push_macro' | 'pop_macro', name: Token): void {
  if (name.kind !== TokenKind.string) return;
  const symbol = scope.symbols.intern(name.text.slice(1, -1));
  if (action === 'push_macro') scope.pushMacro(symbol);
  else scope.popMacro(symbol);
}
