import type { FileExpansion } from '../fileExpansion.ts';
import type { Directive } from '../lexedFile.ts';
import { type Token, TokenKind } from '../tokens/token.ts';

/** Obeys the pragmas that the preprocessor knows; others mean nothing here and vanish, as in gcc's assembler mode. */
export function obeyPragma(expansion: FileExpansion, directive: Directive): void {
  const tokens = expansion.directives.tokens(directive);
  const name = tokens.next();
  if (name.text === 'once') {
    expansion.once = true;
    expansion.session.readOnce(expansion.place.file);
  } else if (name.text === 'push_macro' || name.text === 'pop_macro') {
    tokens.next();
    keepMacro(expansion, name.text, tokens.next());
  } else if (name.text === 'GCC') {
    const kind = tokens.next().text;
    if (kind !== 'error' && kind !== 'warning') return;
    let text = tokens.next();
    if (text.is('(')) text = tokens.next();
    const message = text.kind === TokenKind.string ? text.text.slice(1, -1) : `invalid "#pragma GCC ${kind}" directive`;
    expansion.problem(kind, `directive-${kind}`, message, directive.start, directive.end);
  }
}

/** `push_macro("X")` remembers what X is, `pop_macro("X")` makes it so again. */
function keepMacro(expansion: FileExpansion, action: 'push_macro' | 'pop_macro', name: Token): void {
  if (name.kind !== TokenKind.string) return;
  const symbol = expansion.symbols.intern(name.text.slice(1, -1));
  expansion.impure = true;
  if (action === 'push_macro') expansion.session.pushMacro(symbol);
  else expansion.session.popMacro(symbol);
}
