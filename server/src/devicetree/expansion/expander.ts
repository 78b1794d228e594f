import type { FileReader } from '../../text/fileReader.ts';
import type { Problem } from '../../text/problem.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { ExpansionRun } from './expansionRun.ts';
import { CandidatePaths, IncludeSearch } from './files/includeSearch.ts';
import { Macro } from './macros/macro.ts';
import { MacroTable } from './macros/macroTable.ts';
import { predefinedMacros } from './macros/predefined.ts';
import { type OutsideDefine, type OutsideMacro, outsideMacro, refusedOutside } from './outsideMacros.ts';
import { SymbolTable } from './tokens/symbolTable.ts';
import type { ExpandedUnit } from './units/expandedUnit.ts';
import type { PreprocessedUnit } from './units/preprocessedUnit.ts';
import { problemsInOrder } from './units/problemsInOrder.ts';
import { SegmentRecorder } from './units/trace.ts';
import { UnitCache } from './units/unitCache.ts';

export { flatten } from './units/flatten.ts';

/** What to expand, and as which tools would. */
export interface ExpansionRequest {
  /** The board's own file. */
  readonly path: string;
  /** gcc's `-I`: searched for `<…>`, and for `"…"` after the including file's own folder. */
  readonly includeRoots: readonly string[];
  /** gcc's `-D`, and its `-U` where there is no value, in their order. */
  readonly defines: readonly OutsideDefine[];
  /** What time it is to `__DATE__`, `__TIME__` and `__TIMESTAMP__`: seconds since 1970, as `SOURCE_DATE_EPOCH`; absent: 0. */
  readonly sourceDate?: number;
  /** False: dtc reads the file alone, and only `/include/` is followed. */
  readonly preprocess: boolean;
  /** dtc's `-i`. */
  readonly dtcIncludeRoots: readonly string[];
  /** A text that is read instead of the board's own file, which it may include. */
  readonly outermost?: SourceFile | undefined;
}

/** What a request came to. */
export interface Expansion {
  readonly unit: ExpandedUnit;
  /** Every file that was read. */
  readonly files: readonly SourceFile[];
  /** Paths that were looked for and are not there: where one appears, the board has to be expanded again. */
  readonly missing: readonly string[];
  /** The problems of all units, in the order in which gcc and dtc meet them. */
  readonly problems: readonly Problem[];
  /** Whether gcc, or dtc on its includes, would have failed. */
  readonly failed: boolean;
  /**
   * How many files were taken from earlier expansions, how many had to be expanded, and of how many of these only what an
   * edit changed.
   */
  readonly counts: { readonly reused: number; readonly expanded: number; readonly partly: number };
}

const CACHE_BYTES = 400 << 20;
/** How many paths' folders, and how many sets of include roots, are remembered. */
const MOST_FOLDERS = 100_000;
const MOST_ROOTS = 32;

/**
 * Preprocesses boards as the kernel's build does, and remembers over boards and edits: a file is expanded once for each
 * set of macro values that it depends on.
 */
export class Expander {
  private readonly _reader: FileReader;
  private readonly _symbols = new SymbolTable();
  private readonly _table = new MacroTable();
  private readonly _recorder = new SegmentRecorder(this._table);
  private readonly _cache: UnitCache;
  private readonly _serial = { next: 0 };
  private readonly _outside = new Map<string, OutsideMacro>();
  private readonly _folders = new Map<string, string>();
  private readonly _paths = new Map<string, CandidatePaths>();
  private readonly _beginning: number;

  /** `cacheBytes`: about how much memory may be kept for what was expanded before. */
  constructor(files: FileReader, cacheBytes: number = CACHE_BYTES) {
    this._reader = files;
    this._cache = new UnitCache(cacheBytes);
    for (const macro of predefinedMacros(this._symbols)) this._table.set(macro.symbol, macro);
    this._beginning = this._table.moment;
  }

  /** Expands a board. Never throws on what files contain. */
  expand(request: ExpansionRequest): Expansion {
    const search = new IncludeSearch(this._reader, this._pathsOf(request));
    const run = new ExpansionRun(
      {
        symbols: this._symbols,
        table: this._table,
        recorder: this._recorder,
        cache: this._cache,
        serial: this._serial,
        folders: this._folders,
      },
      search,
      request.path,
      request.sourceDate ?? 0,
    );
    const file = request.outermost ?? search.read(request.path);
    const path = file?.path ?? request.path;
    this._table.rollBack(this._beginning);
    const refused = request.preprocess ? request.defines.flatMap((define) => this._defineOutside(define) ?? []) : [];
    const entered = run.enter(
      { path, file: file ?? new SourceFile(path, ''), root: undefined, level: 0 },
      request.preprocess ? 'preprocessor' : 'dtc',
    );
    const unit = typeof entered === 'object' ? entered : run.emptyUnit(path);
    const problems = [...refused, ...problemsInOrder(unit)];
    if (file === undefined) problems.unshift(missingBoard(request.path, this._reader));
    return {
      unit,
      files: search.filesRead,
      missing: search.pathsMissed,
      problems,
      failed: problems.some((problem) => problem.severity === 'error'),
      counts: run.counts,
    };
  }

  /** Forgets how a unit's own file was expanded: it is expanded anew where something still asks for it. */
  forget({ file }: ExpandedUnit): void {
    this._cache.forget(file);
  }

  private _pathsOf(request: ExpansionRequest): CandidatePaths {
    if (this._folders.size > MOST_FOLDERS) this._folders.clear();
    if (this._paths.size > MOST_ROOTS) this._paths.clear();
    const key = [...request.includeRoots, '', ...request.dtcIncludeRoots].join('\n');
    let paths = this._paths.get(key);
    if (paths === undefined) {
      paths = new CandidatePaths(request.includeRoots, request.dtcIncludeRoots);
      this._paths.set(key, paths);
    }
    return paths;
  }

  /**
   * Defines or undefines a name; answers why gcc refuses that. The same macro for the same text each time, so that boards
   * share what depends on it.
   */
  private _defineOutside(define: OutsideDefine): Problem | undefined {
    const { name, value } = define;
    const key = value === undefined ? name : `${name}=${value}`;
    let outside = this._outside.get(key);
    if (outside === undefined) {
      outside = outsideMacro(this._symbols, define);
      this._outside.set(key, outside);
    }
    if ('refusal' in outside) return refusedOutside(define, outside.refusal);
    this._table.set(outside.symbol, outside instanceof Macro ? outside : undefined);
    return undefined;
  }
}

function missingBoard(path: string, reader: FileReader): Problem {
  return {
    id: 'file-not-found',
    severity: 'error',
    message: reader.refusal?.(path) ?? `${path}: No such file or directory`,
    span: undefined,
    related: [],
  };
}

/** A unit of this room, for the parts of the house that need more than the contract says. */
export type { PreprocessedUnit };
