import { Limits } from '../tokens/limits.ts';
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

/** libcpp `create_iso_definition`, the part behind the parameters; in assembler sources `#` need not name a parameter. */
export function readBody(
  reader: TokenReader,
  parameters: Parameters | undefined,
): { readonly tokens: readonly Token[] } | { readonly refusal: Refusal } {
  const numbers = new Map(parameters?.names.map((name, index) => [name, index]));
  const optional = new OptionalGroups(parameters?.variadic ?? false);
  const tokens: Token[] = [];
  let pasting = false;
  for (;;) {
    let token = reader.next(true);
    if (token.kind === TokenKind.end) {
      if (pasting) return pasteAtEnd(token);
      const open = optional.unterminated();
      // Without room for more: macros are kept for long.
      return open === undefined ? { tokens: tokens.slice() } : { refusal: open };
    }
    const refusal = optional.refuse(token);
    if (refusal !== undefined) return { refusal };
    if (tokens.length === 0) token = token.withFlags(token.flags & ~TokenFlag.white);
    if (token.is('##')) {
      const left = tokens.at(-1);
      if (left === undefined) return pasteAtEnd(token);
      if (!pasting) tokens[tokens.length - 1] = left.withFlags(left.flags | TokenFlag.pasteLeft);
      pasting = true;
      continue;
    }
    pasting = false;
    const parameter = token.kind === TokenKind.name ? numbers.get(token.text) : undefined;
    const before = tokens.at(-1);
    const stringified = before?.is('#') === true && (before.flags & TokenFlag.pasteLeft) === 0;
    if (parameter !== undefined) {
      if (parameters !== undefined && stringified && before !== undefined) {
        tokens[tokens.length - 1] = asParameter(token, parameter, before.flags | TokenFlag.stringify, before.start);
        continue;
      }
      token = asParameter(token, parameter, token.flags, token.start);
    } else if (stringified && optional.startsHere(token) && before !== undefined) {
      tokens[tokens.length - 1] = token.withFlags(before.flags | TokenFlag.stringify);
      continue;
    }
    tokens.push(token);
    if (tokens.length > Limits.bodyTokens) {
      const message = `the macro has more than ${Limits.bodyTokens} tokens and is left out`;
      return { refusal: { id: 'macro-too-long', message, at: token.start } };
    }
  }
}

function asParameter(token: Token, parameter: number, flags: number, start: number): Token {
  return new Token(TokenKind.parameter, flags, token.text, parameter, token.source, start, token.end);
}

function pasteAtEnd(token: Token): { readonly refusal: Refusal } {
  const message = "'##' cannot appear at either end of a macro expansion";
  return { refusal: { id: 'macro-paste-at-end', message, at: token.start } };
}

/** Whether the groups `__VA_OPT__(…)` of a body are well formed (libcpp `vaopt_state`). */
class OptionalGroups {
  readonly #variadic: boolean;
  /** 0 outside, 1 behind the word, 2 behind its parenthesis, from 3 on inside: how deep. */
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
