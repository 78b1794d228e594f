import type { Directive } from '../files/lexedEvents.ts';
import type { TokenBase } from '../macros/macroEngine.ts';
import { CharacterClass, classOf } from '../tokens/cCharacters.ts';
import type { Token } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';
import type { FileScope } from './fileScope.ts';
import type { HeaderName } from './headerName.ts';

/** The tokens of a directive's line after its name. */
export class DirectiveTokens implements TokenBase {
  readonly inDirective = true;
  readonly directive: Directive;
  private readonly _reader: TokenReader;
  lastRead: Token | undefined;
  private readonly _scope: FileScope;

  constructor(scope: FileScope, directive: Directive) {
    this.directive = directive;
    this._scope = scope;
    this._reader = new TokenReader(scope.clean, scope.symbols, directive.bodyStart, directive.end);
  }

  /** Where the next token is looked for. */
  get at(): number {
    return this._reader.at;
  }

  next(): Token {
    const token = this._reader.next(true);
    this._scope.table.reserve(this._scope.symbols.size);
    this.lastRead = token;
    return token;
  }

  nextInArguments(): Token {
    return this.next();
  }

  takeOpenParenthesis(): Token | undefined {
    const before = this._reader.at;
    const token = this.next();
    if (token.is('(')) return token;
    this._reader.at = before;
    return undefined;
  }

  /** The name in `<…>` or `"…"` if one comes next; nothing in it is escaped (libcpp `state.angled_headers`). */
  takeHeaderName(): HeaderName | undefined {
    const { text } = this._reader.source;
    const start = this._skipBlanks();
    const opening = text.charAt(start);
    if (start >= this._reader.limit || (opening !== '<' && opening !== '"')) return undefined;
    const close = text.indexOf(opening === '<' ? '>' : '"', start + 1);
    const closed = close >= 0 && close < this._reader.limit;
    if (!closed && opening === '<') return undefined;
    if (!closed) return { name: '', angled: false, closed };
    this._reader.at = close + 1;
    return { name: text.slice(start + 1, close), angled: opening === '<', closed };
  }

  private _skipBlanks(): number {
    const { text } = this._reader.source;
    let at = this._reader.at;
    for (;;) {
      if (classOf(text.charCodeAt(at)) === CharacterClass.blank) {
        at++;
      } else if (text.startsWith('/*', at)) {
        const close = text.indexOf('*/', at + 2);
        at = close < 0 ? this._reader.limit : close + 2;
      } else {
        this._reader.at = at;
        return at;
      }
    }
  }
}

/** The tokens of a directive of a file. */
export function directiveTokens(scope: FileScope, directive: Directive): DirectiveTokens {
  return new DirectiveTokens(scope, directive);
}
