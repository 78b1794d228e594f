import type { SourceFile } from '../../../text/sourceFile.ts';
import { LexedFile } from '../files/lexedFile.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import type { IncludeKind } from './expandedUnit.ts';
import { PreprocessedUnit, sameUnit, type UnitParts } from './preprocessedUnit.ts';
import { type Trace, traceWeight } from './trace.ts';

/** Different expansions of one file that are kept. */
const TRACES_PER_FILE = 16;

/** Of at most this many edited files the earlier text is kept, as most of it is still there after the edit. */
const MOST_EDITED = 8;

/** What is known of a path: its file now, and how it was expanded. */
interface Entry {
  readonly file: SourceFile;
  /** The latest used first. */
  readonly traces: Trace[];
  weight: number;
  lastUse: number;
}

/** Expansions of files, and files read into events, for all boards. What was used longest ago goes first. */
export class UnitCache {
  readonly #entries = new Map<string, Entry>();
  readonly #lexed = new Map<SourceFile, LexedFile>();
  /** By path, the files that were edited since they were read into events. */
  readonly #edited = new Map<string, LexedFile>();
  readonly #budget: number;
  #weight = 0;
  #clock = 0;

  /** `budget`: about how many bytes may be kept. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** About how many bytes are kept. */
  get weight(): number {
    return this.#weight;
  }

  /** A file read into events; once for each file. */
  lexed(file: SourceFile, symbols: SymbolTable): LexedFile {
    let lexed = this.#lexed.get(file);
    if (lexed === undefined) {
      lexed = new LexedFile(file, symbols, this.#edited.get(file.path));
      this.#edited.delete(file.path);
      this.#lexed.set(file, lexed);
      this.#weight += lexed.weight + file.text.length;
      this.#trim();
    }
    return lexed;
  }

  /** The recorded expansions of a path; none if it has another content now. */
  traces(path: string, kind: IncludeKind, file: SourceFile): readonly Trace[] {
    const key = keyOf(path, kind);
    const entry = this.#entries.get(key);
    if (entry === undefined) return [];
    if (entry.file !== file) {
      this.#dropEdited(key, entry);
      return [];
    }
    entry.lastUse = ++this.#clock;
    return entry.traces.length > 1 ? entry.traces.slice() : entry.traces;
  }

  /** Notes that a recorded expansion was used again, so that it is tried first the next time. */
  used(path: string, kind: IncludeKind, trace: Trace): void {
    const traces = this.#entries.get(keyOf(path, kind))?.traces;
    if (traces === undefined || traces[0] === trace) return;
    const index = traces.indexOf(trace);
    if (index < 0) return;
    traces.splice(index, 1);
    traces.unshift(trace);
  }

  /** The unit of these parts: one that is there already, where it has the same content. */
  sameOrNew(path: string, kind: IncludeKind, parts: UnitParts): PreprocessedUnit {
    const known = this.#entries.get(keyOf(path, kind))?.traces ?? [];
    for (const { unit } of known) {
      if (sameUnit(unit, parts)) return unit;
    }
    const unit = new PreprocessedUnit(parts);
    const blank = unit.blank ? known.find((trace) => trace.unit.blank)?.unit : undefined;
    const isRicher = blank !== undefined && unit.definitions.length > blank.definitions.length;
    return blank === undefined || isRicher || blank.clean !== unit.clean ? unit : blank;
  }

  /** Keeps an expansion. */
  keep(path: string, kind: IncludeKind, trace: Trace): void {
    const key = keyOf(path, kind);
    let entry = this.#entries.get(key);
    if (entry !== undefined && entry.file !== trace.file) {
      this.#dropEdited(key, entry);
      entry = undefined;
    }
    if (entry === undefined) {
      entry = { file: trace.file, traces: [], weight: 0, lastUse: ++this.#clock };
      this.#entries.set(key, entry);
    }
    const isNewUnit = entry.traces.every((other) => other.unit !== trace.unit);
    const weight = traceWeight(trace) + (isNewUnit ? trace.unit.weight : 0);
    entry.traces.unshift(trace);
    if (entry.traces.length > TRACES_PER_FILE) entry.traces.pop();
    entry.weight += weight;
    this.#weight += weight;
    this.#trim();
  }

  #dropEdited(key: string, entry: Entry): void {
    const lexed = this.#lexed.get(entry.file);
    if (lexed !== undefined) this.#edited.set(entry.file.path, lexed);
    this.#drop(key, entry);
    if (this.#edited.size <= MOST_EDITED) return;
    for (const oldest of this.#edited.keys()) {
      this.#edited.delete(oldest);
      break;
    }
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    const lexed = this.#lexed.get(entry.file);
    if (lexed === undefined) return;
    this.#lexed.delete(entry.file);
    this.#weight -= lexed.weight + entry.file.text.length;
  }

  /** Makes room: a quarter of the budget, so that this is seldom. */
  #trim(): void {
    if (this.#weight <= this.#budget) return;
    const goal = this.#budget * 0.75;
    const oldestFirst = [...this.#entries].sort(([, one], [, other]) => one.lastUse - other.lastUse);
    for (const [key, entry] of oldestFirst) {
      if (this.#weight <= goal) return;
      this.#drop(key, entry);
    }
    for (const [file, lexed] of this.#lexed) {
      if (this.#weight <= goal) return;
      this.#lexed.delete(file);
      this.#weight -= lexed.weight + file.text.length;
    }
  }
}

function keyOf(path: string, kind: IncludeKind): string {
  return kind === 'dtc' ? `/include/ ${path}` : path;
}
