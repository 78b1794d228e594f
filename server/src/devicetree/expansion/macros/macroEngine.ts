import { MacroUse } from '../tokens/macroUse.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { AVOID_PASTE, heldPaddingYields, padding, Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { DynamicMacro, Macro } from './macro.ts';
import { type ArgumentList, collectArguments } from './macroArguments.ts';
import { costOf, stringCost } from './macroCost.ts';
import type { MacroTable } from './macroTable.ts';
import { pasteTokens } from './paste.ts';
import { substitute } from './substitution.ts';

/** Where the tokens come from that stand in no macro: a file's text, or the line of a directive. */
export interface TokenBase {
  /** Whether it is a directive's line: then no padding is made (libcpp `state.in_directive`). */
  readonly inDirective: boolean;
  /** The token that was read last, where gcc reports what is wrong with a call. */
  readonly lastRead: Token | undefined;
  next(): Token;
  /** The next token if it is an opening parenthesis; else nothing is read. */
  takeOpenParenthesis(): Token | undefined;
  /** A token as one of a macro's arguments; here directives are obeyed on the way (C11 6.10.3p11 leaves it open). */
  nextInArguments(): Token;
}

/** What the engine asks and reports. */
export interface EngineHost {
  readonly symbols: SymbolTable;
  readonly table: MacroTable;
  /** Notes that the result depends on a name not being a macro. */
  noteAbsent(symbol: number): void;
  /** Notes that the result depends on a macro's definition. */
  noteUse(macro: Macro): void;
  /** The value of a predefined macro here, as a token's text, empty for the end of a line; `undefined` leaves the name as it is. */
  dynamicValue(name: DynamicMacro, token: Token, engine: MacroEngine): string | undefined;
  error(id: string, message: string, at: Token): void;
  /** Reports a token that was made although its name is poisoned. */
  refusePoisoned(token: Token): void;
  /** Arguments that do not fit; `last` is the token of the base that was read last. */
  callError(message: string, macro: Macro, name: Token, last: Token | undefined): void;
  /** Takes some steps off the budget; false when it is used up, and macros are no longer expanded. */
  spend(steps: number): boolean;
}

/** A list of tokens being read: a macro's replacement, an argument, or a pasted token. */
interface Context {
  readonly tokens: readonly Token[];
  index: number;
  /** The macro that may be used again when the list is read to its end; -1 for none. */
  readonly symbol: number;
}

/** A call whose arguments are being expanded one after the other. */
interface Call {
  readonly name: Token;
  readonly macro: Macro;
  readonly use: MacroUse;
  readonly list: ArgumentList;
  /** Which of `macro.expandedParameters` is being expanded. */
  index: number;
  output: Token[];
  /** How many contexts there were when its argument began. */
  depth: number;
}

/**
 * Expands macros (C11 6.10.3) token by token, in the order and with the white space of libcpp's `cpp_get_token`.
 * What would be recursion there is a stack of calls here, so that no input overflows anything.
 */
export class MacroEngine {
  readonly host: EngineHost;
  readonly base: TokenBase;
  private readonly _contexts: Context[] = [];
  private readonly _calls: Call[] = [];
  private readonly _disabled = new Set<number>();
  private readonly _serial: { next: number };
  /** Whether padding is put around arguments although this is a directive (libcpp `directive_wants_padding`). */
  paddingInDirective = false;
  /** Whether the value of what is read does not count, as on the right of `0 &&` (libcpp `state.skip_eval`). */
  skipsOperand = false;

  constructor(host: EngineHost, base: TokenBase, serial: { next: number }) {
    this.host = host;
    this.base = base;
    this._serial = serial;
  }

  /** Whether nothing is left of the macros read so far, and the next token comes from the base. */
  get idle(): boolean {
    return this._contexts.length === 0 && this._calls.length === 0;
  }

  /** The next token after expansion. Outside directives some are padding. */
  next(): Token {
    for (;;) {
      let token = this._advance(true);
      if (token === undefined) continue;
      if (token.kind === TokenKind.end && this._calls.length > 0) token = this._endArgument();
      else if (token.kind === TokenKind.name) token = this._name(token);
      if (token === undefined) continue;
      const call = this._calls.at(-1);
      if (call === undefined) return token;
      call.output.push(token);
    }
  }

