import { SourceFile } from '../../../text/sourceFile.ts';
import { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';

/**
 * The token that two tokens make side by side (`##`), at the place of the left one; `undefined` where they make none,
 * which is no error in assembler sources: both stay (libcpp `paste_tokens`). A slash never begins a comment this way.
 */
export function pasteTokens(left: Token, right: Token, symbols: SymbolTable): Token | undefined {
  const blank = left.is('/') && !right.is('=') ? ' ' : '';
  const text = left.text + blank + right.text;
  const reader = new TokenReader(new CleanText(new SourceFile('', text)), symbols, 0);
  const token = reader.next(true);
  if (reader.at < text.length || token.kind === TokenKind.end) return undefined;
  const flags = left.flags & TokenFlag.white;
  return new Token(token.kind, flags, text, token.symbol, left.source, left.start, left.end, left.use, left.argument);
}

/** The string that `#` makes of an argument (C11 6.10.3.2, libcpp `stringify_arg`). */
export function stringify(tokens: readonly Token[]): string {
  let text = '';
  let pending: Token | undefined;
  let hasPending = false;
  let backslashes = 0;
  for (const token of tokens) {
    if (token.kind === TokenKind.padding) {
      if (
        !hasPending ||
        (pending !== undefined && (pending.flags & TokenFlag.white) === 0 && token.paddingFor === undefined)
      ) {
        pending = token.paddingFor;
        hasPending = pending !== undefined;
      }
      continue;
    }
    if (text !== '' && ((pending ?? token).flags & TokenFlag.white) !== 0) text += ' ';
    pending = undefined;
    hasPending = false;
    // A quote that is not closed on its line begins neither, and stays as it is.
    const escaped = token.kind === TokenKind.string || token.kind === TokenKind.character;
    text += escaped ? token.text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n') : token.text;
    backslashes = token.kind === TokenKind.other && token.text === '\\' ? backslashes + 1 : 0;
  }
  if (backslashes % 2 === 1) text = text.slice(0, -1);
  return `"${text}"`;
}
