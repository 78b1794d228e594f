import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import { CharacterClass, classOf, endOfName, HASH, isQuote, OPEN_PAREN, UPPER_L } from '../tokens/cCharacters.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';
import { Macro, type MacroKind } from './macro.ts';
import { type Parameters, type Refusal, readBody } from './macroBody.ts';

/** What a `#define` says: a macro, or why gcc refuses it. */
export type Definition = Macro | { readonly refusal: Refusal };

const VARIABLE_ARGUMENTS = '__VA_ARGS__';

/**
 * Reads a `#define` whose name is looked for at `start` and whose line ends at `limit`, as libcpp's
 * `_cpp_create_definition` and `create_iso_definition` do. Nothing in it depends on other macros.
 */
export function readDefinition(
  source: CleanText,
  symbols: SymbolTable,
  start: number,
  limit: number,
  kind: MacroKind = WRITTEN,
): Definition {
  const { text } = source;
  const nameStart = plainNameAt(text, start, limit);
  if (nameStart < 0) {
    const name = new TokenReader(source, symbols, start, limit).next(true);
    const refusal = refuseName(name, 'define');
    return refusal === undefined ? readAfterName(source, symbols, name.start, name.end, limit, kind) : { refusal };
  }
  return readAfterName(source, symbols, nameStart, Math.min(endOfName(text, nameStart), limit), limit, kind);
}

/** Where a macro's name begins, if nothing but blanks stands before it; -1 where that takes a closer look. */
function plainNameAt(text: string, start: number, limit: number): number {
  let at = start;
  while (at < limit && classOf(text.charCodeAt(at)) === CharacterClass.blank) at++;
  const code = text.charCodeAt(at);
  if (at >= limit || classOf(code) !== CharacterClass.letter) return -1;
  if (code === UPPER_L && isQuote(text.charCodeAt(at + 1))) return -1;
  return text.startsWith(NO_NAME, at) ? -1 : at;
}

/** The rest of a `#define` whose name stands in `[nameStart, nameEnd)`. */
function readAfterName(
  source: CleanText,
  symbols: SymbolTable,
  nameStart: number,
  nameEnd: number,
  limit: number,
  kind: MacroKind,
): Definition {
  const name = { symbol: symbols.internRange(source.text, nameStart, nameEnd), start: nameStart };
  const place = { source, symbols, start: nameEnd, end: limit };
  const isFunction = nameEnd < limit && source.text.charCodeAt(nameEnd) === OPEN_PAREN;
  if (!isFunction && limit - nameEnd < LONG_LINE && !hasPaste(source.text, nameEnd, limit)) {
    return new Macro(name, place, undefined, kind);
  }
  const reader = new TokenReader(source, symbols, nameEnd, limit);
  let parameters: Parameters | undefined;
  if (isFunction) {
    reader.next(true);
    const read = readParameters(reader);
    if ('refusal' in read) return read;
    parameters = read;
  }
  const body = readBody(reader, parameters);
  if ('refusal' in body) return body;
  return new Macro(name, place, parameters, kind, body.tokens);
}

/** The one identifier that no macro may be called. */
const NO_NAME = 'defined';
/** Lines below this length hold fewer tokens than a body may have. */
const LONG_LINE = EXPANSION_LIMITS.bodyTokens;
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
  if (name.text === NO_NAME && (directive === 'define' || directive === 'undef')) {
    return { id: 'macro-name-invalid', message: '"defined" cannot be used as a macro name', at: name.start };
  }
  return undefined;
}

/** libcpp `parse_params`, after the opening parenthesis. */
function readParameters(reader: TokenReader): Parameters | { readonly refusal: Refusal } {
  // A set keeps the order, and finds a name in one step however many there are.
  const names = new Set<string>();
  let afterName = false;
  for (;;) {
    const token = reader.next(true);
    if (token.is('...')) return variadicParameters(reader, afterName ? [...names] : [...names, VARIABLE_ARGUMENTS]);
    const refusal = refuseParameter(token, names, afterName);
    if (refusal !== undefined) return { refusal };
    if (token.is(')')) return { names: [...names], variadic: false };
    afterName = token.kind === TokenKind.name;
    if (afterName) names.add(token.text);
  }
}

/** Parameters whose last one takes all arguments that are left; nothing but a `)` may come after its `...`. */
function variadicParameters(reader: TokenReader, names: readonly string[]): Parameters | { readonly refusal: Refusal } {
  const close = reader.next(true);
  if (close.is(')')) return { names, variadic: true };
  return { refusal: invalidParameters(`expected ')' after "..."`, close) };
}

/** Why gcc refuses a token among parameters, after a name or where one is expected; `undefined` if it does not. */
function refuseParameter(token: Token, names: ReadonlySet<string>, afterName: boolean): Refusal | undefined {
  if (token.kind === TokenKind.end) return invalidParameters("expected ')' before end of line", token);
  if (afterName) {
    if (token.is(')') || token.is(',')) return undefined;
    return invalidParameters(`expected ',' or ')', found "${token.text}"`, token);
  }
  if (token.kind === TokenKind.name) {
    if (!names.has(token.text)) return undefined;
    return invalidParameters(`duplicate macro parameter "${token.text}"`, token);
  }
  if (token.is(')') && names.size === 0) return undefined;
  return invalidParameters(`expected parameter name, found "${token.text}"`, token);
}

function invalidParameters(message: string, token: Token): Refusal {
  return { id: 'macro-parameters-invalid', message, at: token.start };
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
