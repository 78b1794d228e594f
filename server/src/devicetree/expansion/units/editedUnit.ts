import { editBetween } from '../../../text/textEdit.ts';
import { firstEventFrom, GAP } from '../files/lexedEvents.ts';
import type { LexedFile } from '../files/lexedFile.ts';
import { parenthesisFollows } from '../files/neighbours.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import { mayIncludeAsDtc } from '../tokens/dtcText.ts';
import { MacroUse } from '../tokens/macroUse.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import type { UnitInclude } from './expandedUnit.ts';
import type { Pieces, PreprocessedUnit, UnitParts } from './preprocessedUnit.ts';
import type { Trace } from './trace.ts';

/** Which stretch of an edited file's clean text is expanded anew, in offsets of the new text. */
export interface EditedStretch {
  /** Whole lines, beginning after a line feed and ending in front of one, or at an end of the text. */
  readonly start: number;
  readonly end: number;
  /** The file's own text that is copied with it, up to the nearest macro use or directive on each side. */
  readonly copiedFrom: number;
  readonly copiedTo: number;
}

/** How the unit of an edited file is made of the one before the edit. */
export interface UnitEdit {
  readonly stretch: EditedStretch;
  /** The clean text after the edit. */
  readonly clean: CleanText;
  /** How many pieces before the stretch stay, and from which on they stay after it. */
  readonly piecesBefore: number;
  readonly piecesAfter: number;
  /** The stretch in offsets of the text before the edit. */
  readonly oldStart: number;
  readonly oldEnd: number;
  /** How many includes come before the stretch. */
  readonly includesBefore: number;
}

/**
 * How an earlier expansion of a file holds around an edit of its text: nothing that a file says of itself reaches over
 * lines, but for conditional groups, calls of macros, comments and strings, and none of these begins or ends in the
 * stretch that is expanded anew, or reaches into it. `undefined` where that is not so, and where what follows depends on
 * more than the macros that it uses (its own `#define`s, `__LINE__`).
 */
export function unitEditOf(
  trace: Trace,
  before: LexedFile,
  after: LexedFile,
  symbols: SymbolTable,
): UnitEdit | undefined {
  const { unit } = trace;
  if (!isPlain(before) || !isPlain(after) || !holdsAroundEdits(trace)) return undefined;
  const old = before.clean.text;
  const edit = editBetween(old, after.clean.text);
  const growth = edit.newEnd - edit.oldEnd;
  const { pieces } = unit;
  let piecesBefore = pieces.at.length;
  let start = 0;
  for (; piecesBefore > 0; piecesBefore--) {
    if (pieces.uses[piecesBefore - 1] !== undefined) continue;
    const from = pieces.starts[piecesBefore - 1] ?? 0;
    if (from >= edit.start) continue;
    const lineFeed = old.lastIndexOf('\n', Math.min(edit.start, pieces.ends[piecesBefore - 1] ?? 0) - 1);
    if (lineFeed < from) continue;
    start = lineFeed + 1;
    piecesBefore--;
    break;
  }
  const copiedFrom = start === 0 ? 0 : (pieces.starts[piecesBefore] ?? 0);
  let piecesAfter = piecesBefore;
  let end = old.length;
  let copiedTo = end;
  for (; piecesAfter < pieces.at.length; piecesAfter++) {
    if (pieces.uses[piecesAfter] !== undefined) continue;
    const to = pieces.ends[piecesAfter] ?? 0;
    if (to <= edit.oldEnd) continue;
    const lineFeed = old.indexOf('\n', Math.max(edit.oldEnd, pieces.starts[piecesAfter] ?? 0));
    if (lineFeed < 0 || lineFeed >= to) continue;
    end = lineFeed;
    copiedTo = to;
    break;
  }
  // What is before the stretch may be a macro's name that waits for its arguments.
  if (
    start > 0 &&
    (parenthesisFollows(before.clean, symbols, start) || parenthesisFollows(after.clean, symbols, start))
  )
    return undefined;
  const events = before.values.subarray(firstEventFrom(before.starts, start), firstEventFrom(before.starts, end));
  if (!events.every((value) => value >= GAP)) return undefined;
  return {
    stretch: { start, end: end + growth, copiedFrom, copiedTo: copiedTo + growth },
    clean: after.clean,
    piecesBefore,
    piecesAfter,
    oldStart: start,
    oldEnd: end,
    includesBefore: unit.includes.filter(({ directive }) => directive.start < start).length,
  };
}

/** Whether nothing in a file but conditional groups, calls of macros and comments goes over the ends of lines. */
function isPlain({ isOrdinary, hasOpenQuotes, clean }: LexedFile): boolean {
  return isOrdinary && !hasOpenQuotes && clean.text.length === clean.file.text.length;
}

/** Whether an expansion depends, line by line, on nothing but the macros that it finds, and changes none. */
function holdsAroundEdits(trace: Trace): boolean {
  const { kind, unit, level, basePath, segments } = trace;
  return (
    kind === 'preprocessor' &&
    level < 0 &&
    basePath === undefined &&
    hasIncludesOfSteps(trace) &&
    segments.every(({ changed, used }) => changed.length === 0 && used.every((macro) => macro.dynamic === undefined)) &&
    !mayIncludeAsDtc(unit.text)
  );
}

/**
 * Whether a unit is as its expansion made it, without a problem, and its includes are what came of the steps in their
 * order. One without any text may be another expansion's.
 */
