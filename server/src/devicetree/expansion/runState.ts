import { EXPANSION_LIMITS } from '../../text/limits.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import type { FilePlace } from './directives/fileScope.ts';
import { type FoundFile, folderOf, type IncludeSearch, type IncludeStyle } from './files/includeSearch.ts';
import type { LexedFile } from './files/lexedFile.ts';
import { Assertions, type AssertionsMoment } from './macros/assertions.ts';
import { JournaledMap } from './macros/journaledMap.ts';
import type { Macro } from './macros/macro.ts';
import type { MacroTable } from './macros/macroTable.ts';
import { poisonedMacro } from './macros/predefined.ts';
import type { SymbolTable } from './tokens/symbolTable.ts';
import type { IncludeKind } from './units/expandedUnit.ts';
import type { SegmentRecorder } from './units/trace.ts';
import type { UnitCache } from './units/unitCache.ts';

/** What all requests of an expander share. */
export interface SharedState {
  readonly symbols: SymbolTable;
  readonly table: MacroTable;
  readonly recorder: SegmentRecorder;
  readonly cache: UnitCache;
  readonly serial: { next: number };
  readonly folders: Map<string, string>;
}

/** A definition that `#pragma push_macro` put aside, or that there was none, over those put aside before it. */
interface PushedMacro {
  readonly macro: Macro | undefined;
  readonly below: PushedMacro | undefined;
}

/** What a board has changed up to some place. */
interface Moment {
  readonly macros: number;
  readonly once: number;
  readonly entered: number;
  readonly assertions: AssertionsMoment;
  readonly count: number;
  readonly pushedMacros: number;
  readonly includes: number;
  readonly mostIncludes: number;
  readonly bytes: number;
  readonly eventsAgain: number;
  readonly problems: number;
  readonly steps: number;
}

/** A word of so many characters (2 to the power of 4) counts as one, a longer one as several. */
const LONG_WORD = 4;

/** What the files of one board read and change one after the other, and the budget that they may spend together. */
export class RunState {
  readonly shared: SharedState;
  /** The path of the board's own file. */
  readonly basePath: string;
  /** What time it is, in seconds since 1970. */
  readonly sourceDate: number;
  private readonly _search: IncludeSearch;
  private readonly _once: SourceFile[] = [];
  /** The files that were entered: `#import` enters none of them. */
  private readonly _entered = new JournaledMap<SourceFile, true>();
  /** What `#assert` said. */
  readonly assertions = new Assertions();
  /** What `#pragma push_macro` put aside, by symbol. */
  private readonly _pushedMacros = new JournaledMap<number, PushedMacro>();
  /** The next value of `__COUNTER__`. */
  private _count = 0;
  private _isPoisoned = false;
  private _includes = 0;
  private _mostIncludes: number = EXPANSION_LIMITS.includes;
  private _bytes = 0;
  /** The words, comments and directives of files that were entered again: see `EXPANSION_LIMITS.eventsAgain`. */
  private _eventsAgain = 0;
  private _steps = 0;
  /** How many problems of each kind were made. */
  private readonly _problems = new JournaledMap<string, number>();

  constructor(shared: SharedState, search: IncludeSearch, basePath: string, sourceDate: number) {
    this.shared = shared;
    this._search = search;
    this.basePath = basePath;
    this.sourceDate = sourceDate;
  }

  lexed(file: SourceFile): LexedFile {
    const { cache, symbols, table, recorder } = this.shared;
    const lexed = cache.lexed(file, symbols);
    table.reserve(symbols.size);
    recorder.reserve(symbols.size);
    return lexed;
  }

  /** The file that a name leads to from a place in the chain of includes. */
  find(style: IncludeStyle, name: string, from: FilePlace, kind: IncludeKind): FoundFile | undefined {
    return this._search.find(style, name, this._folderFor(style, from, kind), from.root);
  }

  /** The folders in which `find` looks for a name. */
  foldersTried(style: IncludeStyle, name: string, from: FilePlace, kind: IncludeKind): readonly string[] {
    return this._search.foldersTried(style, name, this._folderFor(style, from, kind), from.root);
  }

  /** Whether files are no longer looked for: see `EXPANSION_LIMITS.pathsLookedAt`. */
  get isSearchSpent(): boolean {
    return this._search.isSpent;
  }

  /** All that a message says of a name that leads to no file which is read. */
  whyMissing(style: IncludeStyle, name: string, from: FilePlace, kind: IncludeKind): string {
    if (this.isSearchSpent) return 'spent';
    const tried = this.foldersTried(style, name, from, kind).join('\0');
    return `${this.refusalOf(style, name, from, kind) ?? ''}\0${tried}`;
  }

  /** Why the file that a name leads to is not read although it is there. */
  refusalOf(style: IncludeStyle, name: string, from: FilePlace, kind: IncludeKind): string | undefined {
    return this._search.refusal(style, name, this._folderFor(style, from, kind), from.root);
  }

  /**
   * Where gcc and dtc look first for what a file includes. dtc knows the folders of files that it opened itself, and
   * sees what gcc put together as one file in the board's folder (dtc srcpos.c `srcfile_push`).
   */
  private _folderFor(style: IncludeStyle, from: FilePlace, kind: IncludeKind): string {
    const path = style === 'dtc' && kind !== 'dtc' ? this.basePath : from.path;
    const { folders } = this.shared;
    let folder = folders.get(path);
    if (folder === undefined) {
      folder = folderOf(path);
      folders.set(path, folder);
    }
    return folder;
  }

