import { HASH, OPEN_PAREN } from './characters.ts';
import type { CleanText } from './cleanText.ts';
import { Limits } from './limits.ts';
import { type DynamicMacro, Macro, type Parameters } from './macro.ts';
import type { SymbolTable } from './symbolTable.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';
import { TokenReader } from './tokenReader.ts';

/** A refusal of a directive: what gcc says, and at which offset. */
export interface Refusal {
  readonly id: string;
  readonly message: string;
  readonly at: number;
}

/** What a `#define` says: a macro, or why gcc refuses it. */
export type Definition = { readonly macro: Macro } | { readonly refusal: Refusal };

const VARIABLE_ARGUMENTS = '__VA_ARGS__';
const OPTIONAL = '__VA_OPT__';

/**
 * Reads a `#define` whose name is looked for at `start` and whose line ends at `limit`, as libcpp's
 * `_cpp_create_definition` and `create_iso_definition` do. Nothing in it depends on other macros.
 */
export function readDefinition(
  source: CleanText,
  symbols: SymbolTable,
  start: number,
  limit: number,
  kind: { readonly predefined: boolean; readonly dynamic: DynamicMacro | undefined } = WRITTEN,
): Definition {
  const reader = new TokenReader(source, symbols, start, limit);
  const name = reader.next(true);
  const nameRefusal = refuseName(name, 'define');
  if (nameRefusal !== undefined) return { refusal: nameRefusal };
  const behindName = reader.at;
  const isFunction = behindName < limit && source.text.charCodeAt(behindName) === OPEN_PAREN;
  if (!isFunction && limit - behindName < LONG_LINE && !hasPaste(source.text, behindName, limit)) {
    const readLater = () => {
      const body = readBody(new TokenReader(source, symbols, behindName, limit), undefined);
      return 'tokens' in body ? body.tokens : [];
    };
    return { macro: new Macro(name, source, undefined, readLater, kind) };
  }
  let parameters: Parameters | undefined;
  if (isFunction) {
    reader.next(true);
    const read = readParameters(reader);
    if ('refusal' in read) return read;
    parameters = read;
  }
  const body = readBody(reader, parameters);
  if ('refusal' in body) return body;
  return { macro: new Macro(name, source, parameters, body.tokens, kind) };
}

/** Lines below this length hold fewer tokens than a body may have. */
const LONG_LINE = Limits.bodyTokens;
const WRITTEN = { predefined: false, dynamic: undefined };

/** Whether `##` stands in a stretch, so that a body might be refused. */
function hasPaste(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === HASH && text.charCodeAt(at + 1) === HASH) return true;
  }
  return false;
}

/** Why gcc refuses a token as a macro's name in a directive (libcpp `lex_macro_node`); `undefined` if it does not. */
export function refuseName(name: Token, directive: string): Refusal | undefined {
  if (name.kind === TokenKind.end) {
    return { id: 'macro-name-missing', message: `no macro name given in #${directive} directive`, at: name.start };
  }
  if (name.kind !== TokenKind.name) {
    return { id: 'macro-name-invalid', message: 'macro names must be identifiers', at: name.start };
  }
  if (name.text === 'defined' && (directive === 'define' || directive === 'undef')) {
    return { id: 'macro-name-invalid', message: '"defined" cannot be used as a macro name', at: name.start };
  }
  return undefined;
}

/** libcpp `parse_params`, behind the opening parenthesis. */
function readParameters(reader: TokenReader): Parameters | { readonly refusal: Refusal } {
  const names: string[] = [];
  const refuse = (message: string, token: Token) => ({
    refusal: { id: 'macro-parameters-invalid', message, at: token.start },
  });
  let afterName = false;
  for (;;) {
    const token = reader.next(true);
    if (token.kind === TokenKind.name) {
      if (afterName) return refuse(`expected ',' or ')', found "${token.text}"`, token);
      if (names.includes(token.text)) return refuse(`duplicate macro parameter "${token.text}"`, token);
      names.push(token.text);
      afterName = true;
    } else if (token.is(')')) {
      if (!afterName && names.length > 0) return refuse(`expected parameter name, found ")"`, token);
      return { names, variadic: false };
    } else if (token.is(',')) {
      if (!afterName) return refuse('expected parameter name, found ","', token);
      afterName = false;
    } else if (token.is('...')) {
      if (!afterName) names.push(VARIABLE_ARGUMENTS);
      const close = reader.next(true);
      if (!close.is(')')) return refuse(`expected ')' after "..."`, close);
      return { names, variadic: true };
    } else if (token.kind === TokenKind.end) {
      return refuse("expected ')' before end of line", token);
    } else {
      return refuse(
        afterName ? `expected ',' or ')', found "${token.text}"` : `expected parameter name, found "${token.text}"`,
        token,
      );
    }
  }
}

/** libcpp `create_iso_definition`, the part behind the parameters; in assembler sources `#` need not name a parameter. */
function readBody(
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
      return open === undefined ? { tokens } : { refusal: open };
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

/** Whether two macros are the same to the eyes of a second `#define` (C11 6.10.3p2, libcpp `warn_of_redefinition`). */
export function sameDefinition(one: Macro, other: Macro): boolean {
  if (one === other) return true;
  if (one.dynamic !== undefined || other.dynamic !== undefined) return false;
  if (one.variadic !== other.variadic || one.body.length !== other.body.length) return false;
  if (one.parameters?.length !== other.parameters?.length) return false;
  if (one.parameters?.some((name, index) => name !== other.parameters?.[index])) return false;
  return one.body.every((token, index) => {
    const counterpart = other.body[index];
    return (
      counterpart !== undefined &&
      token.kind === counterpart.kind &&
      token.text === counterpart.text &&
      token.flags === counterpart.flags
    );
  });
}
