import {
  BACKSLASH,
  blockCommentEnd,
  CharacterClass,
  classOf,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  endOfLine,
  endOfName,
  endOfNumber,
  GREATER,
  isQuote,
  quotedEnd,
  SLASH,
  STAR,
  UPPER_L,
} from './cCharacters.ts';
import type { CleanText } from './cleanText.ts';
import type { SymbolTable } from './symbolTable.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';

const LONG_OPERATORS = ['<<=', '>>=', '...'];
const SHORT_OPERATORS = new Set('-> ++ -- << >> <= >= == != && || += -= *= /= %= &= |= ^= ##'.split(' '));
const SINGLE_OPERATORS = '!#%&()*+,-./:;<=>?[]^{|}~';

/**
 * Reads preprocessing tokens one by one, as libcpp's `_cpp_lex_direct` does for assembler sources. Used where tokens
 * matter (directives, macro bodies, arguments); plain text is copied without being read this way.
 */
export class TokenReader {
  readonly source: CleanText;
  private readonly _symbols: SymbolTable;
  /** Where the next token is looked for. */
  at: number;
  /** Reading stops here at the latest. */
  readonly limit: number;

  constructor(source: CleanText, symbols: SymbolTable, at: number, limit: number = source.text.length) {
    this.source = source;
    this._symbols = symbols;
    this.at = at;
    this.limit = limit;
  }

  /**
   * The next token; `TokenKind.end` at the limit, again and again, and in a directive (`oneLine`) at the line's end.
   * Comments count as white space, also those that go on over line ends.
   */
  next(oneLine: boolean): Token {
    const text = this.source.text;
    let flags = 0;
    for (;;) {
      if (this.at >= this.limit) return this._token(TokenKind.end, flags, this.limit, this.limit);
      const code = text.charCodeAt(this.at);
      const characterClass = classOf(code);
      if (characterClass === CharacterClass.blank) {
        flags |= TokenFlag.white;
        this.at++;
      } else if (characterClass === CharacterClass.newline) {
        if (oneLine) return this._token(TokenKind.end, flags, this.at, this.at);
        flags = TokenFlag.lineStart | TokenFlag.white;
        this.at++;
      } else if (code === SLASH && text.charCodeAt(this.at + 1) === STAR) {
        this.at = Math.min(this.limit, Math.abs(blockCommentEnd(text, this.at)));
        flags |= TokenFlag.white;
      } else if (code === SLASH && text.charCodeAt(this.at + 1) === SLASH) {
        this.at = Math.min(this.limit, endOfLine(text, this.at));
        flags |= TokenFlag.white;
      } else {
        return this._lex(code, flags);
      }
    }
  }

  private _lex(code: number, flags: number): Token {
    const text = this.source.text;
    const start = this.at;
    const following = text.charCodeAt(start + 1);
    if (isQuote(code)) return this._quoted(start, start, flags);
    if (classOf(code) === CharacterClass.letter) {
      if (code === UPPER_L && isQuote(following)) {
        return this._quoted(start, start + 1, flags);
      }
      return this._advance(TokenKind.name, flags, start, endOfName(text, start));
    }
    if (classOf(code) === CharacterClass.digit || (code === DOT && classOf(following) === CharacterClass.digit)) {
      return this._advance(TokenKind.number, flags, start, endOfNumber(text, start));
    }
    if (!SINGLE_OPERATORS.includes(text.charAt(start))) {
      return this._advance(TokenKind.other, flags, start, code === BACKSLASH ? start + 1 : endOfOther(text, start));
    }
    // All longer ones go on with the same character, or with one of these.
    const mayBeLonger = following === code || following === EQUALS || following === GREATER;
    const length = mayBeLonger ? lengthOfOperator(text, start) : 1;
    return this._advance(TokenKind.operator, flags, start, start + length);
  }

  private _quoted(start: number, quote: number, flags: number): Token {
    const text = this.source.text;
    const end = quotedEnd(text, quote);
    if (end < 0) return this._advance(TokenKind.other, flags, start, -end);
    const kind = text.charCodeAt(quote) === DOUBLE_QUOTE ? TokenKind.string : TokenKind.character;
    return this._advance(kind, flags, start, end);
  }

  private _advance(kind: TokenKind, flags: number, start: number, end: number): Token {
    this.at = Math.min(end, this.limit);
    return this._token(kind, flags, start, this.at);
  }

  private _token(kind: TokenKind, flags: number, start: number, end: number): Token {
    const text = this.source.text;
    if (kind !== TokenKind.name) return new Token(kind, flags, text.slice(start, end), -1, this.source, start, end);
    const symbol = this._symbols.internRange(text, start, end);
    return new Token(kind, flags, this._symbols.nameOf(symbol), symbol, this.source, start, end);
  }
}

function lengthOfOperator(text: string, start: number): number {
  for (const operator of LONG_OPERATORS) if (text.startsWith(operator, start)) return operator.length;
  return SHORT_OPERATORS.has(text.slice(start, start + 2)) ? 2 : 1;
}

/** A non-ASCII character's bytes make one token where they are valid UTF-8 (libcpp `_cpp_valid_utf8`), else each its own. */
function endOfOther(text: string, start: number): number {
  const lead = text.charCodeAt(start);
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 1;
  for (let index = 1; index < length; index++) {
    if ((text.charCodeAt(start + index) & 0xc0) !== 0x80) return start + 1;
  }
  return start + length;
}
