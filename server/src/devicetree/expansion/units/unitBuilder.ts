import type { Problem } from '../../../text/problem.ts';
import type { Macro } from '../macros/macro.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import type { MacroUse } from '../tokens/macroUse.ts';
import type { Token } from '../tokens/token.ts';
import type { UnitInclude } from './expandedUnit.ts';
import type { Pieces, UnitParts } from './preprocessedUnit.ts';

/** Room for this many pieces is used again for the next unit; a megabyte of macros asks for a hundred times as much. */
const MOST_KEPT_PIECES = 1 << 14;

/** Pieces being collected. Units are small and many, so that the room is used again. */
class PieceColumns {
  at = new Int32Array(1024);
  starts = new Int32Array(1024);
  ends = new Int32Array(1024);
  parameters = new Int32Array(1024);
  readonly uses: (MacroUse | undefined)[] = [];
  readonly sources: (CleanText | undefined)[] = [];
  count = 0;

  add(
    at: number,
    start: number,
    end: number,
    parameter: number,
    use: MacroUse | undefined,
    source: CleanText | undefined,
  ): void {
    const { count } = this;
    if (count === this.at.length) this._grow();
    this.at[count] = at;
    this.starts[count] = start;
    this.ends[count] = end;
    this.parameters[count] = parameter;
    this.uses.push(use);
    this.sources.push(source);
    this.count++;
  }

  private _grow(): void {
    this.at = doubled(this.at);
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
    this.parameters = doubled(this.parameters);
  }

  /** A copy of what was collected; the columns are empty again. */
  take(): Pieces {
    const { count } = this;
    const pieces = {
      at: this.at.slice(0, count),
      starts: this.starts.slice(0, count),
      ends: this.ends.slice(0, count),
      parameters: this.parameters.slice(0, count),
      uses: this.uses.slice(),
      sources: this.sources.slice(),
    };
    this.uses.length = 0;
    this.sources.length = 0;
    this.count = 0;
    return pieces;
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** Columns that are free, none of them large; there are as many in use as files are nested. */
const freeColumns: PieceColumns[] = [];

/** Puts a unit's text together from stretches of its file and of macros. */
export class UnitBuilder {
  readonly clean: CleanText;
  private readonly _parts: string[] = [];
  private _length = 0;
  private readonly _pieces = freeColumns.pop() ?? new PieceColumns();
  readonly includes: UnitInclude[] = [];
  readonly problems: Problem[] = [];
  private readonly _problemIncludes: number[] = [];
  readonly definitions: Macro[] = [];

  constructor(clean: CleanText) {
    this.clean = clean;
  }

  /** How long the text is by now. */
  get length(): number {
    return this._length;
  }

  /** Appends `[start, end)` of the file's own clean text. */
  copy(start: number, end: number): void {
    if (end <= start) return;
    this._piece(start, end, -1, undefined, undefined);
    this._append(this.clean.text.slice(start, end));
  }

  /** Appends one blank, which belongs to what is before it. */
  blank(): void {
    this.white(' ');
  }

  /** Appends white space, or what else is no token of the file: it belongs to what is before it, or to a place in the file. */
  white(text: string, at = -1): void {
    const place = Math.min(Math.max(0, at), this.clean.text.length);
    if (at >= 0 || this._pieces.count === 0) this._piece(place, place, -1, undefined, undefined);
    this._append(text);
  }

  /** How many parts were appended by now, and the text of one. */
  get partCount(): number {
    return this._parts.length;
  }

  part(index: number): string {
    return this._parts[index] ?? '';
  }

  /** Appends a token that came out of a macro. */
  token(token: Token): void {
    const source = token.use === undefined ? undefined : token.source;
    this._piece(token.start, token.end, token.argument, token.use, source);
    this._append(token.text);
  }

  /** Appends the whole text of a macro that has nothing to expand. */
  plain(use: MacroUse, text: string): void {
    const { macro } = use;
    this._piece(macro.bodyStart, macro.bodyEnd, -1, use, macro.source);
    this._append(text);
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
    this._problemIncludes.push(this.includes.length);
  }

  private _piece(
    start: number,
    end: number,
    parameter: number,
    use: MacroUse | undefined,
    source: CleanText | undefined,
  ): void {
    this._pieces.add(this._length, start, end, parameter, use, source);
  }

  private _append(text: string): void {
    this._parts.push(text);
    this._length += text.length;
  }

  /** The parts of the unit; nothing may be added any more. */
  finish(): UnitParts {
    const text = this._parts.join('');
    const pieces = this._pieces.take();
    if (this._pieces.at.length <= MOST_KEPT_PIECES) freeColumns.push(this._pieces);
    return {
      clean: this.clean,
      text,
      pieces,
      includes: this.includes,
      problems: this.problems,
      problemIncludes: this._problemIncludes,
      definitions: this.definitions,
    };
  }
}
