import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import { Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { TokenReader } from '../tokens/tokenReader.ts';

/** A refusal of a directive: what gcc says, and at which offset. */
export interface Refusal {
  readonly id: string;
  readonly message: string;
  readonly at: number;
}

/** The parameters of a function-like macro. */
export interface Parameters {
  readonly names: readonly string[];
  /** Whether the last one takes all arguments that are left. */
  readonly variadic: boolean;
}

const OPTIONAL = '__VA_OPT__';

/** What a body says, or why gcc refuses it. */
type Body = { readonly tokens: readonly Token[] } | { readonly refusal: Refusal };

/** libcpp `create_iso_definition`, the part after the parameters; in assembler sources `#` need not name a parameter. */
export function readBody(reader: TokenReader, parameters: Parameters | undefined): Body {
  const optional = new OptionalGroups(parameters?.variadic ?? false);
  const body = new BodyTokens(parameters, optional);
  for (;;) {
    const token = reader.next(true);
    if (token.kind === TokenKind.end) return body.finish(token);
    const refusal = optional.refuse(token) ?? body.add(token);
    if (refusal !== undefined) return { refusal };
  }
}

/** The tokens of a body, with `#` and `##` as marks of those they stand before and after. */
class BodyTokens {
  private readonly _numbers: ReadonlyMap<string, number>;
  private readonly _optional: OptionalGroups;
  private readonly _tokens: Token[] = [];
  /** Whether the last token was `##`. */
  private _pasting = false;

  constructor(parameters: Parameters | undefined, optional: OptionalGroups) {
    this._numbers = new Map(parameters?.names.map((name, index) => [name, index]));
    this._optional = optional;
  }

  /** Adds the next token; why it is refused. */
  add(token: Token): Refusal | undefined {
    const tokens = this._tokens;
    const before = tokens.at(-1);
    if (token.is('##')) {
      if (before === undefined) return pasteAtEnd(token);
      if (!this._pasting) tokens[tokens.length - 1] = before.withFlags(before.flags | TokenFlag.pasteLeft);
      this._pasting = true;
      return undefined;
    }
    this._pasting = false;
    if (before === undefined) {
      tokens.push(this._parameter(token.withFlags(token.flags & ~TokenFlag.white)));
      return undefined;
    }
    const isStringified = before.is('#') && (before.flags & TokenFlag.pasteLeft) === 0;
    const stringified = isStringified ? this._stringified(before, token) : undefined;
    if (stringified === undefined) tokens.push(this._parameter(token));
    else tokens[tokens.length - 1] = stringified;
    if (tokens.length <= EXPANSION_LIMITS.bodyTokens) return undefined;
    const message = `the macro has more than ${EXPANSION_LIMITS.bodyTokens} tokens and is left out`;
    return { id: 'macro-too-long', message, at: token.start };
  }

  /** The token, or the parameter that it names. */
  private _parameter(token: Token): Token {
    const parameter = token.kind === TokenKind.name ? this._numbers.get(token.text) : undefined;
    return parameter === undefined ? token : asParameter(token, parameter, token.flags, token.start);
  }

  /** What stands for a `#` and the parameter, or optional group, after it; `undefined` where neither comes. */
  private _stringified(hash: Token, token: Token): Token | undefined {
    const flags = hash.flags | TokenFlag.stringify;
    const parameter = token.kind === TokenKind.name ? this._numbers.get(token.text) : undefined;
    if (parameter !== undefined) return asParameter(token, parameter, flags, hash.start);
    return this._optional.startsHere(token) ? token.withFlags(flags) : undefined;
  }

  /** Ends the body at a line's end. */
  finish(end: Token): Body {
    if (this._pasting) return { refusal: pasteAtEnd(end) };
    const open = this._optional.unterminated();
    // An exact-size copy: macros are kept for long.
    return open === undefined ? { tokens: this._tokens.slice() } : { refusal: open };
  }
}

function asParameter(token: Token, parameter: number, flags: number, start: number): Token {
  return new Token(TokenKind.parameter, flags, token.text, parameter, token.source, start, token.end);
}

function pasteAtEnd(token: Token): Refusal {
  const message = "'##' cannot appear at either end of a macro expansion";
  return { id: 'macro-paste-at-end', message, at: token.start };
}

/** Whether the groups `__VA_OPT__(…)` of a body are well formed (libcpp `vaopt_state`). */
class OptionalGroups {
  private readonly _variadic: boolean;
  /** 0 outside, 1 after the word, 2 after its parenthesis, from 3 on inside: how deep. */
  private _state = 0;
  private _start = 0;
  private _afterPaste = false;

  constructor(variadic: boolean) {
    this._variadic = variadic;
  }

  startsHere(token: Token): boolean {
    return this._variadic && token.kind === TokenKind.name && token.text === OPTIONAL;
  }

  refuse(token: Token): Refusal | undefined {
    if (!this._variadic) return undefined;
    if (this.startsHere(token)) {
      if (this._state > 0) return this._refusal(`${OPTIONAL} may not appear in a ${OPTIONAL}`, token.start);
      this._state = 1;
      this._start = token.start;
      return undefined;
    }
    if (this._state === 1) {
      if (!token.is('(')) return this._refusal(`${OPTIONAL} must be followed by an open parenthesis`, this._start);
      this._state = 2;
      return undefined;
    }
    if (this._state < 2) return undefined;
    return this._inside(token);
  }

  private _inside(token: Token): Refusal | undefined {
    const message = `'##' cannot appear at either end of ${OPTIONAL}`;
    if (this._state === 2 && token.is('##')) return this._refusal(message, token.start);
    if (this._state === 2) this._state = 3;
    const afterPaste = this._afterPaste;
    this._afterPaste = token.is('##');
    if (token.is('(')) this._state++;
    if (!token.is(')')) return undefined;
    this._state--;
    if (this._state > 2) return undefined;
    this._state = 0;
    return afterPaste ? this._refusal(message, token.start) : undefined;
  }

  unterminated(): Refusal | undefined {
    return this._state === 0 ? undefined : this._refusal(`unterminated ${OPTIONAL}`, this._start);
  }

  private _refusal(message: string, at: number): Refusal {
    return { id: 'macro-optional-invalid', message, at };
  }
}
