import { type Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { Macro } from './macro.ts';

/** One argument of a macro's call. */
export interface MacroArgument {
  /** As written, with the padding inside it; names that must not be expanded any more are painted. */
  readonly tokens: readonly Token[];
  /** The variable argument that was left out together with its comma (libcpp: `first` is null). */
  readonly leftOut: boolean;
  /** After expansion; `undefined` where nobody asked for it. */
  expanded: readonly Token[] | undefined;
}

/** The arguments of a call, one for each parameter. */
export type ArgumentList = readonly MacroArgument[];

/** What was read after an opening parenthesis: the arguments, or what gcc says when they do not fit. */
export interface ReadArguments {
  readonly list: ArgumentList | undefined;
  readonly message: string;
  /** The closing parenthesis, or where reading stopped. */
  readonly last: Token;
}

/** Where the tokens of arguments come from. */
export interface ArgumentSource {
  /** The next token as it is written, or as the macro around it gave it. */
  nextUnexpanded(): Token;
  readonly host: {
    /** Takes steps off the budget; false where nothing is left of it. */
    spend(steps: number): boolean;
  };
}

/** Reads the arguments of a call up to the closing parenthesis (libcpp `collect_args`). */
export function collectArguments(source: ArgumentSource, macro: Macro): ReadArguments {
  const expected = macro.parameters?.length ?? 0;
  const lists: Token[][] = [];
  let count = 0;
  let last: Token;
  do {
    count++;
    const tokens: Token[] = [];
    last = readArgument(source, tokens, macro.variadic && count === expected);
    while (tokens.at(-1)?.kind === TokenKind.padding) tokens.pop();
    if (count <= Math.max(expected, 1)) lists.push(tokens);
  } while (!last.is(')') && last.kind !== TokenKind.end);
  if (last.kind === TokenKind.end) {
    const message = `unterminated argument list invoking macro "${macro.name}"`;
    return { list: undefined, message, last };
  }
  const only = count === 1 && lists[0]?.length === 0;
  if (only && expected === 0) count = 0;
  const message = refusal(macro, count, expected, only);
  if (message !== undefined) return { list: undefined, message, last };
  const restLeftOut = macro.variadic && (count < expected || only);
  const list: MacroArgument[] = [];
  for (let index = 0; index < expected; index++) {
    const leftOut = restLeftOut && index === expected - 1;
    list.push({ tokens: lists[index] ?? [], leftOut, expanded: undefined });
  }
  return { list, message: '', last };
}

/** Reads one argument into `tokens`; answers what ended it: `,` or `)`, the end, or a `#` that began a line. */
function readArgument(source: ArgumentSource, tokens: Token[], takesCommas: boolean): Token {
  let depth = 0;
  for (;;) {
    const token = source.nextUnexpanded();
    if (token.kind === TokenKind.padding) {
      if (tokens.length > 0) tokens.push(token);
      continue;
    }
    if (token.kind === TokenKind.end) return token;
    if (token.kind === TokenKind.operator) {
      if (token.text === '(') depth++;
      else if (token.text === ')' && depth-- === 0) return token;
      else if (token.text === ',' && depth === 0 && !takesCommas) return token;
      else if (token.text === '#' && (token.flags & TokenFlag.lineStart) !== 0) return token;
    }
    if (source.host.spend(1)) tokens.push(token);
  }
}

/** libcpp `_cpp_arguments_ok`. */
function refusal(macro: Macro, count: number, expected: number, onlyEmpty: boolean): string | undefined {
  if (count === expected) return undefined;
  if (count > expected) return `macro "${macro.name}" passed ${count} arguments, but takes just ${expected}`;
  if (macro.variadic && count + 1 === expected) return undefined;
  if (expected === 1 && onlyEmpty) return undefined;
  return `macro "${macro.name}" requires ${expected} arguments, but only ${count} given`;
}
