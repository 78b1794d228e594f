import { CharacterClass, classOf, OPEN_PAREN, SLASH, STAR } from '../tokens/cCharacters.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';
import { GAP } from './lexedEvents.ts';
import type { LexedFile } from './lexedFile.ts';

/** Whether white space, a comment or nothing stands before the event `index`, which begins at `start`. */
export function isWhiteBefore(lexed: LexedFile, start: number, index: number): boolean {
  if (start === 0 || (lexed.values[index - 1] === GAP && lexed.ends[index - 1] === start)) return true;
  return isWhite(lexed.clean.text.charCodeAt(start - 1));
}

/** Whether a character is white space. */
export function isWhite(code: number): boolean {
  const characterClass = classOf(code);
  return characterClass === CharacterClass.blank || characterClass === CharacterClass.newline;
}

/** What ends a token that grows together with nothing. */
const NEVER_GROW = `(),;[]{}?~@"'`;

/** The token that ends at an offset, where it can grow together with anything; one begins at `boundary`. */
export function tokenBefore(
  lexed: LexedFile,
  symbols: SymbolTable,
  boundary: number,
  offset: number,
): Token | undefined {
  if (NEVER_GROW.includes(lexed.clean.text.charAt(offset - 1))) return undefined;
  const reader = new TokenReader(lexed.clean, symbols, boundary, offset);
  let token: Token | undefined;
  for (let next = reader.next(false); next.kind !== TokenKind.end; next = reader.next(false)) token = next;
  return token?.end === offset ? token : undefined;
}

/** Whether an opening parenthesis is the next token after an offset. */
export function parenthesisFollows(clean: CleanText, symbols: SymbolTable, offset: number): boolean {
  const { text } = clean;
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === OPEN_PAREN) return true;
    if (isWhite(code)) {
      at++;
    } else if (code === SLASH && (text.charCodeAt(at + 1) === STAR || text.charCodeAt(at + 1) === SLASH)) {
      return new TokenReader(clean, symbols, at).next(false).is('(');
    } else {
      return false;
    }
  }
}
