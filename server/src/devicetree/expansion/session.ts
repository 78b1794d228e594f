import { SourceFile } from '../../text/sourceFile.ts';
import { FileExpansion } from './fileExpansion.ts';
import { folderOf, type IncludeSearch } from './includeSearch.ts';
import type { LexedFile } from './lexedFile.ts';
import { Limits } from './limits.ts';
import type { Macro } from './macros/macro.ts';
import type { MacroTable } from './macros/macroTable.ts';
import { CleanText } from './tokens/cleanText.ts';
import type { SymbolTable } from './tokens/symbolTable.ts';
import { PreprocessedUnit, sameContent } from './units/preprocessedUnit.ts';
import { holds, redo, type SegmentRecorder, type Trace } from './units/trace.ts';
import { UnitBuilder } from './units/unitBuilder.ts';
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

/** A place in the chain of includes: a file, how it was reached, and how deep. */
export interface FilePlace {
  readonly path: string;
  readonly file: SourceFile;
  /** The include root it was found in; `undefined` for the board's own file. */
  readonly root: number | undefined;
  readonly level: number;
}

/** What an include led to: a unit, or nothing because the file asked to be read only once, or is too much. */
export type Entered = PreprocessedUnit | 'once' | 'too-deep' | 'too-much';

/** What a board has changed up to some place. */
interface Moment {
  readonly moment: number;
  readonly once: number;
  readonly counter: number;
  readonly pushedMacros: ReadonlyMap<number, readonly (Macro | undefined)[]>;
}

/** One request's way through the files: counters that one expansion has, and the budget it may spend. */
export class Session {
  readonly shared: SharedState;
  readonly search: IncludeSearch;
  readonly basePath: string;
  readonly #signal: { readonly aborted: boolean } | undefined;
  readonly #once: SourceFile[] = [];
  /** What `#pragma push_macro` put aside, by symbol. */
  #pushedMacros: ReadonlyMap<number, readonly (Macro | undefined)[]> = new Map();
  /** The next value of `__COUNTER__`. */
  counter = 0;
  #includes = 0;
  #bytes = 0;
  #steps = 0;
  #failedReplays = 0;
  /** How many traces could be used again, and how many files had to be expanded. */
  readonly counts = { reused: 0, expanded: 0 };

  constructor(
    shared: SharedState,
    search: IncludeSearch,
    basePath: string,
    signal: { readonly aborted: boolean } | undefined,
  ) {
    this.shared = shared;
    this.search = search;
    this.basePath = basePath;
    this.#signal = signal;
  }

  get aborted(): boolean {
    return this.#signal?.aborted === true;
  }

  lexed(file: SourceFile): LexedFile {
    const lexed = this.shared.cache.lexed(file, this.shared.symbols);
    this.shared.table.reserve(this.shared.symbols.size);
    this.shared.recorder.reserve(this.shared.symbols.size);
    return lexed;
  }

