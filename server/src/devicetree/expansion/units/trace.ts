import type { SourceFile } from '../../../text/sourceFile.ts';
import type { IncludeStyle } from '../files/includeSearch.ts';
import type { Macro } from '../macros/macro.ts';
import type { MacroTable } from '../macros/macroTable.ts';
import type { PreprocessedUnit } from './preprocessedUnit.ts';

/** What a stretch of a file without includes needed to know of macros, and what it changed. */
export interface Segment {
  /** Names that were no macros. */
  readonly absent: Int32Array;
  /** Macros that were used or compared. */
  readonly used: readonly Macro[];
  /** Names of which only that they are macros was asked. */
  readonly defined: Int32Array;
  readonly changed: Int32Array;
  readonly changedTo: readonly (Macro | undefined)[];
}

/** What came of asking for another file. */
export interface TraceStep {
  readonly style: IncludeStyle;
  readonly name: string;
  /** Where it was found; `undefined` where it was not. */
  readonly path: string | undefined;
  readonly file: SourceFile | undefined;
  /** What it expanded to; `undefined` where it was only asked whether it is there, or not read a second time. */
  readonly unit: PreprocessedUnit | undefined;
  readonly asked: 'include' | 'import' | 'presence';
  /** Where it was not found: what the message about it says of that (`RunState.whyMissing`). */
  readonly missing: string | undefined;
}

/**
 * How a file was expanded once: stretches and includes in turn. Where every stretch finds the macros it found then,
 * and every include leads to the same content, expanding it again would give the same unit.
 */
export interface Trace {
  readonly kind: 'preprocessor' | 'dtc';
  readonly file: SourceFile;
  /** One more than there are steps. */
  readonly segments: readonly Segment[];
  readonly steps: readonly TraceStep[];
  readonly unit: PreprocessedUnit;
  /** The include level, where `__INCLUDE_LEVEL__` was used; -1 else. */
  readonly level: number;
  /** The board's path, where `__BASE_FILE__` was used. */
  readonly basePath: string | undefined;
  /** Whether the file says `#pragma once`. */
  readonly once: boolean;
  /** The macro steps that its own text took, without those of the files that it includes. */
  readonly spent: number;
  /** Of each use of a macro, or directive, in its own text that took steps: where it begins, and how many. */
  readonly spentAt: Int32Array;
  /** How many edits of the file it went through since the file was expanded as a whole. */
  readonly edits: number;
}

/** Whether a stretch would go as it went then. */
export function holds(segment: Segment, table: MacroTable): boolean {
  const { absent, used, defined } = segment;
  const isDefined = table.defined;
  for (let index = 0; index < absent.length; index++) {
    if (isDefined[absent[index] ?? 0] === 1) return false;
  }
  for (let index = 0; index < defined.length; index++) {
    if (isDefined[defined[index] ?? 0] !== 1) return false;
  }
  for (const macro of used) {
    if (table.get(macro.symbol) !== macro) return false;
  }
  return true;
}

/** What two stretches that change no macros ask of them together, both at the same moment. */
export function together(one: Segment, other: Segment): Segment {
  // A file that is one line is one stretch, with as many names as it has.
  const lackingIn = <Item>(items: Iterable<Item>): ((item: Item) => boolean) => {
    const known = new Set(items);
    return (item) => !known.has(item);
  };
  const added = <Item>(items: readonly Item[], more: readonly Item[]): readonly Item[] => {
    const lacking = more.length === 0 ? more : more.filter(lackingIn(items));
    return lacking.length === 0 ? items : [...items, ...lacking];
  };
  const addedSymbols = (symbols: Int32Array, more: Int32Array): Int32Array => {
    const lacking = more.length === 0 ? more : more.filter(lackingIn(symbols));
    return lacking.length === 0 ? symbols : Int32Array.from([...symbols, ...lacking]);
  };
  return {
    absent: addedSymbols(one.absent, other.absent),
    used: added(one.used, other.used),
    defined: addedSymbols(one.defined, other.defined),
    changed: NO_SYMBOLS,
    changedTo: [],
  };
}

