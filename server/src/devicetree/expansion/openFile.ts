import { EXPANSION_LIMITS } from '../../text/limits.ts';
import type { ProblemSeverity } from '../../text/problem.ts';
import { dynamicValue } from './directives/dynamicMacros.ts';
import type { Dependency, Entered, FilePlace, FileScope, Included } from './directives/fileScope.ts';
import { PresumedPlace } from './directives/presumedPlace.ts';
import type { FoundFile, IncludeStyle } from './files/includeSearch.ts';
import type { LexedFile } from './files/lexedFile.ts';
import type { Assertions } from './macros/assertions.ts';
import type { DynamicMacro, Macro } from './macros/macro.ts';
import { type EngineHost, MacroEngine, type TokenBase } from './macros/macroEngine.ts';
import type { MacroTable } from './macros/macroTable.ts';
import type { RunState } from './runState.ts';
import type { CleanText } from './tokens/cleanText.ts';
import type { MacroUse } from './tokens/macroUse.ts';
import type { SymbolTable } from './tokens/symbolTable.ts';
import { type Token, TokenKind } from './tokens/token.ts';
import { TokenReader } from './tokens/tokenReader.ts';
import type { IncludeKind } from './units/expandedUnit.ts';
import type { Segment, SegmentRecorder, Trace, TraceStep } from './units/trace.ts';
import { UnitBuilder } from './units/unitBuilder.ts';

/** Enters the files that another one includes. */
export interface FileEntry {
  enter(place: FilePlace, kind: IncludeKind, once: boolean): Entered;
}

/**
 * Where a file stands in the chain of includes that was found for the one at `from`, which is read as `kind`. dtc counts
 * the files that it opens itself: all that gcc put together is one to it.
 */
export function placeOf(found: FoundFile, from: FilePlace, kind: IncludeKind, style: IncludeStyle): FilePlace {
  const level = style === 'dtc' && kind !== 'dtc' ? 1 : from.level + 1;
  return { path: found.path, file: found.file, root: found.root, level };
}

/**
 * A file while it is expanded, as directives and macros see it. It notes all that the result depends on, which makes
 * the trace by which the result can be used again.
 */
export class OpenFile implements EngineHost, FileScope {
  private readonly _state: RunState;
  private readonly _files: FileEntry;
  readonly place: FilePlace;
  readonly kind: IncludeKind;
  readonly lexed: LexedFile;
  readonly clean: CleanText;
  readonly builder: UnitBuilder;
  readonly symbols: SymbolTable;
  readonly table: MacroTable;
  readonly recorder: SegmentRecorder;
  readonly presumed: PresumedPlace;
  private readonly _segments: Segment[] = [];
  private readonly _steps: TraceStep[] = [];
  private readonly _dependencies = new Set<Dependency>();
  private readonly _spentAt: number[] = [];
  private _once = false;
  private readonly _use = { start: 0, end: 0, isFunction: false };
  private _useSteps = 0;
  private _overspent = false;

  constructor(state: RunState, files: FileEntry, place: FilePlace, kind: IncludeKind) {
    this._state = state;
    this._files = files;
    this.place = place;
    this.kind = kind;
    this.lexed = state.lexed(place.file);
    this.clean = kind === 'dtc' ? this.lexed.raw : this.lexed.clean;
    this.builder = new UnitBuilder(this.clean);
    this.symbols = state.shared.symbols;
    this.table = state.shared.table;
    this.recorder = state.shared.recorder;
    this.presumed = new PresumedPlace(this.clean, place.path);
  }

  /** Ends the expansion: what the result depends on; `undefined` where it must not be used again. */
  finish(): Omit<Trace, 'unit' | 'spent'> | undefined {
    this._endSegment();
    this._endUse();
    if (this._dependencies.has('history') || this._state.isPoisoned) return undefined;
    const { place, kind } = this;
    return {
      kind,
      file: place.file,
      segments: this._segments,
      steps: this._steps,
      level: this._dependencies.has('level') ? place.level : -1,
      basePath: this._dependencies.has('base-path') ? this.basePath : undefined,
      once: this._once,
      spentAt: Int32Array.from(this._spentAt),
      edits: 0,
    };
  }

  /**
   * Ends the expansion of a stretch without directives: what it asked of macros, and what they took; `undefined` where it
   * depends on more.
   */
  finishStretch(): (Pick<Trace, 'spentAt'> & { readonly segment: Segment }) | undefined {
    const trace = this.finish();
    const [segment] = this._segments;
    if (trace === undefined || segment === undefined || this._segments.length > 1 || this._dependencies.size > 0)
      return undefined;
    const isPlain = segment.changed.length === 0 && segment.used.every((macro) => macro.dynamic === undefined);
    return isPlain ? { segment, spentAt: trace.spentAt } : undefined;
  }

  /** Ends a stretch of text: another file is looked at, or the end is reached. */
  private _endSegment(): void {
    this._segments.push(this.recorder.take());
  }

  /** The number of the next macro use. */
  nextSerial(): number {
    return this._state.shared.serial.next++;
  }

  get sourceDate(): Date {
    this.dependsOn('history');
    return new Date(this._state.sourceDate * 1000);
  }

  get basePath(): string {
    return this._state.basePath;
  }

  get outermostUse(): { readonly start: number; readonly isFunction: boolean } {
    return this._use;
  }

