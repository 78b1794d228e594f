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

/**
 * Of a file that expands to more characters than this the text before an edit is forgotten once the edited one is expanded:
 * its unit keeps all that was read of it, 60 MB for a megabyte of small nodes, and only a further board that includes the
 * file would begin from it. No source of Linux has half as many.
 */
const MOST_KEPT_CHARACTERS = 1 << 19;

/** A file as it was before an edit, and how it was expanded. */
export interface EarlierFile {
  readonly lexed: LexedFile;
  readonly traces: readonly Trace[];
}

/** What is known of a path: its file now, and how it was expanded. */
interface Entry {
  readonly file: SourceFile;
  /** The latest used first. */
  readonly traces: Trace[];
  /** The one of them that the latest trial came to, with its weight. */
  trial: { readonly trace: Trace; readonly weight: number } | undefined;
  weight: number;
  lastUse: number;
}

/** Expansions of files, and files read into events, for all boards. What was used longest ago goes first. */
export class UnitCache {
  private readonly _entries = new Map<string, Entry>();
  /** By path, as `_entries`: of an earlier text of a file nothing is kept but what `_edited` has. */
  private readonly _lexed = new Map<string, LexedFile>();
  /** By path, the files as they were before the latest edit. */
  private readonly _edited = new Map<string, EarlierFile>();
  private readonly _budget: number;
  private _weight = 0;
  private _clock = 0;

  /** `budget`: about how many bytes may be kept. */
  constructor(budget: number) {
    this._budget = budget;
  }

  /** About how many bytes are kept. */
  get weight(): number {
    return this._weight;
  }

  /** A file read into events; once for each file, as long as no other one of its path is asked for. */
  lexed(file: SourceFile, symbols: SymbolTable): LexedFile {
    const known = this._lexedOf(file);
    if (known !== undefined) return known;
    const key = keyOf(file.path, 'preprocessor', file);
    const entry = this._entries.get(key);
    if (entry !== undefined && entry.file !== file) this._dropEdited(key, entry);
    this._forgetLexed(key);
    const lexed = new LexedFile(file, symbols, this.earlier(file)?.lexed);
    this._lexed.set(key, lexed);
    this._weight += lexedWeight(lexed);
    this._trim();
    return lexed;
  }

  private _lexedOf(file: SourceFile): LexedFile | undefined {
    const lexed = this._lexed.get(keyOf(file.path, 'preprocessor', file));
    return lexed?.clean.file === file ? lexed : undefined;
  }

  private _forgetLexed(key: string): void {
    const lexed = this._lexed.get(key);
    if (lexed === undefined) return;
    this._lexed.delete(key);
    this._weight -= lexedWeight(lexed);
  }

  /**
   * What is known of a file before it was edited, or of the one that it is tried in the place of; `undefined` where
   * nothing is.
   */
  earlier(file: SourceFile): EarlierFile | undefined {
    const { path, triedFor } = file;
    if (triedFor === undefined) return this._edited.get(path);
    const lexed = this._lexedOf(triedFor);
    const entry = this._entries.get(keyOf(path, 'preprocessor', triedFor));
    return lexed && entry?.file === triedFor ? { lexed, traces: entry.traces } : undefined;
  }

  /** The recorded expansions of a path; none if it has another content now. */
  traces(path: string, kind: IncludeKind, file: SourceFile): readonly Trace[] {
    const key = keyOf(path, kind, file);
    const entry = this._entries.get(key);
    if (entry === undefined) return [];
    if (entry.file !== file) {
      this._dropEdited(key, entry);
      return [];
    }
    entry.lastUse = ++this._clock;
    return entry.traces.length > 1 ? entry.traces.slice() : entry.traces;
  }

  /** Notes that a recorded expansion was used again, so that it is tried first the next time. */
  used(path: string, kind: IncludeKind, trace: Trace): void {
    const traces = this._entries.get(keyOf(path, kind, trace.file))?.traces;
    if (traces === undefined || traces[0] === trace) return;
    const index = traces.indexOf(trace);
    if (index < 0) return;
    traces.splice(index, 1);
    traces.unshift(trace);
  }

