import type { DirectiveHandler } from './directives/directiveHandler.ts';
import type { FileScope } from './directives/fileScope.ts';
import type { Directive } from './files/lexedEvents.ts';
import type { TokenBase } from './macros/macroEngine.ts';
import { Token, TokenFlag, TokenKind } from './tokens/token.ts';
import { TokenReader } from './tokens/tokenReader.ts';
import type { PreprocessedUnit } from './units/preprocessedUnit.ts';

/** What reads a file's own tokens one by one. */
export interface TopLevel {
  /** A token that stands in no macro is read: the token to hand on, `undefined` to end before it. */
  begin(token: Token): Token | undefined;
  /** Obeys a directive; answers where the text goes on. */
  obey(directive: Directive): number;
}

/** A file's own tokens after a macro's name. */
export class FileTokens implements TokenBase {
  readonly inDirective = false;
  private readonly _scope: FileScope;
  private readonly _directives: DirectiveHandler;
  private readonly _reader: TokenReader;
  private readonly _topLevel: TopLevel | undefined;
  lastRead: Token | undefined;

  /** `directives` obeys those that stand between the arguments of a macro; all others are for `topLevel`. */
  constructor(scope: FileScope, directives: DirectiveHandler, at: number, topLevel?: TopLevel) {
    this._scope = scope;
    this._directives = directives;
    this._topLevel = topLevel;
    this._reader = new TokenReader(scope.clean, scope.symbols, at);
  }

  moveTo(offset: number): void {
    this._reader.at = offset;
    this.lastRead = undefined;
  }

  /** Where the next token is looked for. */
  get at(): number {
    return this._reader.at;
  }

  next(): Token {
    if (this._topLevel === undefined) return this.nextInArguments();
    for (;;) {
      const token = this._read();
      const directive = this._directiveAt(token);
      if (directive === undefined) return this._begin(token, this._topLevel);
      this._reader.at = this._topLevel.obey(directive);
    }
  }

  private _begin(token: Token, topLevel: TopLevel): Token {
    const begun = topLevel.begin(token);
    if (begun !== undefined) return begun;
    this._reader.at = token.start;
    return new Token(TokenKind.end, 0, '', -1, token.source, token.start, token.start);
  }

  takeOpenParenthesis(): Token | undefined {
    const before = this._reader.at;
    const token = this._reader.next(false);
    this.lastRead = token;
    if (token.is('(')) return token;
    this._reader.at = before;
    return undefined;
  }

  /** An argument list never goes on after a file that was included inside it (libcpp `_cpp_get_fresh_line`). */
  private _endOf(unit: PreprocessedUnit): Token {
    const { length } = unit.clean.text;
    const end = new Token(TokenKind.end, 0, '', -1, unit.clean, length, length);
    this.lastRead = this._lastCharacter(end);
    return end;
  }

  /** gcc reports an argument list that is not closed at the file's last character. */
  private _lastCharacter(end: Token): Token {
    const start = Math.max(0, end.start - 1);
    return new Token(TokenKind.end, 0, '', -1, end.source, start, start);
  }

  nextInArguments(): Token {
    for (;;) {
      const token = this._read();
      const directive = this._directiveAt(token);
      if (directive === undefined) return token;
      const next = this._directives.obeyInArguments(directive);
      this._reader.at = typeof next === 'number' ? next : directive.end;
      if (typeof next === 'object') return this._endOf(next);
    }
  }

  private _read(): Token {
    const token = this._reader.next(false);
    this._scope.table.reserve(this._scope.symbols.size);
    this._scope.refusePoisoned(token);
    this.lastRead = token.kind === TokenKind.end ? this._lastCharacter(token) : token;
    return token;
  }

  /** The directive that a token begins. */
  private _directiveAt(token: Token): Directive | undefined {
    const mayBegin = (token.flags & TokenFlag.lineStart) !== 0 && token.is('#');
    return mayBegin ? this._scope.lexed.directiveAt(token.start) : undefined;
  }
}
