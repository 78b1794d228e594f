import { EXPANSION_LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { Entered, FilePlace } from './directives/fileScope.ts';
import { FileExpansion } from './fileExpansion.ts';
import type { IncludeSearch } from './files/includeSearch.ts';
import { OpenFile, placeOf } from './openFile.ts';
import { RunState, type SharedState } from './runState.ts';
import { CleanText } from './tokens/cleanText.ts';
import type { IncludeKind } from './units/expandedUnit.ts';
import { PreprocessedUnit, sameContent } from './units/preprocessedUnit.ts';
import { holds, redo, type Trace } from './units/trace.ts';
import { UnitBuilder } from './units/unitBuilder.ts';

/** One request's way through the files: each is taken from an earlier expansion that would go the same way, or expanded. */
export class ExpansionRun {
  readonly #state: RunState;
  /** How many recorded expansions are being tried, one in the other. */
  #tried = 0;
  /**
   * How many files were entered for the outermost of them, and in all for those that then did not fit; a long file
   * counts as several.
   */
  #enteredToTry = 0;
  #enteredInVain = 0;
  /** The macro steps of the files that were entered since the file that is being expanded was opened. */
  #spentInside = 0;
  /** How many traces could be used again, and how many files had to be expanded. */
  readonly counts = { reused: 0, expanded: 0 };

  constructor(shared: SharedState, search: IncludeSearch, basePath: string, sourceDate: number) {
    this.#state = new RunState(shared, search, basePath, sourceDate);
  }

  /** Expands the file at a place; `once` if it asks to be read only once by the way in which it is included. */
  enter(place: FilePlace, kind: IncludeKind, once = false): Entered {
    const state = this.#state;
    if (place.level >= EXPANSION_LIMITS.includeDepth) return 'too-deep';
    if (this.#tried > 0) {
      this.#enteredToTry += 1 + (state.lexed(place.file).starts.length >> 6);
      if (this.#isTriedOut) return 'too-much';
    }
    if (kind === 'preprocessor' && state.wasReadOnce(place.file)) return 'once';
    if (!state.countInclude(place.file)) return 'too-much';
    if (once) {
      state.readOnce(place.file);
      if (state.wasEntered(place.file)) return 'once';
    }
    state.noteEntered(place.file);
    const spentAround = this.#spentInside;
    const begin = state.steps;
    const unit = this.#recorded(place, kind) ?? this.#expand(place, kind);
    this.#spentInside = spentAround + state.steps - begin;
    state.countText(unit.text.length);
    return unit;
  }

  /** What there is of a board that could not be read at all. */
  emptyUnit(path: string): PreprocessedUnit {
    const clean = new CleanText(new SourceFile(path, ''));
    return new PreprocessedUnit(new UnitBuilder(clean).finish());
  }

  #expand(place: FilePlace, kind: IncludeKind): PreprocessedUnit {
    this.counts.expanded++;
    const begin = this.#state.steps;
    this.#spentInside = 0;
    const file = new OpenFile(this.#state, this, place, kind);
    const parts = new FileExpansion(file).run();
    const trace = file.finish();
    const spent = this.#state.steps - begin - this.#spentInside;
    const { cache } = this.#state.shared;
    const unit = cache.sameOrNew(place.path, kind, parts);
    // What is given up is not what the file comes to.
    if (trace !== undefined && (this.#tried === 0 || !this.#isTriedOut))
      cache.keep(place.path, kind, { ...trace, unit, spent });
    return unit;
  }

  /** The unit of an earlier expansion that would go the same way now; its changes of macros are made. */
  #recorded(place: FilePlace, kind: IncludeKind): PreprocessedUnit | undefined {
    if (this.#state.isPoisoned) return undefined;
    const { cache } = this.#state.shared;
    for (const trace of cache.traces(place.path, kind, place.file)) {
      if (this.#isTriedOut) return undefined;
      const before = this.#state.moment;
      this.#tried++;
      const fits = this.#replay(trace, place);
      this.#tried--;
      if (!fits) this.#enteredInVain += 1 + this.#state.moment.includes - before.includes;
      if (this.#tried === 0) {
        if (!fits) this.#enteredInVain += this.#enteredToTry;
        this.#enteredToTry = 0;
      }
      if (fits) {
        this.counts.reused++;
        cache.used(place.path, kind, trace);
        return trace.unit;
      }
      this.#state.takeBack(before);
    }
    return undefined;
  }

  /** Whether so much was tried in vain that recorded expansions are given up: those that are being tried end at once. */
  get #isTriedOut(): boolean {
    return this.#enteredInVain + this.#enteredToTry > EXPANSION_LIMITS.filesInVain;
  }

  /** Changes the macros as a recorded expansion did; false as soon as it would go another way now. */
  #replay(trace: Trace, place: FilePlace): boolean {
    const state = this.#state;
    if (trace.level >= 0 && trace.level !== place.level) return false;
    if (trace.basePath !== undefined && trace.basePath !== state.basePath) return false;
    const { table } = state.shared;
    if (trace.once) state.readOnce(place.file);
    for (let index = 0; index < trace.segments.length; index++) {
      const segment = trace.segments[index];
      const step = trace.steps[index];
      if (segment === undefined || !holds(segment, table)) return false;
      redo(segment, table);
      if (step === undefined) continue;
      const found = state.find(step.style, step.name, place, trace.kind);
      if (found?.path !== step.path || found?.file !== step.file) return false;
      if (step.missing !== undefined && state.whyMissing(step.style, step.name, place, trace.kind) !== step.missing)
        return false;
      if (step.asked === 'presence' || found === undefined) continue;
      const kind = step.style === 'dtc' ? 'dtc' : 'preprocessor';
      const entered = this.enter(placeOf(found, place, trace.kind, step.style), kind, step.asked === 'import');
      if (!sameOutcome(entered, step.unit)) return false;
    }
    // Where the budget ends somewhere in the file it is expanded anew, up to there.
    return state.spend(trace.spent);
  }
}

function sameOutcome(entered: Entered, unit: PreprocessedUnit | undefined): boolean {
  if (typeof entered === 'string') return entered === 'once' && unit === undefined;
  return unit !== undefined && sameContent(entered, unit);
}