  /** The unit of these parts: one that is there already, where it has the same content. */
  sameOrNew(path: string, kind: IncludeKind, parts: UnitParts): PreprocessedUnit {
    const known = this._entries.get(keyOf(path, kind, parts.clean.file))?.traces ?? [];
    for (const { unit } of known) {
      if (sameUnit(unit, parts)) return unit;
    }
    const unit = new PreprocessedUnit(parts);
    const blank = unit.blank ? known.find((trace) => trace.unit.blank)?.unit : undefined;
    const isRicher = blank !== undefined && unit.definitions.length > blank.definitions.length;
    return blank === undefined || isRicher || blank.clean !== unit.clean ? unit : blank;
  }

  /** Keeps an expansion; of those that a trial came to (`isTrial`) the latest one. */
  keep(path: string, kind: IncludeKind, trace: Trace, isTrial: boolean): void {
    const key = keyOf(path, kind, trace.file);
    let entry = this._entries.get(key);
    if (entry !== undefined && entry.file !== trace.file) {
      this._dropEdited(key, entry);
      entry = undefined;
    }
    if (entry === undefined) {
      entry = { file: trace.file, traces: [], trial: undefined, weight: 0, lastUse: ++this._clock };
      this._entries.set(key, entry);
    }
    if (isTrial) this._forgetTrial(entry);
    else if (trace.unit.text.length > MOST_KEPT_CHARACTERS) this._edited.delete(trace.file.path);
    const isNewUnit = entry.traces.every((other) => other.unit !== trace.unit);
    const weight = traceWeight(trace) + (isNewUnit ? trace.unit.weight : 0);
    if (isTrial) {
      entry.trial = { trace, weight };
      entry.traces.push(trace);
    } else {
      entry.traces.unshift(trace);
    }
    if (entry.traces.length > TRACES_PER_FILE) entry.traces.splice(isTrial ? -2 : -1, 1);
    entry.weight += weight;
    this._weight += weight;
    this._trim();
  }

  /** Forgets how a file was expanded, whatever macros it had, and its events. */
  forget(file: SourceFile): void {
    for (const kind of ['preprocessor', 'dtc'] as const) {
      const key = keyOf(file.path, kind, file);
      const entry = this._entries.get(key);
      if (entry?.file === file) this._drop(key, entry);
    }
  }

  /** Forgets what the latest trial came to. */
  private _forgetTrial(entry: Entry): void {
    const { trial, traces } = entry;
    if (trial === undefined) return;
    entry.trial = undefined;
    const index = traces.indexOf(trial.trace);
    if (index >= 0) traces.splice(index, 1);
    entry.weight -= trial.weight;
    this._weight -= trial.weight;
  }

  private _dropEdited(key: string, entry: Entry): void {
    const { file, traces } = entry;
    const lexed = this._lexedOf(file);
    if (lexed !== undefined && file.triedFor === undefined) this._edited.set(file.path, { lexed, traces });
    this._drop(key, entry);
    if (this._edited.size <= MOST_EDITED) return;
    for (const oldest of this._edited.keys()) {
      this._edited.delete(oldest);
      break;
    }
  }

  private _drop(key: string, entry: Entry): void {
    this._entries.delete(key);
    this._weight -= entry.weight;
    if (this._lexedOf(entry.file) !== undefined) this._forgetLexed(keyOf(entry.file.path, 'preprocessor', entry.file));
  }

  /** Makes room: a quarter of the budget, so that this is seldom. */
  private _trim(): void {
    if (this._weight <= this._budget) return;
    const goal = this._budget * 0.75;
    const oldestFirst = [...this._entries].sort(([, one], [, other]) => one.lastUse - other.lastUse);
    for (const [key, entry] of oldestFirst) {
      if (this._weight <= goal) return;
      this._drop(key, entry);
    }
    for (const key of this._lexed.keys()) {
      if (this._weight <= goal) return;
      this._forgetLexed(key);
    }
  }
}

/** About how many bytes a file that was read into events holds, with its text. */
const lexedWeight = ({ weight, clean }: LexedFile): number => weight + clean.file.text.length;

/** Files as they stand, and those that are tried in the place of others, are kept apart. */
function keyOf(path: string, kind: IncludeKind, file: SourceFile): string {
  const key = kind === 'dtc' ? `/include/ ${path}` : path;
  return file.triedFor === undefined ? key : `tried ${key}`;
}
