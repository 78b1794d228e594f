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
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #optional: OptionalGroups;
  readonly #tokens: Token[] = [];
  /** Whether the last token was `##`. */
  #pasting = false;

  constructor(parameters: Parameters | undefined, optional: OptionalGroups) {
    this.#numbers = new Map(parameters?.names.map((name, index) => [name, index]));
    this.#optional = optional;
  }

  /** Adds the next token; why it is refused. */
  add(token: Token): Refusal | undefined {
    const tokens = this.#tokens;
    const before = tokens.at(-1);
    if (token.is('##')) {
      if (before === undefined) return pasteAtEnd(token);
      if (!this.#pasting) tokens[tokens.length - 1] = before.withFlags(before.flags | TokenFlag.pasteLeft);
      this.#pasting = true;
      return undefined;
    }
    this.#pasting = false;
    if (before === undefined) {
      tokens.push(this.#parameter(token.withFlags(token.flags & ~TokenFlag.white)));
      return undefined;
    }
    const isStringified = before.is('#') && (before.flags & TokenFlag.pasteLeft) === 0;
    const stringified = isStringified ? this.#stringified(before, token) : undefined;
    if (stringified === undefined) tokens.push(this.#parameter(token));
    else tokens[tokens.length - 1] = stringified;
    if (tokens.length <= EXPANSION_LIMITS.bodyTokens) return undefined;
    const message = `the macro has more than ${EXPANSION_LIMITS.bodyTokens} tokens and is left out`;
    return { id: 'macro-too-long', message, at: token.start };
  }

  /** The token, or the parameter that it names. */
  #parameter(token: Token): Token {
    const parameter = token.kind === TokenKind.name ? this.#numbers.get(token.text) : undefined;
    return parameter === undefined ? token : asParameter(token, parameter, token.flags, token.start);
  }

  /** What stands for a `#` and the parameter, or optional group, after it; `undefined` where neither comes. */
  #stringified(hash: Token, token: Token): Token | undefined {
    const flags = hash.flags | TokenFlag.stringify;
    const parameter = token.kind === TokenKind.name ? this.#numbers.get(token.text) : undefined;
    if (parameter !== undefined) return asParameter(token, parameter, flags, hash.start);
    return this.#optional.startsHere(token) ? token.withFlags(flags) : undefined;
  }

  /** Ends the body at a line's end. */
  finish(end: Token): Body {
    if (this.#pasting) return { refusal: pasteAtEnd(end) };
    const open = this.#optional.unterminated();
    // An exact-size copy: macros are kept for long.
    return open === undefined ? { tokens: this.#tokens.slice() } : { refusal: open };
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
  readonly #variadic: boolean;
  /** 0 outside, 1 after the word, 2 after its parenthesis, from 3 on inside: how deep. */
  #state = 0;
  #start = 0;
  #afterPaste = false;

  constructor(variadic: boolean) {
    this.#variadic = variadic;
  }

  startsHere(token: Token): boolean {
    return this.#variadic && token.kind === TokenKind.name && token.text === OPTIONAL;
  }

  refuse(token: Token): Refusal | undefined {
    if (!this.#variadic) return undefined;
    if (this.startsHere(token)) {
      if (this.#state > 0) return this.#refusal(`${OPTIONAL} may not appear in a ${OPTIONAL}`, token.start);
      this.#state = 1;
      this.#start = token.start;
      return undefined;
    }
    if (this.#state === 1) {
      if (!token.is('(')) return this.#refusal(`${OPTIONAL} must be followed by an open parenthesis`, this.#start);
      this.#state = 2;
      return undefined;
    }
    if (this.#state < 2) return undefined;
    return this.#inside(token);
  }

  #inside(token: Token): Refusal | undefined {
    const message = `'##' cannot appear at either end of ${OPTIONAL}`;
    if (this.#state === 2 && token.is('##')) return this.#refusal(message, token.start);
    if (this.#state === 2) this.#state = 3;
    const afterPaste = this.#afterPaste;
    this.#afterPaste = token.is('##');
    if (token.is('(')) this.#state++;
    if (!token.is(')')) return undefined;
    this.#state--;
    if (this.#state > 2) return undefined;
    this.#state = 0;
    return afterPaste ? this.#refusal(message, token.start) : undefined;
  }

  unterminated(): Refusal | undefined {
    return this.#state === 0 ? undefined : this.#refusal(`unterminated ${OPTIONAL}`, this.#start);
  }

  #refusal(message: string, at: number): Refusal {
    return { id: 'macro-optional-invalid', message, at };
  }
}