  /** Whether what is read becomes an argument of a call. */
  get inArgument(): boolean {
    return this._calls.length > 0;
  }

  /** Forgets everything that is not yet read: an expansion that is too large ends here. */
  abandon(): void {
    this._contexts.length = 0;
    this._calls.length = 0;
    this._disabled.clear();
  }

  /** The place that the uses around a token lead back to, up to the call whose arguments are being expanded. */
  expansionPoint(token: Token): number {
    let start = token.start;
    let { use } = token;
    while (use !== undefined && !this._calls.some((call) => call.use === use)) {
      start = use.start;
      use = use.parent;
    }
    return start;
  }

  /** Begins the expansion of a name that was read outside, as if the base had given it; its tokens come from `next`. */
  begin(name: Token): Token | undefined {
    return this._name(name);
  }

  /** A token without expansion, for the arguments of a call. Padding may come; `end` comes again and again. */
  nextUnexpanded(): Token {
    for (;;) {
      const token = this._advance(false);
      if (token === undefined) continue;
      if (token.kind === TokenKind.name && this._disabled.has(token.symbol)) {
        return token.withFlags(token.flags | TokenFlag.painted);
      }
      return token;
    }
  }

  /** The next token of the innermost list; `undefined` where a list ended and nobody needs to know. */
  private _advance(expanding: boolean): Token | undefined {
    const context = this._contexts.at(-1);
    if (context === undefined) return expanding ? this.base.next() : this.base.nextInArguments();
    // An element beyond the end of a list would be looked for among its properties.
    const token = context.index < context.tokens.length ? context.tokens[context.index] : undefined;
    if (token === undefined) {
      this._pop();
      return this.base.inDirective ? undefined : AVOID_PASTE;
    }
    if (token.kind === TokenKind.end) return token;
    context.index++;
    if ((token.flags & TokenFlag.pasteLeft) === 0) return token;
    this._paste(token, context);
    return this.base.inDirective ? undefined : padding(token);
  }

  private _pop(): void {
    const context = this._contexts.pop();
    if (context !== undefined && context.symbol >= 0) this._disabled.delete(context.symbol);
  }

  private _push(tokens: readonly Token[], symbol: number): void {
    if (symbol >= 0) this._disabled.add(symbol);
    this._contexts.push({ tokens, index: 0, symbol });
  }

  /** libcpp `paste_all_tokens`. */
  private _paste(first: Token, context: Context): void {
    let left = first;
    for (;;) {
      const right = context.tokens[context.index];
      if (right === undefined || right.kind === TokenKind.end) break;
      context.index++;
      if (right.kind === TokenKind.padding) break;
      const isAffordable = this.host.spend(costOf(left) + costOf(right));
      const pasted = isAffordable ? pasteTokens(left, right, this.host.symbols) : undefined;
      if (pasted === undefined) {
        context.index--;
        break;
      }
      left = pasted;
      if ((right.flags & TokenFlag.pasteLeft) === 0) break;
    }
    this.host.table.reserve(this.host.symbols.size);
    if (left !== first) this.host.refusePoisoned(left);
    this._push([left.withFlags(left.flags & ~TokenFlag.pasteLeft)], -1);
  }

  /** Expands a name; answers the token to hand on, or `undefined` where what follows is in the contexts. */
  private _name(token: Token): Token | undefined {
    if ((token.flags & TokenFlag.painted) !== 0) return token;
    const macro = this.host.table.get(token.symbol);
    if (macro === undefined) {
      this.host.noteAbsent(token.symbol);
      return token;
    }
    this.host.noteUse(macro);
    if (this._disabled.has(token.symbol)) return token.withFlags(token.flags | TokenFlag.painted);
    if (!this.host.spend(macro.body.length + 1)) return token;
    if (macro.dynamic !== undefined) return this._dynamic(macro, macro.dynamic, token);
    if (macro.parameters === undefined) {
      const use = this._use(macro, token);
      this._push(
        macro.body.map((part) => part.within(use, -1)),
        token.symbol,
      );
      return this._begun(token);
    }
    return this._call(macro, token);
  }

  /** libcpp returns padding for the name that was replaced, and nothing in directives. */
  private _begun(name: Token): Token | undefined {
    return this.base.inDirective ? undefined : padding(name);
  }

