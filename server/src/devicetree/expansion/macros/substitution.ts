import type { MacroUse } from '../tokens/macroUse.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { AVOID_PASTE, padding, Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { Macro } from './macro.ts';
import type { ArgumentList, MacroArgument } from './macroArguments.ts';
import { pasteTokens, stringify } from './paste.ts';

/** How arguments are put into a body. */
export interface SubstitutionRules {
  readonly symbols: SymbolTable;
  /** Whether padding is put before an argument, and after it. */
  readonly leftPadding: boolean;
  readonly rightPadding: boolean;
}

/**
 * The body of a function-like macro with its arguments in place (C11 6.10.3.1 to 6.10.3.3, and the GNU comma before a
 * variable argument that was left out; libcpp `replace_args`). Every token knows the use and the argument it is from.
 */
export function substitute(
  macro: Macro,
  use: MacroUse,
  list: ArgumentList,
  rules: SubstitutionRules,
): readonly Token[] {
  return new Substitution(macro, use, list, rules).run();
}

class Substitution {
  private readonly _macro: Macro;
  private readonly _use: MacroUse;
  private readonly _list: ArgumentList;
  private readonly _rules: SubstitutionRules;
  private readonly _output: Token[] = [];
  /** Inside `__VA_OPT__(…)`: how deep its parentheses are, where its output began, and whether it is kept. */
  private _optionalDepth = 0;
  private _optionalStart = -1;
  private _optionalKept = true;
  private _optionalStringified = false;

  constructor(macro: Macro, use: MacroUse, list: ArgumentList, rules: SubstitutionRules) {
    this._macro = macro;
    this._use = use;
    this._list = list;
    this._rules = rules;
  }

  run(): readonly Token[] {
    const body = this._macro.body;
    for (let index = 0; index < body.length; index++) {
      const token = body[index];
      if (token === undefined) break;
      if (this._macro.variadic && this._optional(token, index)) continue;
      if (token.kind === TokenKind.parameter) this._argument(token, index);
      else this._output.push(token.within(this._use, -1));
    }
    return this._output;
  }

  private _pastesLeftOf(index: number): boolean {
    return ((this._macro.body[index - 1]?.flags ?? 0) & TokenFlag.pasteLeft) !== 0;
  }

  /** Whether the output ends where the group of `__VA_OPT__` began. */
  private get _atOptionalStart(): boolean {
    return this._optionalStart > 0 && this._output.length === this._optionalStart;
  }

  private _argument(place: Token, index: number): void {
    const argument = this._list[place.symbol];
    if (argument === undefined) return;
    const pastedLeft = this._pastesLeftOf(index);
    let tokens: readonly Token[];
    let flagAt = -1;
    if ((place.flags & TokenFlag.stringify) !== 0) {
      tokens = [this._string(stringify(argument.tokens), place)];
    } else if ((place.flags & TokenFlag.pasteLeft) !== 0) {
      tokens = argument.tokens;
    } else if (pastedLeft) {
      tokens = argument.tokens;
      flagAt = this._pasteOnto(argument, place);
    } else {
      tokens = argument.expanded ?? argument.tokens;
      if (this._atOptionalStart) tokens = withoutLeadingPadding(tokens);
    }
    if (this._rules.leftPadding && index > 0 && !pastedLeft && !this._atOptionalStart) {
      this._output.push(padding(place));
    }
    for (const token of tokens) this._output.push(this._given(token, place));
    if (tokens.length > 0 && (place.flags & TokenFlag.pasteLeft) !== 0) flagAt = this._output.length - 1;
    if (this._rules.rightPadding && (place.flags & TokenFlag.pasteLeft) === 0) this._output.push(AVOID_PASTE);
    if (flagAt >= 0) this._copyPasteFlag(flagAt, place.flags);
  }

  /** After `##`: answers which token of the output has to take over the parameter's paste flag, -1 for none. */
  private _pasteOnto(argument: MacroArgument, place: Token): number {
    const last = this._output.at(-1);
    if (last === undefined) return -1;
    const isRest = this._macro.variadic && place.symbol === this._list.length - 1;
    if (last.is(',') && isRest) {
      if (!argument.leftOut) return this._output.length - 1;
      this._output.pop();
      return -1;
    }
    return argument.tokens.length === 0 ? this._output.length - 1 : -1;
  }