  /** Marks a file as one that is not read a second time. */
  readOnce(file: SourceFile): void {
    if (!this.#once.includes(file)) this.#once.push(file);
  }

  /** Whether a file must not be read a second time: it, or one with the same content, said so. */
  wasReadOnce(file: SourceFile): boolean {
    return this.#once.some((other) => other === file || other.text === file.text);
  }

  /** `#pragma push_macro`. */
  pushMacro(symbol: number): void {
    const stack = [...(this.#pushedMacros.get(symbol) ?? []), this.shared.table.get(symbol)];
    this.#pushedMacros = new Map(this.#pushedMacros).set(symbol, stack);
  }

  /** `#pragma pop_macro`. */
  popMacro(symbol: number): void {
    const stack = this.#pushedMacros.get(symbol) ?? [];
    if (stack.length === 0) return;
    this.shared.recorder.noteSet(symbol);
    this.shared.table.set(symbol, stack.at(-1));
    this.#pushedMacros = new Map(this.#pushedMacros).set(symbol, stack.slice(0, -1));
  }

  /** Takes macro steps off the budget of the board. */
  spend(steps: number): boolean {
    this.#steps += steps;
    return this.#steps <= Limits.steps;
  }

  /** Includes a file that was found. */
  enter(place: FilePlace, kind: 'preprocessor' | 'dtc', once = false): Entered {
    if (place.level >= Limits.includeDepth) return 'too-deep';
    if (kind === 'preprocessor' && this.#once.length > 0 && this.wasReadOnce(place.file)) return 'once';
    this.#includes++;
    if (this.#includes > Limits.includes || this.#bytes > Limits.bytes || this.aborted) return 'too-much';
    if (once) this.readOnce(place.file);
    const unit = this.#recorded(place, kind) ?? this.#expand(place, kind);
    this.#bytes += unit.text.length;
    return unit;
  }

  /** What there is of a board that could not be read at all. */
  emptyUnit(path: string): PreprocessedUnit {
    const clean = new CleanText(new SourceFile(path, ''));
    return new PreprocessedUnit(new UnitBuilder(clean).finish());
  }

  #expand(place: FilePlace, kind: 'preprocessor' | 'dtc'): PreprocessedUnit {
    this.counts.expanded++;
    const expansion = new FileExpansion(this, place, kind);
    const result = kind === 'dtc' ? expansion.runRaw() : expansion.run();
    const { cache } = this.shared;
    const unit = cache.sameOrNew(place.path, kind, result.parts);
    if (result.trace !== undefined && !this.aborted) {
      cache.keep(place.path, kind, { ...result.trace, unit });
    }
    return unit;
  }

  /** The unit of an earlier expansion that would go the same way now; its changes of macros are made. */
  #recorded(place: FilePlace, kind: 'preprocessor' | 'dtc'): PreprocessedUnit | undefined {
    const traces = this.shared.cache.traces(place.path, kind, place.file);
    for (const trace of traces) {
      if (this.#failedReplays > Limits.failedReplays) return undefined;
      if (this.#replay(trace, place)) {
        this.counts.reused++;
        this.shared.cache.used(place.path, kind, trace);
        return trace.unit;
      }
      this.#failedReplays++;
    }
    return undefined;
  }

  #replay(trace: Trace, place: FilePlace): boolean {
    if (trace.level >= 0 && trace.level !== place.level) return false;
    if (trace.basePath !== undefined && trace.basePath !== this.basePath) return false;
    const { table } = this.shared;
    const before = {
      moment: table.moment,
      once: this.#once.length,
      counter: this.counter,
      pushedMacros: this.#pushedMacros,
    };
    if (trace.once) this.readOnce(place.file);
    let folder: string | undefined;
    for (let index = 0; index < trace.segments.length; index++) {
      const segment = trace.segments[index];
      const step = trace.steps[index];
      if (segment === undefined || !holds(segment, table)) return this.#takeBack(before);
      redo(segment, table);
      if (step === undefined) continue;
      folder ??= this.#folderOf(place.path);
      const from = step.style === 'dtc' ? this.dtcFolder(place, trace.kind) : folder;
      const found = this.search.find(step.style, step.name, from, place.root);
      if (found?.path !== step.path || found?.file !== step.file) return this.#takeBack(before);
      if (step.asked === 'presence' || found === undefined) continue;
      const kind = step.style === 'dtc' ? 'dtc' : 'preprocessor';
      const next = { path: found.path, file: found.file, root: found.root, level: place.level + 1 };
      const entered = this.enter(next, kind, step.asked === 'import');
      if (!sameOutcome(entered, step.unit)) return this.#takeBack(before);
    }
    return true;
  }

  /**
   * Where dtc looks first for what a file includes: it knows the folders of files that it opened itself, and sees what
   * gcc put together as one file in the board's folder (dtc srcpos.c `srcfile_push`).
   */
  dtcFolder(place: FilePlace, kind: 'preprocessor' | 'dtc'): string {
    return folderOf(kind === 'dtc' ? place.path : this.basePath);
  }

  /** Folders are cut out of paths once. */
  #folderOf(path: string): string {
    const { folders } = this.shared;
    let folder = folders.get(path);
    if (folder === undefined) {
      folder = folderOf(path);
      folders.set(path, folder);
    }
    return folder;
  }

  /** Undoes what a recorded expansion changed before it turned out to go another way. */
  #takeBack(before: Moment): false {
    this.shared.table.rollBack(before.moment);
    this.#once.length = before.once;
    this.counter = before.counter;
    this.#pushedMacros = before.pushedMacros;
    return false;
  }
}

function sameOutcome(entered: Entered, unit: PreprocessedUnit | undefined): boolean {
  if (typeof entered === 'string') return entered === 'once' && unit === undefined;
  return unit !== undefined && sameContent(entered, unit);
}