/** Changes the macros as a stretch did. */
export function redo(segment: Segment, table: MacroTable): void {
  const { changed, changedTo } = segment;
  for (let index = 0; index < changed.length; index++) table.set(changed[index] ?? 0, changedTo[index]);
}

const NO_SYMBOLS = new Int32Array(0);
const EMPTY: Segment = { absent: NO_SYMBOLS, used: [], defined: NO_SYMBOLS, changed: NO_SYMBOLS, changedTo: [] };

/** Notes, for the stretch that is being expanded, what it asks of macros and how it changes them. */
export class SegmentRecorder {
  private readonly _table: MacroTable;
  /** Not 0 for symbols of which this stretch already asked (bit 1) or which it set itself (bit 2). */
  touched = new Uint8Array(1 << 14);
  readonly absent: number[] = [];
  private readonly _used: Macro[] = [];
  private readonly _defined: number[] = [];
  private readonly _changed: number[] = [];

  constructor(table: MacroTable) {
    this._table = table;
  }

  reserve(count: number): void {
    if (count <= this.touched.length) return;
    const larger = new Uint8Array(Math.max(count, this.touched.length * 2));
    larger.set(this.touched);
    this.touched = larger;
  }

  noteAbsent(symbol: number): void {
    if (this._touch(symbol)) this.absent.push(symbol);
  }

  noteUse(macro: Macro): void {
    if (this._touch(macro.symbol)) this._used.push(macro);
    else if (this._defined.length > 0) this._sharpen(macro);
  }

  noteDefined(symbol: number): void {
    if (this._touch(symbol)) this._defined.push(symbol);
  }

  /** Notes that the stretch sets a symbol. */
  noteSet(symbol: number): void {
    if (symbol >= this.touched.length) this.reserve(symbol + 1);
    const before = this.touched[symbol] ?? 0;
    if ((before & SET) !== 0) return;
    this.touched[symbol] = before | SET;
    this._changed.push(symbol);
  }

  /** A macro of which only its presence was noted is now used for its value. */
  private _sharpen(macro: Macro): void {
    const index = this._defined.indexOf(macro.symbol);
    if (index < 0 || ((this.touched[macro.symbol] ?? 0) & SET) !== 0) return;
    this._defined.splice(index, 1);
    this._used.push(macro);
  }

  private _touch(symbol: number): boolean {
    if (symbol >= this.touched.length) this.reserve(symbol + 1);
    if (this.touched[symbol] !== 0) return false;
    this.touched[symbol] = ASKED;
    return true;
  }

  /** Ends the stretch: what it noted. */
  take(): Segment {
    const { absent } = this;
    if (absent.length + this._used.length + this._defined.length + this._changed.length === 0) return EMPTY;
    for (const symbol of absent) this.touched[symbol] = 0;
    for (const macro of this._used) this.touched[macro.symbol] = 0;
    for (const symbol of this._defined) this.touched[symbol] = 0;
    for (const symbol of this._changed) this.touched[symbol] = 0;
    const segment: Segment = {
      absent: new Int32Array(absent),
      used: this._used.slice(),
      defined: new Int32Array(this._defined),
      changed: new Int32Array(this._changed),
      changedTo: this._changed.map((symbol) => this._table.get(symbol)),
    };
    absent.length = 0;
    this._used.length = 0;
    this._defined.length = 0;
    this._changed.length = 0;
    return segment;
  }
}

const ASKED = 1;
const SET = 2;

/** About how many bytes a trace holds beside its unit. */
export function traceWeight(trace: Trace): number {
  let weight = 500 + trace.steps.length * 150 + trace.spentAt.length * 4;
  for (const segment of trace.segments) {
    weight += (segment.absent.length + segment.defined.length + segment.changed.length) * 4;
    weight += (segment.used.length + segment.changedTo.length) * 8 + 150;
  }
  return weight;
}
