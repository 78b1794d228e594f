import type { ProblemSeverity } from '../../text/problem.ts';
import { DirectiveHandler } from './directives/directiveHandler.ts';
import { obeyDtcIncludes } from './directives/dtcIncludes.ts';
import { dynamicValue } from './directives/dynamicMacros.ts';
import { FileTokens } from './fileTokens.ts';
import { folderOf } from './includeSearch.ts';
import { directiveOfEvent, GAP, type LexedFile } from './lexedFile.ts';
import { Limits } from './limits.ts';
import type { DynamicMacro, Macro } from './macros/macro.ts';
import { costOf, type EngineHost, MacroEngine } from './macros/macroEngine.ts';
import { MacroUse } from './macros/macroUse.ts';
import { isWhite, isWhiteBefore, parenthesisFollows, tokenBefore } from './neighbours.ts';
import type { FilePlace, Session } from './session.ts';
import type { CleanText } from './tokens/cleanText.ts';
import { Token, TokenFlag, TokenKind } from './tokens/token.ts';
import { TokenReader } from './tokens/tokenReader.ts';
import type { IncludeKind } from './units/expandedUnit.ts';
import type { UnitParts } from './units/preprocessedUnit.ts';
import { TokenPrinter } from './units/tokenPrinter.ts';
import type { Segment, Trace, TraceStep } from './units/trace.ts';
import { UnitBuilder } from './units/unitBuilder.ts';

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

  constructor(session: Session, place: FilePlace, kind: IncludeKind) {
    this.session = session;
    this.place = place;
    this.lexed = session.lexed(place.file);
    this.clean = kind === 'dtc' ? this.lexed.raw : this.lexed.clean;
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
    if (!this.lexed.tooLarge) return true;
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
    if (macro.parameters !== undefined && !parenthesisFollows(this.lexed, this.symbols, end)) {
      this.#event++;
      return;
    }
    const boundary = this.#from;
    this.#copyTo(start);
    this.#boundary = Math.min(boundary, start);
    if (this.#touching !== start) {
      const white = isWhiteBefore(this.lexed, start, index);
      this.#printer.begin(white, white ? undefined : this.#tokenBefore(start, index));
    }
    this.#useSteps = 0;
    this.topStart = start;
    this.topIsFunction = macro.parameters !== undefined;
    if (macro.plain !== undefined && macro.plain !== '' && this.spend(macro.body.length + (macro.plain.length >> 4))) {
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
    const flags = isWhiteBefore(this.lexed, start, this.#event) ? TokenFlag.white : 0;
    const name = new Token(TokenKind.name, flags, this.symbols.nameOf(symbol), symbol, this.clean, start, end);
    const { base, engine } = this.#engineAt(end);
    const first = engine.begin(name);
    if (first !== undefined) this.#printer.print(first);
    while (!engine.idle) {
      const token = engine.next();
      if (!this.spend(costOf(token))) engine.abandon();
      else this.#printer.print(token);
    }
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
    if (at >= text.length || isWhite(code) || !this.#printer.mayGrow(code)) return;
    const next = new TokenReader(this.clean, this.symbols, at).next(true);
    if (next.start !== at) return;
    if (next.kind === TokenKind.name) {
      this.table.reserve(this.symbols.size);
      const macro = this.table.get(next.symbol);
      if (
        macro !== undefined &&
        (macro.parameters === undefined || parenthesisFollows(this.lexed, this.symbols, next.end))
      ) {
        this.#touching = at;
        return;
      }
    }
    this.#printer.space(next);
  }

  #tokenBefore(start: number, index: number): Token | undefined {
    const boundary = Math.max(this.#boundary, index > 0 ? (this.lexed.ends[index - 1] ?? 0) : 0);
    return tokenBefore(this.lexed, this.symbols, boundary, start);
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
    const span = at.source.span(at.start, at.end);
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
          ? `one use of a macro makes more than ${Limits.stepsPerUse} tokens; the rest is left out`
          : `the macros of this board make more than ${Limits.steps} tokens; the rest is left out`;
      const start = this.lexed.starts[this.#event] ?? 0;
      this.problem('error', 'macro-expansion-too-large', message, start, this.lexed.ends[this.#event] ?? start);
    }
    this.impure ||= this.#useSteps <= Limits.stepsPerUse;
    return false;
  }

  /** The line of an offset as `__LINE__` gives it, and the name of the file as `__FILE__` does. */
  presumedLine(offset: number): number {
    return this.directives.presumedLine(offset);
  }

  get presumedFile(): string {
    return this.directives.presumedFile;
  }
}

function outermost(use: MacroUse): MacroUse {
  let outer = use;
  while (outer.parent !== undefined) outer = outer.parent;
  return outer;
}
