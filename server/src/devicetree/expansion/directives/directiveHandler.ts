import { type Directive, directiveOfEvent } from '../files/lexedEvents.ts';
import { readDefinition, refuseName, sameDefinition } from '../macros/defineDirective.ts';
import { Macro } from '../macros/macro.ts';
import type { MacroEngine } from '../macros/macroEngine.ts';
import { isConditional } from '../tokens/directiveNames.ts';
import { type Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { PreprocessedUnit } from '../units/preprocessedUnit.ts';
import { obeyAssertion } from './assertion.ts';
import { evaluateCondition } from './conditionExpression.ts';
import { readCharacters } from './conditionNumber.ts';
import { directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';
import { obeyInclude } from './includeDirective.ts';
import { refusePoisonedLine } from './poisonedLine.ts';
import { obeyPragma } from './pragmaDirective.ts';
import type { PresumedPlace } from './presumedPlace.ts';

/** One open `#if`, `#ifdef` or `#ifndef` of a file. */
interface Condition {
  /** The directive that opened it, and the name of the one that began its present group. */
  readonly opened: Directive;
  group: string;
  /** Whether one of its groups was taken already. */
  taken: boolean;
  elseSeen: boolean;
}

/** Obeys the directives of one file (libcpp `directives.cc`). */
export class DirectiveHandler {
  private readonly _scope: FileScope;
  private readonly _presumed: PresumedPlace;
  private readonly _conditions: Condition[] = [];

  /** `presumed` is what `#line` changes. */
  constructor(scope: FileScope, presumed: PresumedPlace) {
    this._scope = scope;
    this._presumed = presumed;
  }

  /** Obeys a directive; answers the offset at which the text goes on: after its line, or after a group left out. */
  obey(directive: Directive): number {
    if (!isConditional(directive.name) && directive.name !== 'pragma') refusePoisonedLine(this._scope, directive);
    switch (directive.name) {
      case 'define':
        this._define(directive);
        break;
      case 'undef':
        this._undefine(directive);
        break;
      case 'include':
      case 'include_next':
      case 'import':
        obeyInclude(this._scope, directive, false);
        break;
      case 'error':
      case 'warning':
        this._say(directive, directive.name);
        break;
      case 'line':
        this._line(directive);
        break;
      case 'pragma':
        obeyPragma(this._scope, directive);
        break;
      case 'ident':
      case 'sccs':
        this._ident(directive);
        break;
      case 'assert':
      case 'unassert':
        obeyAssertion(this._scope, directive);
        break;
      case 'null':
        break;
      default:
        return this._conditional(directive);
    }
    return directive.end;
  }

  /**
   * Obeys a directive between the arguments of a macro; answers where reading goes on, or the file that was included:
   * its end ends the argument list, too.
   */
  obeyInArguments(directive: Directive): number | PreprocessedUnit {
    if (!INCLUDING.has(directive.name)) return this.obey(directive);
    return obeyInclude(this._scope, directive, true) ?? directive.end;
  }

  /** Reports what was not closed, innermost first (libcpp `_cpp_pop_buffer`). */
  finish(): void {
    for (const condition of this._conditions.reverse()) {
      this._refuse(condition.opened, 'conditional-not-closed', `unterminated #${condition.group}`);
    }
  }

  private _refuse(directive: Directive, id: string, message: string): void {
    this._scope.problem('error', id, message, directive.start, directive.bodyStart);
  }

  private _define(directive: Directive): void {
    const { symbols, clean, table, builder } = this._scope;
    let macro = directive.definition;
    if (macro === undefined) {
      macro = readDefinition(clean, symbols, directive.bodyStart, directive.end);
      directive.definition = macro;
      table.reserve(symbols.size);
    }
    if (!(macro instanceof Macro)) {
      const { id, message, at } = macro.refusal;
      this._scope.problem('error', id, message, at, Math.max(at, directive.end));
      return;
    }
    const earlier = table.get(macro.symbol);
    if (earlier === undefined) {
      this._scope.noteAbsent(macro.symbol);
    } else {
      this._scope.noteUse(earlier);
      if (!sameDefinition(earlier, macro)) {
        const span = clean.span(macro.nameStart, macro.bodyEnd);
        const before = earlier.predefined ? [] : [earlier.source.span(earlier.nameStart, earlier.bodyEnd)];
        builder.problem({
          id: 'macro-redefined',
          severity: 'warning',
          message: `"${macro.name}" redefined`,
          span,
          related: before.map((place) => ({ span: place, message: 'this is the location of the previous definition' })),
        });
      }
    }
    this._scope.define(macro.symbol, macro);
    builder.definitions.push(macro);
  }

  private _undefine(directive: Directive): void {
    const { table } = this._scope;
    const name = directiveTokens(this._scope, directive).next();
    const refusal = refuseName(name, 'undef');
    if (refusal !== undefined) {
      this._scope.problem('error', refusal.id, refusal.message, name.start, Math.max(name.end, directive.end));
      return;
    }
    const macro = table.get(name.symbol);
    if (macro?.predefined === true && macro.dynamic !== undefined) {
      this._scope.problem('warning', 'macro-undefined', `undefining "${name.text}"`, name.start, name.end);
    }
    this._scope.define(name.symbol, undefined);
  }

  private _say(directive: Directive, severity: 'error' | 'warning'): void {
    const tokens = directiveTokens(this._scope, directive);
    let text = `#${severity}`;
    for (let token = tokens.next(); token.kind !== TokenKind.end; token = tokens.next()) {
      text += (token.flags & TokenFlag.white) !== 0 ? ` ${token.text}` : token.text;
    }
    this._scope.problem(severity, `directive-${severity}`, text, directive.start, directive.end);
  }

  /** libcpp `do_line`: it changes what `__LINE__` and `__FILE__` give from the next line on. */
  private _line(directive: Directive): void {
    const engine = this._engine(directive);
    const number = engine.next();
    const digits = number.kind === TokenKind.number && /^[0-9]+$/.test(number.text) ? number.text : undefined;
    if (digits === undefined) {
      const message =
        number.kind === TokenKind.end
          ? 'unexpected end of file after #line'
          : `"${number.text}" after #line is not a positive integer`;
      this._refuse(directive, 'line-invalid', message);
      return;
    }
    const name = engine.next();
    const isName = name.kind === TokenKind.string && name.text.startsWith('"');
    if (!isName && name.kind !== TokenKind.end) {
      this._refuse(directive, 'line-invalid', `invalid filename "${name.text}" in #line directive`);
      return;
    }
    if (isName) {
      const file = readCharacters(name.text.slice(1, -1));
      if (typeof file === 'string') this._refuse(directive, 'line-invalid', file);
      else this._presumed.file = cString(file);
    }
    // gcc keeps lines in 32 bits.
    this._presumed.renumber(directive.end, Number(BigInt.asUintN(32, BigInt(digits))));
  }

  private _ident(directive: Directive): void {
    const tokens = this._engine(directive);
    if (tokens.next().kind === TokenKind.string) return;
    this._refuse(directive, 'ident-invalid', `invalid #${directive.name} directive`);
  }

  private _engine(directive: Directive): MacroEngine {
    return this._scope.engine(directiveTokens(this._scope, directive));
  }

  private _conditional(directive: Directive): number {
    if (isOpening(directive.name)) {
      const taken = this._holds(directive);
      this._conditions.push({ opened: directive, group: directive.name, taken, elseSeen: false });
      return taken ? directive.end : this._skipFrom(directive);
    }
    const condition = this._conditions.at(-1);
    if (condition === undefined) {
      this._refuse(directive, 'conditional-without-if', `#${directive.name} without #if`);
      return directive.end;
    }
    if (directive.name === 'endif') {
      refusePoisonedLine(this._scope, directive);
      this._conditions.pop();
      return directive.end;
    }
    this._nextGroup(condition, directive);
    return this._skipFrom(directive);
  }

  /** Leaves out groups from a directive on, up to one that is taken or the end of the condition. */
  private _skipFrom(from: Directive): number {
    const { directives } = this._scope.lexed;
    /** For each condition that the groups left out open: whether its `#else` was there. */
    const nested: boolean[] = [];
    const condition = this._conditions.at(-1);
    for (let index = this._indexOf(from) + 1; index < directives.length; index++) {
      const directive = directives[index];
      if (directive === undefined || condition === undefined) break;
      if (!isConditional(directive.name)) continue;
      if (isOpening(directive.name)) {
        nested.push(false);
      } else if (directive.name === 'endif') {
        if (nested.pop() !== undefined) continue;
        refusePoisonedLine(this._scope, directive);
        this._conditions.pop();
        return directive.end;
      } else if (nested.length > 0) {
        if (nested.at(-1) === true) this._refuseAfterElse(directive);
        if (directive.name === 'else') nested[nested.length - 1] = true;
      } else if (this._nextGroup(condition, directive)) {
        return directive.end;
      }
    }
    return this._scope.clean.text.length;
  }

  private _refuseAfterElse(directive: Directive): void {
    this._refuse(directive, 'conditional-after-else', `#${directive.name} after #else`);
  }

  private _indexOf(directive: Directive): number {
    const value = this._scope.lexed.values[directive.event] ?? -1;
    return directiveOfEvent(value);
  }

  /** Goes on to the group that `#else` or an `#elif` begins; whether it is taken. */
  private _nextGroup(condition: Condition, directive: Directive): boolean {
    if (condition.elseSeen) this._refuseAfterElse(directive);
    condition.group = directive.name;
    if (directive.name === 'else') {
      condition.elseSeen = true;
      if (condition.taken) return false;
      condition.taken = true;
      refusePoisonedLine(this._scope, directive);
      return true;
    }
    if (condition.taken || condition.elseSeen) return false;
    condition.taken = this._holds(directive);
    return condition.taken;
  }

  private _holds(directive: Directive): boolean {
    refusePoisonedLine(this._scope, directive);
    switch (directive.name) {
      case 'ifdef':
      case 'elifdef':
        return this._isDefined(directive) === true;
      case 'ifndef':
      case 'elifndef':
        return this._isDefined(directive) === false;
      default:
        return evaluateCondition(this._scope, this._engine(directive), directive);
    }
  }

  /** Whether the macro that a directive names is defined; `undefined` where it names none. */
  private _isDefined(directive: Directive): boolean | undefined {
    const name: Token = directiveTokens(this._scope, directive).next();
    const refusal = refuseName(name, directive.name);
    if (refusal !== undefined) {
      this._scope.problem('error', refusal.id, refusal.message, name.start, Math.max(name.end, directive.end));
      return undefined;
    }
    return this._scope.asksDefined(name.symbol);
  }
}

const INCLUDING: ReadonlySet<string> = new Set(['include', 'include_next', 'import']);

function isOpening(name: Directive['name']): boolean {
  return name === 'if' || name === 'ifdef' || name === 'ifndef';
}

/** Bytes up to the first NUL, as libcpp takes a name. */
function cString(bytes: readonly number[]): string {
  const end = bytes.indexOf(0);
  const kept = end < 0 ? bytes : bytes.slice(0, end);
  return kept.map((byte) => String.fromCharCode(byte)).join('');
}
