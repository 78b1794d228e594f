import type { ProblemSeverity } from '../../text/problem.ts';
import { CHARACTER_CLASSES, CharacterClass, OPEN_PAREN, SLASH, STAR } from './characters.ts';
import type { CleanText } from './cleanText.ts';
import { DirectiveHandler } from './directiveHandler.ts';
import { obeyDtcIncludes } from './dtcIncludes.ts';
import { dynamicValue } from './dynamicMacros.ts';
import type { IncludeKind } from './expandedUnit.ts';
import { folderOf } from './includeSearch.ts';
import { type Directive, directiveOfEvent, GAP, type LexedFile } from './lexedFile.ts';
import { Limits } from './limits.ts';
import type { DynamicMacro, Macro } from './macro.ts';
import { type EngineHost, MacroEngine, type TokenBase } from './macroEngine.ts';
import { MacroUse } from './macroUse.ts';
import type { UnitParts } from './preprocessedUnit.ts';
import type { FilePlace, Session } from './session.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';
import { TokenPrinter } from './tokenPrinter.ts';
import { TokenReader } from './tokenReader.ts';
import type { Segment, Trace, TraceStep } from './trace.ts';
import { UnitBuilder } from './unitBuilder.ts';

/** What an expansion of one file came to; without a trace it must be done again the next time. */
export interface FileResult {
  readonly parts: UnitParts;
  readonly trace: Omit<Trace, 'unit'> | undefined;
}

/** Expands one file at one place of the chain of includes. */
export class FileExpansion implements EngineHost {
  readonly session: Session;
  readonly place: FilePlace;
  readonly lexed: LexedFile;
  readonly clean: CleanText;
  readonly folder: string;
  readonly builder: UnitBuilder;
  readonly #printer: TokenPrinter;
  readonly directives: DirectiveHandler;
  readonly #segments: Segment[] = [];
  readonly #steps: TraceStep[] = [];
  /** Whether another expansion with the same macros might go another way, so that this one must not be kept. */
  impure = false;
  once = false;
  usesLevel = false;
  usesBasePath = false;
  /** Where the text that is not yet copied begins. */
  #from = 0;
  /** Where the last macro use, comment or directive ended: a token begins there at the earliest. */
  #boundary = 0;
  /** The event that is next. */
  #event = 0;
  /** Where the last macro use ended whose last token may still touch what follows; -1 for none. */
  #touching = -1;
  /** The macro in the file's own text that is being expanded: where its name stands, and whether it is function-like. */
  topStart = 0;
  topIsFunction = false;
  #useSteps = 0;
  #overspent = false;
  #textEngine: { readonly base: FileTokens; readonly engine: MacroEngine } | undefined;

  constructor(session: Session, place: FilePlace) {
    this.session = session;
    this.place = place;
    this.lexed = session.lexed(place.file);
    this.clean = this.lexed.clean;
    this.folder = folderOf(place.path);
    this.builder = new UnitBuilder(this.clean);
    this.#printer = new TokenPrinter(this.builder);
    this.directives = new DirectiveHandler(this);
  }

  get symbols() {
    return this.session.shared.symbols;
  }

  get table() {
    return this.session.shared.table;
  }

  /** Preprocesses the file. */
  run(): FileResult {
    if (this.#fits()) this.#expandText();
    this.directives.finish();
    this.endSegment();
    const made = this.builder.finish();
    if (!this.lexed.hasLineMarkers && !made.text.includes('/include/')) return this.#result('preprocessor', made);
    return this.#result('preprocessor', obeyDtcIncludes(this, 'preprocessor', made));
  }

  /** Reads the file as dtc alone does. */
  runRaw(): FileResult {
    if (this.#fits()) this.builder.copy(0, this.clean.text.length);
    this.endSegment();
    return this.#result('dtc', obeyDtcIncludes(this, 'dtc', this.builder.finish()));
  }

  #result(kind: IncludeKind, parts: UnitParts): FileResult {
    if (this.impure) return { parts, trace: undefined };
    const trace = {
      kind,
      file: this.place.file,
      segments: this.#segments,
      steps: this.#steps,
      level: this.usesLevel ? this.place.level : -1,
      basePath: this.usesBasePath ? this.session.basePath : undefined,
      once: this.once,
    };
    return { parts, trace };
  }

  #fits(): boolean {
    if (this.clean.text.length <= Limits.fileBytes) return true;
    const message = `the file is larger than ${Limits.fileBytes >> 20} MiB and is not read`;
    this.problem('error', 'file-too-large', message, 0, 0);
    return false;
  }