  /** Marks a file as one that is not read a second time. */
  readOnce(file: SourceFile): void {
    if (!this._once.includes(file)) this._once.push(file);
  }

  /** Whether a file must not be read a second time: it, or one with the same content, said so. */
  wasReadOnce(file: SourceFile): boolean {
    return this._once.some((other) => other === file || other.text === file.text);
  }

  /** Notes that a file is entered. */
  noteEntered(file: SourceFile): void {
    if (!this.wasEntered(file)) this._entered.set(file, true);
  }

  /** Whether a file was entered before. */
  wasEntered(file: SourceFile): boolean {
    return this._entered.get(file) === true;
  }

  /** `#pragma GCC poison`: puts what refuses a name in the place of its macro. */
  poison(symbol: number): void {
    this._isPoisoned = true;
    this.define(symbol, poisonedMacro(this.shared.symbols, this.shared.symbols.nameOf(symbol)));
  }

  /**
   * Whether names may be poisoned. From then on nothing is taken from or kept for other expansions, which do not note
   * every name that they read.
   */
  get isPoisoned(): boolean {
    return this._isPoisoned;
  }

  /** Defines a macro, or takes its definition away, and notes the change. */
  define(symbol: number, macro: Macro | undefined): void {
    this.shared.recorder.noteSet(symbol);
    this.shared.table.set(symbol, macro);
  }

  /** `#pragma push_macro`. */
  pushMacro(symbol: number): void {
    this._pushedMacros.set(symbol, { macro: this.shared.table.get(symbol), below: this._pushedMacros.get(symbol) });
  }

  /** `#pragma pop_macro`; false where the name is poisoned and was put aside (libcpp `cpp_pop_definition` reads it first). */
  popMacro(symbol: number): boolean {
    const pushed = this._pushedMacros.get(symbol);
    if (pushed === undefined) return true;
    this._pushedMacros.set(symbol, pushed.below);
    const { macro } = pushed;
    if (this.shared.table.get(symbol)?.dynamic === 'poisoned') return false;
    this.define(symbol, macro);
    return true;
  }

  /** The value of `__COUNTER__`, which grows by one with each call. */
  nextCount(): number {
    return this._count++;
  }

  /** Takes macro steps off the budget of the board; false when it is used up. */
  spend(steps: number): boolean {
    this._steps += steps;
    return this._steps <= EXPANSION_LIMITS.steps;
  }

  /** Whether the budget of the board is used up: what comes after that is left out. */
  get isSpent(): boolean {
    return this._steps > EXPANSION_LIMITS.steps;
  }

  /** How many macro steps were spent. */
  get steps(): number {
    return this._steps;
  }

  /** Counts an include; false when the board may include no more. What a file costs the first time, its bytes pay. */
  countInclude(file: SourceFile): boolean {
    this._includes++;
    if (this.wasEntered(file)) {
      this._eventsAgain += Math.max(this.lexed(file).starts.length, file.text.length >> LONG_WORD);
    }
    return (
      this._includes <= this._mostIncludes &&
      this._bytes <= EXPANSION_LIMITS.bytes &&
      this._eventsAgain <= EXPANSION_LIMITS.eventsAgain
    );
  }

  /** Notes an include that was nested too deeply, after which few more are read. */
  noteTooDeep(): void {
    this._mostIncludes = Math.min(this._mostIncludes, this._includes + EXPANSION_LIMITS.includesPastDepth);
  }

  /** Whether that holds. */
  get wasTooDeep(): boolean {
    return this._mostIncludes < EXPANSION_LIMITS.includes;
  }

  /** Counts a problem; false when so many of its kind were made that nobody reads more. */
  countProblem(id: string): boolean {
    const count = (this._problems.get(id) ?? 0) + 1;
    if (count <= EXPANSION_LIMITS.problemsOfAKind) this._problems.set(id, count);
    return count <= EXPANSION_LIMITS.problemsOfAKind;
  }

  /** Counts expanded text. */
  countText(bytes: number): void {
    this._bytes += bytes;
  }

  /** A mark of this moment, for `takeBack`. */
  get moment(): Moment {
    return {
      macros: this.shared.table.moment,
      once: this._once.length,
      entered: this._entered.moment,
      assertions: this.assertions.moment,
      count: this._count,
      pushedMacros: this._pushedMacros.moment,
      includes: this._includes,
      mostIncludes: this._mostIncludes,
      bytes: this._bytes,
      eventsAgain: this._eventsAgain,
      problems: this._problems.moment,
      steps: this._steps,
    };
  }

  /**
   * Undoes what was changed since a moment. What was spent is given back as well: what a board may spend must not depend
   * on what was tried for it in vain. The tries have their own limit (`EXPANSION_LIMITS.filesInVain`).
   */
  takeBack(moment: Moment): void {
    this.shared.table.rollBack(moment.macros);
    this._once.length = moment.once;
    this._entered.rollBack(moment.entered);
    this.assertions.rollBack(moment.assertions);
    this._count = moment.count;
    this._pushedMacros.rollBack(moment.pushedMacros);
    this._includes = moment.includes;
    this._mostIncludes = moment.mostIncludes;
    this._bytes = moment.bytes;
    this._eventsAgain = moment.eventsAgain;
    this._problems.rollBack(moment.problems);
    this._steps = moment.steps;
  }
}
