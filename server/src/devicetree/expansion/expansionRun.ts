import { EXPANSION_LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { Entered, FilePlace } from './directives/fileScope.ts';
import { FileExpansion } from './fileExpansion.ts';
import type { IncludeSearch } from './files/includeSearch.ts';
import { OpenFile, placeOf } from './openFile.ts';
import { RunState, type SharedState } from './runState.ts';
import { CleanText } from './tokens/cleanText.ts';
import {
  type EditedStretch,
  editedParts,
  hasIncludesOfSteps,
  type UnitEdit,
  unitEditOf,
  withIncludes,
} from './units/editedUnit.ts';
import type { IncludeKind } from './units/expandedUnit.ts';
import { PreprocessedUnit, sameContent, type UnitParts } from './units/preprocessedUnit.ts';
import { holds, redo, type Segment, type Trace, type TraceStep, together } from './units/trace.ts';
import { UnitBuilder } from './units/unitBuilder.ts';

/** From so many edits on a file is expanded as a whole again: what it asked of macros in between is forgotten then. */
const MOST_EDITS = 64;

/** At most this many recorded expansions of a file are tried for what an edit has left of them. */
const MOST_RENEWED = 3;

/** One request's way through the files: each is taken from an earlier expansion that would go the same way, or expanded. */
export class ExpansionRun {
  private readonly _state: RunState;
  /** How many recorded expansions are being tried, one in the other. */
  private _tried = 0;
  /**
   * How many files were entered for the outermost of them, and in all for those that then did not fit; a long file
   * counts as several.
   */
  private _enteredToTry = 0;
  private _enteredInVain = 0;
  /** The macro steps of the files that were entered since the file that is being expanded was opened. */
  private _spentInside = 0;
  /** Whether a file was met that was edited, or is tried in the place of another; and one that is tried. */
  private _meetsEdited = false;
  private _meetsTried = false;
  /** How many traces could be used again, how many files had to be expanded, and of how many of these a part alone. */
  readonly counts = { reused: 0, expanded: 0, partly: 0 };

  constructor(shared: SharedState, search: IncludeSearch, basePath: string, sourceDate: number) {
    this._state = new RunState(shared, search, basePath, sourceDate);
  }

  /** Expands the file at a place; `once` if it asks to be read only once by the way in which it is included. */
  enter(place: FilePlace, kind: IncludeKind, once = false): Entered {
    const state = this._state;
    if (place.level >= EXPANSION_LIMITS.includeDepth) {
      state.noteTooDeep();
      return 'too-deep';
    }
    if (this._tried > 0) {
      this._enteredToTry += 1 + (state.lexed(place.file).starts.length >> 6);
      if (this._isTriedOut) return 'too-much';
    }
    if (kind === 'preprocessor' && state.wasReadOnce(place.file)) return 'once';
    if (!state.countInclude(place.file)) return 'too-much';
    if (once) {
      state.readOnce(place.file);
      if (state.wasEntered(place.file)) return 'once';
    }
    state.noteEntered(place.file);
    const spentAround = this._spentInside;
    const begin = state.steps;
    const unit = this._recorded(place, kind) ?? this._renewed(place, kind) ?? this._expand(place, kind);
    this._spentInside = spentAround + state.steps - begin;
    state.countText(unit.text.length);
    return unit;
  }

  /** What there is of a board that could not be read at all. */
  emptyUnit(path: string): PreprocessedUnit {
    const clean = new CleanText(new SourceFile(path, ''));
    return new PreprocessedUnit(new UnitBuilder(clean).finish());
  }

  private _expand(place: FilePlace, kind: IncludeKind): PreprocessedUnit {
    this.counts.expanded++;
    const begin = this._state.steps;
    this._spentInside = 0;
    const file = new OpenFile(this._state, this, place, kind);
    const parts = new FileExpansion(file).run();
    const trace = file.finish();
    const spent = this._state.steps - begin - this._spentInside;
    const { cache } = this._state.shared;
    const unit = cache.sameOrNew(place.path, kind, parts);
    // What is given up is not what the file comes to.
    if (trace !== undefined) this._keep(place, kind, { ...trace, unit, spent });
    return unit;
  }

  private _keep(place: FilePlace, kind: IncludeKind, trace: Trace): void {
    if (this._tried > 0 && this._isTriedOut) return;
    this._state.shared.cache.keep(place.path, kind, trace, this._meetsTried);
  }

  /** The unit of an earlier expansion that would go the same way now; its changes of macros are made. */
  private _recorded(place: FilePlace, kind: IncludeKind): PreprocessedUnit | undefined {
    if (this._state.isPoisoned) return undefined;
    const { cache } = this._state.shared;
    for (const trace of cache.traces(place.path, kind, place.file)) {
      if (this._isTriedOut) return undefined;
      if (this._try(() => this._replay(trace, place)) === undefined) continue;
      this.counts.reused++;
      cache.used(place.path, kind, trace);
      return trace.unit;
    }
    return undefined;
  }

  /** What follows a recorded expansion; where it cannot be followed, all that was changed on the way is taken back. */
  private _try<Made>(follow: () => Made | undefined): Made | undefined {
    const before = this._state.moment;
    this._tried++;
    const followed = follow();
    this._tried--;
    // Files that were entered after that were given up, and what includes them is not what it comes to.
    const made = this._isTriedOut ? undefined : followed;
    if (made === undefined) this._enteredInVain += 1 + this._state.moment.includes - before.includes;
    if (this._tried === 0) {
      if (made === undefined) this._enteredInVain += this._enteredToTry;
      this._enteredToTry = 0;
    }
    if (made === undefined) this._state.takeBack(before);
    return made;
  }

  /**
   * The unit of a file that was edited, or includes one that was: of the expansion before the edit all is taken over that
   * would come out the same.
   */
  private _renewed(place: FilePlace, kind: IncludeKind): PreprocessedUnit | undefined {
    const state = this._state;
    const { cache, symbols } = state.shared;
    const earlier = cache.earlier(place.file);
    if (earlier !== undefined) this._meetsEdited = true;
    if (place.file.triedFor !== undefined) this._meetsTried = true;
    if (!this._meetsEdited || state.isPoisoned) return undefined;
    const edited = (earlier?.traces ?? []).filter((trace) => trace.kind === kind && trace.edits < MOST_EDITS);
    for (const trace of edited.slice(0, MOST_RENEWED)) {
      const edit = earlier && unitEditOf(trace, earlier.lexed, state.lexed(place.file), symbols);
      const unit = edit && !this._isTriedOut ? this._try(() => this._renew(trace, place, edit)) : undefined;
      if (unit !== undefined) return unit;
    }
    for (const trace of cache.traces(place.path, kind, place.file).slice(0, MOST_RENEWED)) {
      if (this._isTriedOut || !hasIncludesOfSteps(trace)) continue;
      const unit = this._try(() => this._renew(trace, place));
      if (unit !== undefined) return unit;
    }
    return undefined;
  }

  /**
   * The unit of an expansion that goes the way of a recorded one but for the files that it includes, which may be others
   * now, and for the stretch of an edit, which is expanded.
   */
  private _renew(trace: Trace, place: FilePlace, edit?: UnitEdit): PreprocessedUnit | undefined {
    const state = this._state;
    const { table, cache } = state.shared;
    if (!this._isPlaceOf(trace, place)) return undefined;
    const segments: Segment[] = [];
    const steps: TraceStep[] = [];
    let made: MadeStretch | undefined;
    for (const [index, segment] of trace.segments.entries()) {
      if (!holds(segment, table)) return undefined;
      if (index === edit?.includesBefore) {
        made = this._expandStretch(place, trace.kind, edit.stretch);
        if (made === undefined) return undefined;
        segments.push(together(segment, made.segment));
      } else {
        segments.push(segment);
        redo(segment, table);
      }
      const step = trace.steps[index];
      const again = step && this._again(step, place, trace.kind, false);
      if (again !== undefined) steps.push(again);
      else if (step !== undefined) return undefined;
    }
    const { spent, spentAt } = edit && made ? spentAfter(trace, edit, made) : trace;
    if (!state.spend(spent - (made?.spent ?? 0))) return undefined;
    const units = steps.flatMap(({ unit }) => unit ?? []);
    const parts = edit && made ? editedParts(trace.unit, edit, made.parts, units) : withIncludes(trace.unit, units);
    const unit = cache.sameOrNew(place.path, trace.kind, parts);
    const edits = edit === undefined ? trace.edits : trace.edits + 1;
    this._keep(place, trace.kind, { ...trace, file: place.file, unit, segments, steps, spent, spentAt, edits });
    this.counts.expanded++;
    this.counts.partly++;
    return unit;
  }

  /** Expands a stretch of an edited file's text; `undefined` where it cannot be told apart from what is around it. */
  private _expandStretch(place: FilePlace, kind: IncludeKind, stretch: EditedStretch): MadeStretch | undefined {
    const begin = this._state.steps;
    const file = new OpenFile(this._state, this, place, kind);
    const parts = new FileExpansion(file).runStretch(stretch);
    const noted = file.finishStretch();
    return parts && noted && { parts, ...noted, spent: this._state.steps - begin };
  }

  /** Whether so much was tried in vain that recorded expansions are given up: those that are being tried end at once. */
  private get _isTriedOut(): boolean {
    return this._enteredInVain + this._enteredToTry > EXPANSION_LIMITS.filesInVain;
  }

  /** Changes the macros as a recorded expansion did; `undefined` as soon as it would go another way now. */
  private _replay(trace: Trace, place: FilePlace): Trace | undefined {
    const { table } = this._state.shared;
    if (!this._isPlaceOf(trace, place)) return undefined;
    for (let index = 0; index < trace.segments.length; index++) {
      const segment = trace.segments[index];
      const step = trace.steps[index];
      if (segment === undefined || !holds(segment, table)) return undefined;
      redo(segment, table);
      if (step === undefined) continue;
      const again = this._again(step, place, trace.kind, true);
      if (again === undefined) return undefined;
      if (step.unit !== undefined && (again.unit === undefined || !sameContent(again.unit, step.unit)))
        return undefined;
    }
    // Where the budget ends somewhere in the file it is expanded anew, up to there.
    return this._state.spend(trace.spent) ? trace : undefined;
  }

  /** Whether the place of a file is one at which a recorded expansion of it holds, as far as that depends on its place. */
  private _isPlaceOf(trace: Trace, place: FilePlace): boolean {
    if (trace.level >= 0 && trace.level !== place.level) return false;
    if (trace.basePath !== undefined && trace.basePath !== this._state.basePath) return false;
    if (trace.once) this._state.readOnce(place.file);
    return true;
  }

  /**
   * What comes of a step of a recorded expansion now: `undefined` where another file is found, with `isSame` another
   * content of it too, and where it is entered although it was not, or the other way round.
   */
  private _again(step: TraceStep, place: FilePlace, kind: IncludeKind, isSame: boolean): TraceStep | undefined {
    const state = this._state;
    const found = state.find(step.style, step.name, place, kind);
    if (found?.path !== step.path) return undefined;
    if (isSame && found?.file !== step.file) {
      this._meetsEdited = true;
      return undefined;
    }
    if (step.missing !== undefined && state.whyMissing(step.style, step.name, place, kind) !== step.missing)
      return undefined;
    if (step.asked === 'presence' || found === undefined) return step;
    const entry = step.style === 'dtc' ? 'dtc' : 'preprocessor';
    const entered = this.enter(placeOf(found, place, kind, step.style), entry, step.asked === 'import');
    if (typeof entered === 'string') return entered === 'once' && step.unit === undefined ? step : undefined;
    if (step.unit === undefined) return undefined;
    return entered === step.unit ? step : { ...step, file: found.file, unit: entered };
  }
}

/** What came of a stretch of an edited file's text. */
interface MadeStretch extends Pick<Trace, 'spent' | 'spentAt'> {
  readonly parts: UnitParts;
  readonly segment: Segment;
}

/** The macro steps of a recorded expansion with those of a stretch for what stood there. */
function spentAfter(trace: Trace, { oldStart, oldEnd, stretch }: UnitEdit, made: MadeStretch) {
  let { spent } = trace;
  const before: number[] = [];
  const after: number[] = [];
  for (let index = 0; index < trace.spentAt.length; index += 2) {
    const [start = 0, steps = 0] = trace.spentAt.subarray(index, index + 2);
    if (start < oldStart) before.push(start, steps);
    else if (start >= oldEnd) after.push(start + stretch.end - oldEnd, steps);
    else spent -= steps;
  }
  return { spent: spent + made.spent, spentAt: Int32Array.from([...before, ...made.spentAt, ...after]) };
}
