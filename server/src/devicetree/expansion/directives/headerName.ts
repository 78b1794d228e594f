import type { MacroEngine } from '../macros/macroEngine.ts';
import { TokenFlag, TokenKind } from '../tokens/token.ts';

/** A file's name as a directive gives it. */
export interface HeaderName {
  readonly name: string;
  readonly angled: boolean;
  /** Whether the closing `>` or `"` is there. */
  readonly closed: boolean;
}

/**
 * A file's name that macros make: a string, or everything between `<` and `>` (libcpp `parse_include`,
 * `dequote_string`); `undefined` where neither comes next.
 */
export function headerFromTokens(engine: MacroEngine): HeaderName | undefined {
  let first = engine.next();
  while (first.kind === TokenKind.padding) first = engine.next();
  if (first.kind === TokenKind.string && first.text.startsWith('"')) {
    return { name: first.text.slice(1, -1), angled: false, closed: true };
  }
  if (!first.is('<')) return undefined;
  let name = '';
  for (let token = engine.next(); !token.is('>'); token = engine.next()) {
    if (token.kind === TokenKind.end) return { name, angled: true, closed: false };
    if (token.kind === TokenKind.padding) {
      if (token.paddingFor !== undefined && (token.paddingFor.flags & TokenFlag.white) !== 0) name += ' ';
      continue;
    }
    if ((token.flags & TokenFlag.white) !== 0) name += ' ';
    name += token.text;
  }
  return { name, angled: true, closed: true };
}