export function hasIncludesOfSteps({ unit, steps }: Trace): boolean {
  return (
    !unit.blank &&
    unit.problems.length === 0 &&
    unit.includes.length === steps.length &&
    unit.includes.every(({ kind }, index) => kind === 'preprocessor' && steps[index]?.unit !== undefined)
  );
}

/** The parts of a unit that has other includes in the place of its own, in their order. */
export function withIncludes(unit: PreprocessedUnit, includes: readonly PreprocessedUnit[]): UnitParts {
  const { clean, text, pieces, problems, problemIncludes, definitions } = unit;
  const replaced = unit.includes.map((include, index) => ({ ...include, unit: includes[index] ?? include.unit }));
  return { clean, text, pieces, includes: replaced, problems, problemIncludes, definitions };
}

/** The parts of an edited file's unit: what stays of the earlier one, `made` in the stretch, and `includes` in their order. */
export function editedParts(
  unit: PreprocessedUnit,
  edit: UnitEdit,
  made: UnitParts,
  includes: readonly PreprocessedUnit[],
): UnitParts {
  const { clean, piecesBefore, piecesAfter, stretch, oldEnd } = edit;
  const { pieces } = unit;
  const { at } = pieces;
  const growth = stretch.end - oldEnd;
  const hasRest = piecesAfter < at.length;
  const headLength = piecesBefore < at.length ? (at[piecesBefore] ?? 0) : unit.text.length;
  const tailStart = hasRest
    ? (at[piecesAfter] ?? 0) + (pieces.ends[piecesAfter] ?? 0) - (pieces.starts[piecesAfter] ?? 0)
    : unit.text.length;
  const head = new MovedPieces(pieces, 0, piecesBefore, { from: unit.clean, to: clean, by: 0 });
  const tail = new MovedPieces(pieces, piecesAfter + 1, at.length, { from: unit.clean, to: clean, by: growth });
  const textGrowth = headLength + made.text.length - tailStart;
  return {
    clean,
    text: unit.text.slice(0, headLength) + made.text + unit.text.slice(tailStart),
    pieces: {
      at: joined(
        head.at(0),
        made.pieces.at.map((offset) => offset + headLength),
        tail.at(textGrowth),
      ),
      starts: joined(head.starts, made.pieces.starts, tail.starts),
      ends: joined(head.ends, made.pieces.ends, tail.ends),
      parameters: joined(head.parameters, made.pieces.parameters, tail.parameters),
      uses: head.uses.concat(made.pieces.uses, tail.uses),
      sources: head.sources.concat(made.pieces.sources, tail.sources),
    },
    includes: unit.includes.map((include, index): UnitInclude => {
      const child = includes[index] ?? include.unit;
      const { directive } = include;
      const isAfter = index >= edit.includesBefore;
      const by = isAfter ? growth : 0;
      return {
        ...include,
        unit: child,
        offset: include.offset + (isAfter ? textGrowth : 0),
        directive: { file: clean.file, start: directive.start + by, end: directive.end + by },
      };
    }),
    problems: [],
    problemIncludes: [],
    definitions: [],
  };
}

/** From which clean text to which pieces are moved, and by how much what stands in it. */
interface Move {
  readonly from: CleanText;
  readonly to: CleanText;
  readonly by: number;
}

/** Some pieces of a unit as those of an edited text. */
class MovedPieces {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly parameters: Int32Array;
  readonly uses: (MacroUse | undefined)[];
  readonly sources: (CleanText | undefined)[];
  private readonly _at: Int32Array;
  private readonly _moved = new Map<MacroUse, MacroUse>();
  private readonly _move: Move;

  constructor(pieces: Pieces, first: number, end: number, move: Move) {
    this._move = move;
    this._at = pieces.at.subarray(first, end);
    this.starts = pieces.starts.slice(first, end);
    this.ends = pieces.ends.slice(first, end);
    this.parameters = pieces.parameters.subarray(first, end);
    this.uses = pieces.uses.slice(first, end);
    this.sources = pieces.sources.slice(first, end);
    for (let piece = 0; piece < this.uses.length; piece++) {
      const use = this.uses[piece];
      if (use !== undefined) {
        this.uses[piece] = this._use(use);
        if (this.sources[piece] !== move.from) continue;
        this.sources[piece] = move.to;
      }
      if (move.by === 0) continue;
      this.starts[piece] = (this.starts[piece] ?? 0) + move.by;
      this.ends[piece] = (this.ends[piece] ?? 0) + move.by;
    }
  }

  /** Where each begins in a text that is longer by so much in front of it. */
  at(growth: number): Int32Array {
    return growth === 0 ? this._at : this._at.map((offset) => offset + growth);
  }

  /** A use of a macro with those around it, which may be very many. */
  private _use(innermost: MacroUse): MacroUse {
    let moved = this._moved.get(innermost);
    // The pieces of one use follow one another.
    if (moved !== undefined) return moved;
    const pending = [innermost];
    for (let use = innermost.parent; use !== undefined && moved === undefined; use = use.parent) {
      moved = this._moved.get(use);
      if (moved === undefined) pending.push(use);
    }
    const { from, to, by } = this._move;
    for (let index = pending.length - 1; index >= 0; index--) {
      const use = pending[index];
      if (use === undefined) break;
      const { macro, source, start, end, serial } = use;
      moved =
        source === from
          ? new MacroUse(macro, to, start + by, end + by, moved, serial)
          : new MacroUse(macro, source, start, end, moved, serial);
      this._moved.set(use, moved);
    }
    return moved ?? innermost;
  }
}

function joined(...parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of parts) {
    whole.set(part, length);
    length += part.length;
  }
  return whole;
}