  private _use(macro: Macro, name: Token): MacroUse {
    const call = this._calls.at(-1)?.use;
    const parent = call !== undefined && (name.use === undefined || name.use.serial < call.serial) ? call : name.use;
    return new MacroUse(macro, name.source, name.start, name.end, parent, this._serial.next++);
  }

  private _dynamic(macro: Macro, dynamic: DynamicMacro, name: Token): Token | undefined {
    const value = this.host.dynamicValue(dynamic, name, this);
    if (value === undefined) return name;
    if (value === '') return new Token(TokenKind.other, 0, '\n', -1, name.source, name.start, name.end, name.use);
    const kind = value.startsWith('"') ? TokenKind.string : TokenKind.number;
    const use = this._use(macro, name);
    this._push([new Token(kind, 0, value, -1, name.source, name.start, name.end, use)], -1);
    return this._begun(name);
  }

  /** libcpp `funlike_invocation_p`: a function-like macro's name is a use only where a parenthesis follows. */
  private _call(macro: Macro, name: Token): Token | undefined {
    if (!this._openParenthesisFollows()) return name;
    const read = collectArguments(this, macro);
    if (read.list === undefined) {
      this.host.callError(read.message, macro, name, this.base.lastRead);
      return name;
    }
    const use = this._use(macro, name);
    if (read.last.source === name.source && read.last.end > use.end) use.end = read.last.end;
    this._calls.push({ name, macro, use, list: read.list, index: -1, output: [], depth: 0 });
    return this._nextArgument();
  }

  private _openParenthesisFollows(): boolean {
    let held: Token | undefined;
    for (;;) {
      const context = this._contexts.at(-1);
      if (context === undefined) {
        if (this.base.takeOpenParenthesis() !== undefined) return true;
        break;
      }
      const token = this._advance(false);
      if (token === undefined) continue;
      if (token.kind === TokenKind.padding) {
        if (heldPaddingYields(held, token)) held = token;
        continue;
      }
      if (token.is('(')) return true;
      if (token.kind !== TokenKind.end) this._backUp();
      break;
    }
    if (held !== undefined) this._push([held], -1);
    return false;
  }

  private _backUp(): void {
    const context = this._contexts.at(-1);
    if (context !== undefined) context.index--;
  }

  /** Goes on to the next argument that has to be expanded; after the last the replacement is put together. */
  private _nextArgument(): Token | undefined {
    const call = this._calls.at(-1);
    if (call === undefined) return undefined;
    for (;;) {
      call.index++;
      const parameter = call.macro.expandedParameters[call.index];
      if (parameter === undefined) return this._replace(call);
      const argument = call.list[parameter];
      if (argument === undefined) continue;
      if (!this._needsExpansion(argument.tokens)) {
        argument.expanded = argument.tokens;
        continue;
      }
      const last = argument.tokens.at(-1) ?? call.name;
      const end = new Token(TokenKind.end, 0, '', -1, last.source, last.end, last.end);
      this._push([...argument.tokens, end], -1);
      call.output = [];
      call.depth = this._contexts.length;
      return undefined;
    }
  }

  private _needsExpansion(tokens: readonly Token[]): boolean {
    let needed = false;
    for (const token of tokens) {
      if (token.kind !== TokenKind.name || (token.flags & TokenFlag.painted) !== 0) continue;
      if (this.host.table.get(token.symbol) === undefined) this.host.noteAbsent(token.symbol);
      else needed = true;
    }
    return needed;
  }

  private _endArgument(): Token | undefined {
    const call = this._calls.at(-1);
    if (call === undefined) return undefined;
    const parameter = call.macro.expandedParameters[call.index];
    const argument = parameter === undefined ? undefined : call.list[parameter];
    if (argument !== undefined) argument.expanded = call.output;
    while (this._contexts.length >= call.depth) this._pop();
    return this._nextArgument();
  }

  private _replace(call: Call): Token | undefined {
    this._calls.pop();
    const wantsPadding = !this.base.inDirective || this.paddingInDirective;
    if (!this.host.spend(stringCost(call.macro, call.list))) return call.name;
    const tokens = substitute(call.macro, call.use, call.list, {
      symbols: this.host.symbols,
      leftPadding: wantsPadding,
      rightPadding: !this.base.inDirective,
    });
    this.host.spend(tokens.length);
    this._push(tokens, call.name.symbol);
    return this._begun(call.name);
  }
}