  /** Notes that a macro's use, or a directive, begins in the file's own text: it has a budget for itself. */
  beginUse(start: number, end: number, isFunction: boolean): void {
    this._endUse();
    this._use.start = start;
    this._use.end = end;
    this._use.isFunction = isFunction;
  }

  private _endUse(): void {
    if (this._useSteps > 0) this._spentAt.push(this._use.start, this._useSteps);
    this._useSteps = 0;
  }

  problem(severity: ProblemSeverity, id: string, message: string, start: number, end: number): void {
    if (!this._state.countProblem(id)) {
      this.dependsOn('history');
      return;
    }
    this.builder.problem({ id, severity, message, span: this.clean.span(start, end), related: [] });
  }

  engine(tokens: TokenBase): MacroEngine {
    return new MacroEngine(this, tokens, this._state.shared.serial);
  }

  noteAbsent(symbol: number): void {
    this.recorder.noteAbsent(symbol);
  }

  noteUse(macro: Macro): void {
    this.recorder.noteUse(macro);
  }

  asksDefined(symbol: number): boolean {
    const macro = this.table.get(symbol);
    const isDefined = macro !== undefined && macro.dynamic !== 'poisoned';
    if (isDefined) this.recorder.noteDefined(symbol);
    else this.noteAbsent(symbol);
    return isDefined;
  }

  define(symbol: number, macro: Macro | undefined): void {
    this._state.define(symbol, macro);
  }

  include(style: IncludeStyle, name: string, asked: TraceStep['asked']): Included {
    this._endSegment();
    const found = this._state.find(style, name, this.place, this.kind);
    const included = found === undefined ? 'missing' : this._entered(found, style, asked);
    const unit = typeof included === 'object' ? included : undefined;
    const missing = included === 'missing' ? this._state.whyMissing(style, name, this.place, this.kind) : undefined;
    this._steps.push({ style, name, path: found?.path, file: found?.file, unit, asked, missing });
    if (included === 'too-deep' || included === 'too-much') this.dependsOn('history');
    return included;
  }

  private _entered(found: FoundFile, style: IncludeStyle, asked: TraceStep['asked']): Included {
    if (asked === 'presence') return 'present';
    const place = placeOf(found, this.place, this.kind, style);
    return this._files.enter(place, style === 'dtc' ? 'dtc' : 'preprocessor', asked === 'import');
  }

  foldersTried(style: IncludeStyle, name: string): readonly string[] {
    return this._state.foldersTried(style, name, this.place, this.kind);
  }

  get isSearchSpent(): boolean {
    return this._state.isSearchSpent;
  }

  get wasTooDeep(): boolean {
    return this._state.wasTooDeep;
  }

  refusalOf(style: IncludeStyle, name: string): string | undefined {
    return this._state.refusalOf(style, name, this.place, this.kind);
  }

  readOnce(): void {
    this._once = true;
    this._state.readOnce(this.place.file);
  }

  poison(symbol: number): void {
    this._state.poison(symbol);
  }

  refusePoisoned(token: Token): void {
    if (!this._state.isPoisoned || token.kind !== TokenKind.name) return;
    if (this.table.get(token.symbol)?.dynamic !== 'poisoned') return;
    this.error('name-poisoned', `attempt to use poisoned "${token.text}"`, token);
  }

  refusePoisonedIn(start: number, end: number): void {
    if (!this._state.isPoisoned) return;
    const reader = new TokenReader(this.clean, this.symbols, start, end);
    for (let token = reader.next(true); token.kind !== TokenKind.end; token = reader.next(true)) {
      this.table.reserve(this.symbols.size);
      this.refusePoisoned(token);
    }
  }

  get assertions(): Assertions {
    this.dependsOn('history');
    return this._state.assertions;
  }

  pushMacro(symbol: number): void {
    this.dependsOn('history');
    this._state.pushMacro(symbol);
  }

  popMacro(symbol: number): boolean {
    this.dependsOn('history');
    return this._state.popMacro(symbol);
  }

  nextCount(): number {
    this.dependsOn('history');
    return this._state.nextCount();
  }

  dependsOn(what: Dependency): void {
    this._dependencies.add(what);
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
    return dynamicValue(this, this.presumed, name, token, engine);
  }

  /** Whether the macros of the board have used up its budget; what this file comes to then depends on what was before. */
  get isSpent(): boolean {
    const { isSpent } = this._state;
    if (isSpent) this.dependsOn('history');
    return isSpent;
  }

  spend(steps: number): boolean {
    this._useSteps += steps;
    if (this._useSteps <= EXPANSION_LIMITS.stepsPerUse && this._state.spend(steps)) return true;
    if (!this._overspent) {
      this._overspent = true;
      const message =
        this._useSteps > EXPANSION_LIMITS.stepsPerUse
          ? `one use of a macro makes more than ${EXPANSION_LIMITS.stepsPerUse} tokens, ${COUNTED}; the rest is left out`
          : `the macros of this board make more than ${EXPANSION_LIMITS.steps} tokens, ${COUNTED}; the rest is left out`;
      this.problem('error', 'macro-expansion-too-large', message, this._use.start, this._use.end);
    }
    if (this._useSteps <= EXPANSION_LIMITS.stepsPerUse) this.dependsOn('history');
    return false;
  }
}

/** How tokens of macros are counted (`costInText`), in words. */
const COUNTED = 'each that comes to stand in the text counted five times';

function outermost(use: MacroUse): MacroUse {
  let outer = use;
  while (outer.parent !== undefined) outer = outer.parent;
  return outer;
}