  /** Ends a stretch of text before another file is looked at; `step` notes what came of it. */
  endSegment(): void {
    this.#segments.push(this.session.shared.recorder.take());
  }

  step(step: TraceStep): void {
    this.#steps.push(step);
  }

  /** Tells a problem at `[start, end)` of the clean text. */
  problem(severity: ProblemSeverity, id: string, message: string, start: number, end: number): void {
    this.builder.problem({ id, severity, message, span: this.clean.span(start, end), related: [] });
  }

  #expandText(): void {
    const { starts, values, openComment } = this.lexed;
    const { recorder } = this.session.shared;
    const count = starts.length;
    const table = this.table;
    while (this.#event < count) {
      const value = values[this.#event] ?? GAP;
      if (value < 0) {
        this.#breakText(value);
        continue;
      }
      if (table.defined[value] === 1) {
        this.#name(value);
        continue;
      }
      if (recorder.touched[value] === 0) {
        recorder.touched[value] = 1;
        recorder.absent.push(value);
      }
      this.#event++;
    }
    this.#copyTo(this.clean.text.length);
    if (openComment >= 0)
      this.problem('error', 'comment-not-closed', 'unterminated comment', openComment, openComment + 2);
  }

  /** Copies the file's own text up to an offset. */
  #copyTo(end: number): void {
    this.builder.copy(this.#from, end);
    this.#from = Math.max(this.#from, end);
  }

