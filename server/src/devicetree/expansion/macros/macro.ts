import type { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { type Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';
import { type Parameters, readBody } from './macroBody.ts';

/** What a predefined macro's value is made from at each use. */
export type DynamicMacro =
  | '__LINE__'
  | '__FILE__'
  | '__BASE_FILE__'
  | '__COUNTER__'
  | '__INCLUDE_LEVEL__'
  | '__DATE__'
  | '__TIME__'
  | '__TIMESTAMP__'
  | '__has_include'
  | '__has_include_next'
  | '_Pragma'
  /** No value: `#pragma GCC poison` forbids the name. */
  | 'poisoned';

const NO_TOKENS: readonly Token[] = [];

/** What a macro is beside what its definition says. */
export interface MacroKind {
  /** Whether no file defines it. */
  readonly predefined: boolean;
  /** For a macro whose value is made at each use: which. */
  readonly dynamic: DynamicMacro | undefined;
}

/** The stretch of a text, after the name, that defines a macro. */
interface DefinitionPlace {
  readonly source: CleanText;
  readonly symbols: SymbolTable;
  readonly start: number;
  readonly end: number;
}

/**
 * A `#define`, or a macro that is there from the beginning. Compared by identity: there is one for each place that
 * defines. Bodies are read at the first use, because most macros of a board are never used.
 */
export class Macro {
  readonly name: string;
  readonly symbol: number;
  /** Where its name stands in the text that defines it. */
  readonly nameStart: number;
  /** `undefined` for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  readonly variadic: boolean;
  private readonly _kind: MacroKind;
  private readonly _place: DefinitionPlace;
  private _body: readonly Token[] | undefined;
  private _plain: string | undefined | null = null;
  private _expandedParameters: readonly number[] | undefined;

  /** `body`: the replacement list, where it was read already. Only an object-like macro's may be left unread. */
  constructor(
    name: { readonly symbol: number; readonly start: number },
    place: DefinitionPlace,
    parameters: Parameters | undefined,
    kind: MacroKind,
    body?: readonly Token[],
  ) {
    this.name = place.symbols.nameOf(name.symbol);
    this.symbol = name.symbol;
    this.nameStart = name.start;
    this.parameters = parameters?.names;
    this.variadic = parameters?.variadic ?? false;
    this._kind = kind;
    this._place = place;
    this._body = body;
  }

  /** The text that defines it. */
  get source(): CleanText {
    return this._place.source;
  }

  /** For a macro whose value is made at each use: which. */
  get dynamic(): DynamicMacro | undefined {
    return this._kind.dynamic;
  }

  /** Whether no file defines it. */
  get predefined(): boolean {
    return this._kind.predefined;
  }

  /** The replacement list. */
  get body(): readonly Token[] {
    this._body ??= this._readBody();
    return this._body;
  }

  private _readBody(): readonly Token[] {
    const { source, symbols, start, end } = this._place;
    const read = readBody(new TokenReader(source, symbols, start, end), undefined);
    return 'tokens' in read ? read.tokens : NO_TOKENS;
  }

  get bodyStart(): number {
    return this.body[0]?.start ?? this.bodyEnd;
  }

  /** The end of the body; of the name where there is no body. */
  get bodyEnd(): number {
    return this.body.at(-1)?.end ?? this.nameStart + this.name.length;
  }

  /** An object-like macro's whole text, where nothing in it can ever be expanded; `undefined` where that takes more. */
  get plain(): string | undefined {
    if (this._plain === null) {
      this._plain = this.parameters === undefined && this.dynamic === undefined ? plainText(this.body) : undefined;
    }
    return this._plain;
  }

  /** The parameters whose arguments are expanded before they are put in, in the order in which that happens. */
  get expandedParameters(): readonly number[] {
    this._expandedParameters ??= expandedParameters(this.body, this.parameters?.length ?? 0, this.variadic);
    return this._expandedParameters;
  }
}

/** The text of a body that holds nothing that could be a macro, with a blank where white space is. */
function plainText(body: readonly Token[]): string | undefined {
  let text = '';
  for (const [index, token] of body.entries()) {
    if (token.kind === TokenKind.name || (token.flags & TokenFlag.pasteLeft) !== 0) return undefined;
    if (index > 0 && (token.flags & TokenFlag.white) !== 0) text += ' ';
    text += token.text;
  }
  return text;
}

/** The parameters that stand in a body without `#` and `##`, and the last one where `__VA_OPT__` asks for it. */
function expandedParameters(body: readonly Token[], count: number, variadic: boolean): readonly number[] {
  const found = new Set<number>();
  for (const [index, token] of body.entries()) {
    const beforePaste = (token.flags & (TokenFlag.pasteLeft | TokenFlag.stringify)) !== 0;
    const afterPaste = ((body[index - 1]?.flags ?? 0) & TokenFlag.pasteLeft) !== 0;
    if (token.kind === TokenKind.parameter && !beforePaste && !afterPaste) found.add(token.symbol);
    if (variadic && token.text === '__VA_OPT__') found.add(count - 1);
  }
  return [...found];
}
