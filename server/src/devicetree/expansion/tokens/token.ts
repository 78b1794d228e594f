import { SourceFile } from '../../../text/sourceFile.ts';
import { CleanText } from './cleanText.ts';
import type { MacroUse } from './macroUse.ts';

/** What a preprocessing token is (C11 6.4). Operators differ by their text. */
export const TokenKind = {
  /** No text: a mark at which white space may have to appear so that two tokens do not grow together. */
  padding: 0,
  /** The end of a directive's line, of a macro's argument or of a file. */
  end: 1,
  name: 2,
  number: 3,
  string: 4,
  character: 5,
  operator: 6,
  /** A character that begins no token, or a quote that is not closed on its line, with the rest of the line. */
  other: 7,
  /** In a macro's body only: the place of an argument. */
  parameter: 8,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export const TokenFlag = {
  /** White space stands before it. */
  white: 1,
  /** `##` stands after it. */
  pasteLeft: 2,
  /** A parameter with `#` before it. */
  stringify: 4,
  /** A name that will not be expanded any more (C11 6.10.3.4). */
  painted: 8,
  /** The first of its line. */
  lineStart: 16,
} as const;

/** A preprocessing token and where it is from. */
export class Token {
  readonly kind: TokenKind;
  readonly flags: number;
  readonly text: string;
  /** Of a name: its symbol; of a parameter: its number from 0; else -1. */
  readonly symbol: number;
  /** Where it is spelt: `[start, end)` of a text. */
  readonly source: CleanText;
  readonly start: number;
  readonly end: number;
  /** The macro use that it is in. */
  readonly use: MacroUse | undefined;
  /** The parameter of that use which it was given for, from 0; -1 for text of the macro's body. */
  readonly argument: number;
  /** Of padding: the token whose white space counts. */
  readonly paddingFor: Token | undefined;

  constructor(
    kind: TokenKind,
    flags: number,
    text: string,
    symbol: number,
    source: CleanText,
    start: number,
    end: number,
    use: MacroUse | undefined = undefined,
    argument = -1,
    paddingFor: Token | undefined = undefined,
  ) {
    this.kind = kind;
    this.flags = flags;
    this.text = text;
    this.symbol = symbol;
    this.source = source;
    this.start = start;
    this.end = end;
    this.use = use;
    this.argument = argument;
    this.paddingFor = paddingFor;
  }

  /** The same token with other flags. */
  withFlags(flags: number): Token {
    return new Token(
      this.kind,
      flags,
      this.text,
      this.symbol,
      this.source,
      this.start,
      this.end,
      this.use,
      this.argument,
      this.paddingFor,
    );
  }

  /** The same token as a part of a macro use. */
  within(use: MacroUse, argument: number): Token {
    return new Token(
      this.kind,
      this.flags,
      this.text,
      this.symbol,
      this.source,
      this.start,
      this.end,
      use,
      argument,
      this.paddingFor,
    );
  }

  is(operator: string): boolean {
    return this.kind === TokenKind.operator && this.text === operator;
  }
}

const NOWHERE = new CleanText(new SourceFile('', ''));

/** Padding with no token after it: what follows must only not grow together with what is before (libcpp `avoid_paste`). */
export const AVOID_PASTE = new Token(TokenKind.padding, 0, '', -1, NOWHERE, 0, 0);

/** Padding in place of a token: the white space before it counts for what follows. */
export function padding(token: Token): Token {
  return new Token(TokenKind.padding, 0, '', -1, NOWHERE, 0, 0, undefined, -1, token);
}

/** Whether of two paddings in a row the later one counts (libcpp `scan_translation_unit` and `funlike_invocation_p`). */
export function heldPaddingYields(held: Token | undefined, later: Token): boolean {
  const token = held?.paddingFor;
  if (token === undefined) return true;
  return (token.flags & TokenFlag.white) === 0 && later.paddingFor === undefined;
}