  /** A comment or a directive. */
  #breakText(value: number): void {
    const index = this.#event;
    const start = this.lexed.starts[index] ?? 0;
    this.#copyTo(start);
    if (value === GAP) {
      this.builder.blank();
      this.#from = this.lexed.ends[index] ?? start;
      this.#event++;
      return;
    }
    const directive = this.lexed.directives[directiveOfEvent(value)];
    this.#event++;
    if (directive !== undefined) this.goOnAt(this.directives.obey(directive));
  }

  /** Leaves out everything up to an offset. */
  goOnAt(offset: number): void {
    this.#from = offset;
    const { starts } = this.lexed;
    while (this.#event < starts.length && (starts[this.#event] ?? 0) < offset) this.#event++;
  }

  /** An identifier of the file's own text that is a macro. */
  #name(symbol: number): void {
    const macro = this.table.get(symbol);
    const index = this.#event;
    const start = this.lexed.starts[index] ?? 0;
    const end = this.lexed.ends[index] ?? 0;
    if (macro === undefined) return;
    this.noteUse(macro);
    if (macro.parameters !== undefined && this.#parenthesisAfter(end) < 0) {
      this.#event++;
      return;
    }
    const boundary = this.#from;
    this.#copyTo(start);
    this.#boundary = Math.min(boundary, start);
    if (this.#touching !== start) {
      const white = this.#whiteBefore(start, index);
      this.#printer.begin(white, white ? undefined : this.#tokenBefore(start, index));
    }
    this.#useSteps = 0;
    this.topStart = start;
    this.topIsFunction = macro.parameters !== undefined;
    if (macro.plain !== undefined && macro.plain !== '' && this.spend(macro.body.length)) {
      this.#plain(macro, macro.plain, start, end);
      this.#event++;
    } else {
      this.#expand(symbol, start, end);
    }
    this.#settle();
  }

  #plain(macro: Macro, text: string, start: number, end: number): void {
    const first = macro.body[0];
    const last = macro.body.at(-1);
    if (first === undefined || last === undefined) return;
    this.#printer.spaceForPlain(first);
    this.builder.plain(new MacroUse(macro, this.clean, start, end, undefined, this.session.shared.serial.next++), text);
    this.#printer.printed(last);
    this.#printer.padded();
    this.#from = end;
  }

  #expand(symbol: number, start: number, end: number): void {
    const flags = this.#whiteBefore(start, this.#event) ? TokenFlag.white : 0;
    const name = new Token(TokenKind.name, flags, this.symbols.nameOf(symbol), symbol, this.clean, start, end);
    const { base, engine } = this.#engineAt(end);
    const first = engine.begin(name);
    if (first !== undefined) this.#printer.print(first);
    while (!engine.idle) this.#printer.print(engine.next());
    this.#event++;
    this.goOnAt(base.at);
  }

  /** The engine for the file's own text, with the next token at an offset. */
  #engineAt(offset: number): { readonly base: FileTokens; readonly engine: MacroEngine } {
    if (this.#textEngine === undefined) {
      const base = new FileTokens(this, offset);
      this.#textEngine = { base, engine: new MacroEngine(this, base, this.session.shared.serial) };
    }
    this.#textEngine.base.moveTo(offset);
    return this.#textEngine;
  }

  /** Behind a macro use: puts a blank where its last token and the next one would grow together. */
  #settle(): void {
    const text = this.clean.text;
    const at = this.#from;
    this.#touching = -1;
    const code = text.charCodeAt(at);
    const characterClass = CHARACTER_CLASSES[code];
    if (at >= text.length || characterClass === CharacterClass.blank || characterClass === CharacterClass.newline)
      return;
    const next = new TokenReader(this.clean, this.symbols, at).next(true);
    if (next.start !== at) return;
    if (next.kind === TokenKind.name) {
      this.table.reserve(this.symbols.size);
      const macro = this.table.get(next.symbol);
      if (macro !== undefined && (macro.parameters === undefined || this.#parenthesisAfter(next.end) >= 0)) {
        this.#touching = at;
        return;
      }
    }
    this.#printer.space(next);
  }

  #whiteBefore(start: number, index: number): boolean {
    if (start === 0 || (this.lexed.values[index - 1] === GAP && this.lexed.ends[index - 1] === start)) return true;
    const characterClass = CHARACTER_CLASSES[this.clean.text.charCodeAt(start - 1)];
    return characterClass === CharacterClass.blank || characterClass === CharacterClass.newline;
  }

  /** The token that ends just before an offset, where it can grow together with anything. */
  #tokenBefore(start: number, index: number): Token | undefined {
    const text = this.clean.text;
    if (NEVER_GROW.includes(text.charAt(start - 1))) return undefined;
    const reader = new TokenReader(
      this.clean,
      this.symbols,
      Math.max(this.#boundary, index > 0 ? (this.lexed.ends[index - 1] ?? 0) : 0),
      start,
    );
    let token: Token | undefined;
    for (let next = reader.next(false); next.kind !== TokenKind.end; next = reader.next(false)) token = next;
    return token?.end === start ? token : undefined;
  }

  /** The offset behind the white space and comments after a name, if an opening parenthesis is there; else -1. */
  #parenthesisAfter(offset: number): number {
    const text = this.clean.text;
    let at = offset;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === OPEN_PAREN) return at;
      const characterClass = CHARACTER_CLASSES[code];
      if (characterClass === CharacterClass.blank || characterClass === CharacterClass.newline) {
        at++;
      } else if (code === SLASH && (text.charCodeAt(at + 1) === STAR || text.charCodeAt(at + 1) === SLASH)) {
        const token = new TokenReader(this.clean, this.symbols, at).next(false);
        return token.is('(') ? token.start : -1;
      } else {
        return -1;
      }
    }
  }

  // What the engine asks for.

  noteAbsent(symbol: number): void {
    this.session.shared.recorder.noteAbsent(symbol);
  }

  noteUse(macro: Macro): void {
    this.session.shared.recorder.noteUse(macro);
  }

  /** Whether a symbol is a macro, when that is all that is asked. */
  asksDefined(symbol: number): boolean {
    const isDefined = this.table.get(symbol) !== undefined;
    if (isDefined) this.session.shared.recorder.noteDefined(symbol);
    else this.noteAbsent(symbol);
    return isDefined;
  }

  error(id: string, message: string, at: Token): void {
    const place = at.use === undefined ? at : outermost(at.use);
    this.problem('error', id, message, place.start, Math.max(place.start, place.end));
  }

  callError(message: string, macro: Macro, name: Token, last: Token | undefined): void {
    const called = name.use === undefined ? name : outermost(name.use);
    const at = last ?? called;
    const related = [{ span: this.clean.span(called.start, called.end), message: `the use of "${macro.name}"` }];
    if (!macro.predefined) {
      const span = macro.source.span(macro.nameStart, macro.bodyEnd);
      related.push({ span, message: `macro "${macro.name}" defined here` });
    }
    const span = this.clean.span(at.start, at.end);
    this.builder.problem({ id: 'macro-call-invalid', severity: 'error', message, span, related });
  }

  dynamicValue(name: DynamicMacro, token: Token, engine: MacroEngine): string | undefined {
    return dynamicValue(this, name, token, engine);
  }

  spend(steps: number): boolean {
    this.#useSteps += steps;
    if (this.#useSteps <= Limits.stepsPerUse && this.session.spend(steps)) return true;
    if (!this.#overspent) {
      this.#overspent = true;
      const message =
        this.#useSteps > Limits.stepsPerUse
          ? `one use of a macro makes more than ${Limits.stepsPerUse} tokens; the rest of it is left unexpanded`
          : `the macros of this board make more than ${Limits.steps} tokens; they are no longer expanded`;
      const start = this.lexed.starts[this.#event] ?? 0;
      this.problem('error', 'macro-expansion-too-large', message, start, this.lexed.ends[this.#event] ?? start);
    }
    this.impure ||= this.#useSteps <= Limits.stepsPerUse;
    return false;
  }

  /** Obeys a directive between the arguments of a macro; answers where reading goes on. */
  obeyInArguments(directive: Directive): number {
    return this.directives.obey(directive);
  }

  /** The line of an offset as `__LINE__` gives it, and the name of the file as `__FILE__` does. */
  presumedLine(offset: number): number {
    return this.directives.presumedLine(offset);
  }

  get presumedFile(): string {
    return this.directives.presumedFile;
  }
}

/** What ends a token that grows together with nothing. */
const NEVER_GROW = `(),;[]{}?~@"'`;

/** A file's own tokens behind a macro's name. */
class FileTokens implements TokenBase {
  readonly inDirective = false;
  readonly #expansion: FileExpansion;
  readonly #reader: TokenReader;
  lastRead: Token | undefined;

  constructor(expansion: FileExpansion, at: number) {
    this.#expansion = expansion;
    this.#reader = new TokenReader(expansion.clean, expansion.symbols, at);
  }

  moveTo(offset: number): void {
    this.#reader.at = offset;
    this.lastRead = undefined;
  }

  /** Where the next token is looked for. */
  get at(): number {
    return this.#reader.at;
  }

  next(): Token {
    return this.nextInArguments();
  }

  takeOpenParenthesis(): Token | undefined {
    const before = this.#reader.at;
    const token = this.#reader.next(false);
    this.lastRead = token;
    if (token.is('(')) return token;
    this.#reader.at = before;
    return undefined;
  }

  /** gcc reports an argument list that is not closed at the file's last character. */
  #lastCharacter(end: Token): Token {
    const start = Math.max(0, end.start - 1);
    return new Token(TokenKind.end, 0, '', -1, end.source, start, start);
  }

  nextInArguments(): Token {
    for (;;) {
      const token = this.#reader.next(false);
      this.#expansion.table.reserve(this.#expansion.symbols.size);
      this.lastRead = token.kind === TokenKind.end ? this.#lastCharacter(token) : token;
      if ((token.flags & TokenFlag.lineStart) === 0 || !token.is('#')) return token;
      const directive = this.#expansion.lexed.directiveAt(token.start);
      if (directive === undefined) return token;
      this.#reader.at = this.#expansion.obeyInArguments(directive);
    }
  }
}

function outermost(use: MacroUse): MacroUse {
  let outer = use;
  while (outer.parent !== undefined) outer = outer.parent;
  return outer;
}
