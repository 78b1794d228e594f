import { type Directive, directiveOfEvent } from '../files/lexedFile.ts';
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
  readonly #scope: FileScope;
  readonly #presumed: PresumedPlace;
  readonly #conditions: Condition[] = [];

  /** `presumed` is what `#line` changes. */
  constructor(scope: FileScope, presumed: PresumedPlace) {
    this.#scope = scope;
    this.#presumed = presumed;
  }

  /** Obeys a directive; answers the offset at which the text goes on: after its line, or after a group left out. */
  obey(directive: Directive): number {
    if (!isConditional(directive.name) && directive.name !== 'pragma') refusePoisonedLine(this.#scope, directive);
    switch (directive.name) {
      case 'define':
        this.#define(directive);
        break;
      case 'undef':
        this.#undefine(directive);
        break;
      case 'include':
      case 'include_next':
      case 'import':
        obeyInclude(this.#scope, directive, false);
        break;
      case 'error':
      case 'warning':
        this.#say(directive, directive.name);
        break;
      case 'line':
        this.#line(directive);
        break;
      case 'pragma':
        obeyPragma(this.#scope, directive);
        break;
      case 'ident':
      case 'sccs':
        this.#ident(directive);
        break;
      case 'assert':
      case 'unassert':
        obeyAssertion(this.#scope, directive);
        break;
      case 'null':
        break;
      default:
        return this.#conditional(directive);
    }
    return directive.end;
  }

  /**
   * Obeys a directive between the arguments of a macro; answers where reading goes on, or the file that was included:
   * its end ends the argument list, too.
   */
  obeyInArguments(directive: Directive): number | PreprocessedUnit {
    if (!INCLUDING.has(directive.name)) return this.obey(directive);
    return obeyInclude(this.#scope, directive, true) ?? directive.end;
  }

  /** Reports what was not closed, innermost first (libcpp `_cpp_pop_buffer`). */
  finish(): void {
    for (const condition of this.#conditions.reverse()) {
      this.#refuse(condition.opened, 'conditional-not-closed', `unterminated #${condition.group}`);
    }
  }

  #refuse(directive: Directive, id: string, message: string): void {
    this.#scope.problem('error', id, message, directive.start, directive.bodyStart);
  }

  #define(directive: Directive): void {
    const { symbols, clean, table, builder } = this.#scope;
    let macro = directive.definition;
    if (macro === undefined) {
      macro = readDefinition(clean, symbols, directive.bodyStart, directive.end);
      directive.definition = macro;
      table.reserve(symbols.size);
    }
    if (!(macro instanceof Macro)) {
      const { id, message, at } = macro.refusal;
      this.#scope.problem('error', id, message, at, Math.max(at, directive.end));
      return;
    }
    const earlier = table.get(macro.symbol);
    if (earlier === undefined) {
      this.#scope.noteAbsent(macro.symbol);
    } else {
      this.#scope.noteUse(earlier);
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
    this.#scope.define(macro.symbol, macro);
    builder.definitions.push(macro);
  }

  #undefine(directive: Directive): void {
    const { table } = this.#scope;
    const name = directiveTokens(this.#scope, directive).next();
    const refusal = refuseName(name, 'undef');
    if (refusal !== undefined) {
      this.#scope.problem('error', refusal.id, refusal.message, name.start, Math.max(name.end, directive.end));
      return;
    }
    const macro = table.get(name.symbol);
    if (macro?.predefined === true && macro.dynamic !== undefined) {
      this.#scope.problem('warning', 'macro-undefined', `undefining "${name.text}"`, name.start, name.end);
    }
    this.#scope.define(name.symbol, undefined);
  }

  #say(directive: Directive, severity: 'error' | 'warning'): void {
    const tokens = directiveTokens(this.#scope, directive);
    let text = `#${severity}`;
    for (let token = tokens.next(); token.kind !== TokenKind.end; token = tokens.next()) {
      text += (token.flags & TokenFlag.white) !== 0 ? ` ${token.text}` : token.text;
    }
    this.#scope.problem(severity, `directive-${severity}`, text, directive.start, directive.end);
  }

  /** libcpp `do_line`: it changes what `__LINE__` and `__FILE__` give from the next line on. */
  #line(directive: Directive): void {
    const engine = this.#engine(directive);
    const number = engine.next();
    const digits = number.kind === TokenKind.number && /^[0-9]+$/.test(number.text) ? number.text : undefined;
    if (digits === undefined) {
      const message =
        number.kind === TokenKind.end
          ? 'unexpected end of file after #line'
          : `"${number.text}" after #line is not a positive integer`;
      this.#refuse(directive, 'line-invalid', message);
      return;
    }
    const name = engine.next();
    const isName = name.kind === TokenKind.string && name.text.startsWith('"');
    if (!isName && name.kind !== TokenKind.end) {
      this.#refuse(directive, 'line-invalid', `invalid filename "${name.text}" in #line directive`);
      return;
    }
    if (isName) {
      const file = readCharacters(name.text.slice(1, -1));
      if (typeof file === 'string') this.#refuse(directive, 'line-invalid', file);
      else this.#presumed.file = file.map((byte) => String.fromCharCode(byte)).join('');
    }
    // gcc keeps lines in 32 bits.
    this.#presumed.renumber(directive.end, Number(BigInt.asUintN(32, BigInt(digits))));
  }

  #ident(directive: Directive): void {
    const tokens = this.#engine(directive);
    if (tokens.next().kind === TokenKind.string) return;
    this.#refuse(directive, 'ident-invalid', `invalid #${directive.name} directive`);
  }

  #engine(directive: Directive): MacroEngine {
    return this.#scope.engine(directiveTokens(this.#scope, directive));
  }

  #conditional(directive: Directive): number {
    if (isOpening(directive.name)) {
      const taken = this.#holds(directive);
      this.#conditions.push({ opened: directive, group: directive.name, taken, elseSeen: false });
      return taken ? directive.end : this.#skipFrom(directive);
    }
    const condition = this.#conditions.at(-1);
    if (condition === undefined) {
      this.#refuse(directive, 'conditional-without-if', `#${directive.name} without #if`);
      return directive.end;
    }
    if (directive.name === 'endif') {
      refusePoisonedLine(this.#scope, directive);
      this.#conditions.pop();
      return directive.end;
    }
    this.#nextGroup(condition, directive);
    return this.#skipFrom(directive);
  }

  /** Leaves out groups from a directive on, up to one that is taken or the end of the condition. */
  #skipFrom(from: Directive): number {
    const { directives } = this.#scope.lexed;
    /** For each condition that the groups left out open: whether its `#else` was there. */
    const nested: boolean[] = [];
    const condition = this.#conditions.at(-1);
    for (let index = this.#indexOf(from) + 1; index < directives.length; index++) {
      const directive = directives[index];
      if (directive === undefined || condition === undefined) break;
      if (!isConditional(directive.name)) continue;
      if (isOpening(directive.name)) {
        nested.push(false);
      } else if (directive.name === 'endif') {
        if (nested.pop() !== undefined) continue;
        refusePoisonedLine(this.#scope, directive);
        this.#conditions.pop();
        return directive.end;
      } else if (nested.length > 0) {
        if (nested.at(-1) === true) this.#refuseAfterElse(directive);
        if (directive.name === 'else') nested[nested.length - 1] = true;
      } else if (this.#nextGroup(condition, directive)) {
        return directive.end;
      }
    }
    return this.#scope.clean.text.length;
  }

  #refuseAfterElse(directive: Directive): void {
    this.#refuse(directive, 'conditional-after-else', `#${directive.name} after #else`);
  }

  #indexOf(directive: Directive): number {
    const value = this.#scope.lexed.values[directive.event] ?? -1;
    return directiveOfEvent(value);
  }

  /** Goes on to the group that `#else` or an `#elif` begins; whether it is taken. */
  #nextGroup(condition: Condition, directive: Directive): boolean {
    if (condition.elseSeen) this.#refuseAfterElse(directive);
    condition.group = directive.name;
    if (directive.name === 'else') {
      condition.elseSeen = true;
      if (condition.taken) return false;
      condition.taken = true;
      refusePoisonedLine(this.#scope, directive);
      return true;
    }
    if (condition.taken || condition.elseSeen) return false;
    condition.taken = this.#holds(directive);
    return condition.taken;
  }

  #holds(directive: Directive): boolean {
    refusePoisonedLine(this.#scope, directive);
    switch (directive.name) {
      case 'ifdef':
      case 'elifdef':
        return this.#isDefined(directive) === true;
      case 'ifndef':
      case 'elifndef':
        return this.#isDefined(directive) === false;
      default:
        return evaluateCondition(this.#scope, this.#engine(directive), directive);
    }
  }

  /** Whether the macro that a directive names is defined; `undefined` where it names none. */
  #isDefined(directive: Directive): boolean | undefined {
    const name: Token = directiveTokens(this.#scope, directive).next();
    const refusal = refuseName(name, directive.name);
    if (refusal !== undefined) {
      this.#scope.problem('error', refusal.id, refusal.message, name.start, Math.max(name.end, directive.end));
      return undefined;
    }
    return this.#scope.asksDefined(name.symbol);
  }
}

const INCLUDING: ReadonlySet<string> = new Set(['include', 'include_next', 'import']);

function isOpening(name: Directive['name']): boolean {
  return name === 'if' || name === 'ifdef' || name === 'ifndef';
}
