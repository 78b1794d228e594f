import type { Origin } from '../../../text/origin.ts';
import type { Problem } from '../../../text/problem.ts';
import type { SourceFile, Span } from '../../../text/sourceFile.ts';
import type { Macro } from '../macros/macro.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import type { MacroUse } from '../tokens/macroUse.ts';
import type { ExpandedUnit, UnitInclude } from './expandedUnit.ts';

/** The stretches that a unit's text is put together from, as columns; one is found by binary search. */
export interface Pieces {
  /** Where each begins in the unit's text. */
  readonly at: Int32Array;
  /** Where it begins and ends in the clean text that it is from. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The parameter whose argument it is from; -1 for none. */
  readonly parameters: Int32Array;
  /** The macro use that it is in; `undefined` for the file's own text. */
  readonly uses: readonly (MacroUse | undefined)[];
  /** The text it is spelt in, where it is in a macro use. */
  readonly sources: readonly (CleanText | undefined)[];
}

/** The parts of a unit before it is one. */
export interface UnitParts {
  readonly clean: CleanText;
  readonly text: string;
  readonly pieces: Pieces;
  readonly includes: readonly UnitInclude[];
  readonly problems: readonly Problem[];
  /** For each problem, how many of the includes come before it. */
  readonly problemIncludes: readonly number[];
  readonly definitions: readonly Macro[];
}

/** A file's text after preprocessing, and the way back from it. */
export class PreprocessedUnit implements ExpandedUnit {
  readonly clean: CleanText;
  readonly text: string;
  readonly pieces: Pieces;
  readonly includes: readonly UnitInclude[];
  readonly problems: readonly Problem[];
  readonly problemIncludes: readonly number[];
  /** The `#define`s that were obeyed, in order. */
  readonly definitions: readonly Macro[];
  /** Whether neither it nor what it includes has any text but white space, or any problem. */
  readonly blank: boolean;
  /** Whether it or what it includes has problems. */
  readonly hasProblems: boolean;
  readonly notes = new Map<object, unknown>();

  constructor(parts: UnitParts) {
    this.clean = parts.clean;
    this.text = parts.text;
    this.pieces = parts.pieces;
    this.includes = parts.includes;
    this.problems = parts.problems;
    this.problemIncludes = parts.problemIncludes;
    this.definitions = parts.definitions;
    const children = parts.includes.map((include) => include.unit as PreprocessedUnit);
    this.hasProblems = parts.problems.length > 0 || children.some((child) => child.hasProblems);
    this.blank = !this.hasProblems && !/\S/.test(parts.text) && children.every((child) => child.blank);
  }

  get file(): SourceFile {
    return this.clean.file;
  }

  originAt(offset: number): Origin {
    const piece = this._pieceAt(offset);
    const { pieces, clean } = this;
    if (piece < 0) return { spelling: clean.span(0, 0), expansion: undefined, argument: undefined };
    const start = pieces.starts[piece] ?? 0;
    const end = pieces.ends[piece] ?? 0;
    const use = pieces.uses[piece];
    if (use === undefined) {
      const at = Math.min(start + Math.max(0, offset - (pieces.at[piece] ?? 0)), end);
      return { spelling: clean.span(at, Math.min(at + 1, end)), expansion: undefined, argument: undefined };
    }
    const parameter = pieces.parameters[piece] ?? -1;
    return {
      spelling: (pieces.sources[piece] ?? clean).span(start, end),
      expansion: use.expansion,
      argument: parameter < 0 ? undefined : parameter,
    };
  }

  sourceSpan(start: number, end: number): Span {
    const first = this._rangeAt(start);
    const last = end > start ? this._rangeAt(end - 1) : { start: first.start, end: first.start };
    return this.clean.span(
      Math.min(first.start, last.start),
      Math.max(end > start ? first.end : first.start, last.end),
    );
  }

  /** The stretch of the file's own clean text that a character comes from; a macro use counts whole. */
  private _rangeAt(offset: number): { readonly start: number; readonly end: number } {
    const piece = this._pieceAt(offset);
    if (piece < 0) return { start: 0, end: 0 };
    let use = this.pieces.uses[piece];
    if (use !== undefined) {
      while (use.parent !== undefined) use = use.parent;
      return { start: use.start, end: use.end };
    }
    const end = this.pieces.ends[piece] ?? 0;
    const at = Math.min((this.pieces.starts[piece] ?? 0) + Math.max(0, offset - (this.pieces.at[piece] ?? 0)), end);
    return { start: at, end: Math.min(at + 1, end) };
  }

  /** The last piece that begins at or before an offset; -1 where there is none. */
  private _pieceAt(offset: number): number {
    const at = this.pieces.at;
    let low = 0;
    let high = at.length - 1;
    if (high < 0) return -1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((at[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** About how many bytes it holds. */
  get weight(): number {
    return this.text.length + this.pieces.at.length * 90 + 1000;
  }
}

/** Whether a unit is what these parts would make: then it stays, and so does what others know about it. */
export function sameUnit(unit: PreprocessedUnit, parts: UnitParts): boolean {
  return (
    unit.clean === parts.clean &&
    unit.text.length === parts.text.length &&
    unit.includes.length === parts.includes.length &&
    unit.problems.length === 0 &&
    parts.problems.length === 0 &&
    unit.text === parts.text &&
    unit.includes.every((include, index) => sameInclude(include, parts.includes[index])) &&
    samePieces(unit.pieces, parts.pieces)
  );
}

function sameInclude(one: UnitInclude, other: UnitInclude | undefined): boolean {
  return (
    other !== undefined &&
    one.offset === other.offset &&
    one.kind === other.kind &&
    one.directive.start === other.directive.start &&
    sameContent(one.unit as PreprocessedUnit, other.unit as PreprocessedUnit)
  );
}

/** Whether two units stand for the same content: they are the same, or neither has any. */
export function sameContent(one: PreprocessedUnit, other: PreprocessedUnit): boolean {
  return one === other || (one.blank && other.blank && one.file === other.file);
}

function samePieces(one: Pieces, other: Pieces): boolean {
  const count = one.at.length;
  if (other.at.length !== count) return false;
  for (let piece = 0; piece < count; piece++) {
    if (one.at[piece] !== other.at[piece] || one.starts[piece] !== other.starts[piece]) return false;
    if (one.ends[piece] !== other.ends[piece] || one.parameters[piece] !== other.parameters[piece]) return false;
    if (one.sources[piece] !== other.sources[piece] || !sameUse(one.uses[piece], other.uses[piece])) return false;
  }
  return true;
}

function sameUse(one: MacroUse | undefined, other: MacroUse | undefined): boolean {
  while (one !== undefined && other !== undefined && one !== other) {
    if (one.macro !== other.macro || one.source !== other.source) return false;
    if (one.start !== other.start || one.end !== other.end) return false;
    one = one.parent;
    other = other.parent;
  }
  return one === other;
}