  /** libcpp `copy_paste_flag`. */
  private _copyPasteFlag(index: number, flags: number): void {
    const token = this._output[index];
    if (token === undefined) return;
    const others = token.flags & ~TokenFlag.pasteLeft;
    this._output[index] = token.withFlags(others | (flags & TokenFlag.pasteLeft));
  }

  /**
   * A token of an argument. It is now there because of this use, unless a macro in the argument made it, or one in an
   * argument of the uses around: then that one stays its origin.
   */
  private _given(token: Token, place: Token): Token {
    if (token.kind === TokenKind.padding || token.use === this._use) return token;
    return token.use === undefined || isWithin(this._use, token.use) ? token.within(this._use, place.symbol) : token;
  }

  private _string(text: string, place: Token): Token {
    const flags = place.flags & ~(TokenFlag.stringify | TokenFlag.pasteLeft);
    return new Token(TokenKind.string, flags, text, -1, place.source, place.start, place.end, this._use, place.symbol);
  }

  /** Handles what belongs to `__VA_OPT__` (libcpp `vaopt_state`); true where the token is used up. */
  private _optional(token: Token, index: number): boolean {
    if (this._optionalDepth === 0) {
      if (token.kind !== TokenKind.name || token.text !== '__VA_OPT__') return false;
      if (index > 0 && !this._pastesLeftOf(index)) this._output.push(padding(token));
      this._optionalDepth = 1;
      this._optionalStart = this._output.length;
      this._optionalStringified = (token.flags & TokenFlag.stringify) !== 0;
      const rest = this._list.at(-1);
      this._optionalKept = (rest?.expanded ?? rest?.tokens ?? []).some((part) => part.kind !== TokenKind.padding);
      return true;
    }
    if (this._optionalDepth === 1) {
      this._optionalDepth = 2;
      return true;
    }
    if (token.is('(')) this._optionalDepth++;
    if (token.is(')') && --this._optionalDepth === 1) {
      this._optionalDepth = 0;
      this._endOptional(token);
      return true;
    }
    return !this._optionalKept;
  }

  private _endOptional(close: Token): void {
    const start = this._optionalStart;
    this._optionalStart = -1;
    const output = this._output;
    if (this._optionalStringified) {
      const tokens = this._pasteAll(output.splice(start));
      output.push(this._string(stringify(tokens), close).withFlags(close.flags & ~TokenFlag.stringify));
      return;
    }
    const before = output[start - 1];
    if (output.length === start && before !== undefined && (before.flags & TokenFlag.pasteLeft) !== 0) {
      this._copyPasteFlag(start - 1, 0);
    }
    if ((close.flags & TokenFlag.pasteLeft) === 0) {
      output.push(AVOID_PASTE);
      return;
    }
    while (output.length > start && output.at(-1) === AVOID_PASTE) output.pop();
    const last = output.at(-1);
    if (last !== undefined && last.kind !== TokenKind.padding) this._copyPasteFlag(output.length - 1, close.flags);
  }

  private _pasteAll(tokens: readonly Token[]): readonly Token[] {
    const pasted: Token[] = [];
    let joining = false;
    for (const token of tokens) {
      const left = pasted.at(-1);
      const whole = joining && left !== undefined ? pasteTokens(left, token, this._rules.symbols) : undefined;
      if (whole === undefined) pasted.push(token);
      else pasted[pasted.length - 1] = whole;
      joining = (token.flags & TokenFlag.pasteLeft) !== 0;
    }
    return pasted;
  }
}

function withoutLeadingPadding(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex((token) => token.kind !== TokenKind.padding);
  return first <= 0 ? tokens : tokens.slice(first);
}

/** How many uses around a use are looked at; origins deeper down stay what they were. */
const NEAR = 32;

/** Whether a use stands in the body or an argument of another, at some depth. */
function isWithin(use: MacroUse, outer: MacroUse): boolean {
  let around = use.parent;
  for (let count = 0; count < NEAR && around !== undefined; count++) {
    if (around === outer) return true;
    around = around.parent;
  }
  return false;
}
