import { bytesOfText } from '../text/bytesAndText.ts';
import type { FileReader } from '../text/fileReader.ts';
import type { Problem } from '../text/problem.ts';
import { sameData } from '../text/sameData.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { BinaryFiles } from './binaryFiles.ts';
import { applyOverlays, type OverlayResult } from './blob/applyOverlay.ts';
import type { TreeOrBlob } from './blob/editableBlob.ts';
import { isBlob, readBlob } from './blob/readBlob.ts';
import { Expander, type Expansion } from './expansion/expander.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';
import { hidesText, withoutFollowOn } from './followOnProblems.ts';
import { idleDeletions } from './idleDeletions.ts';
import { appliedForm } from './overlayForm.ts';
import { notAppended, tooManyOverlays } from './overlayProblems.ts';
import { UnitLowering } from './syntax/lowering.ts';
import type { DevicetreeParser } from './syntax/parser.ts';
import type { Parsing } from './syntax/unitReading.ts';
import { buildTree, type TreeResult } from './tree/buildTree.ts';
import type { DeviceTree } from './tree/deviceTree.ts';
import type { MergedTree } from './tree/mergedTree.ts';
import { succeedingTree } from './tree/succeedingTree.ts';
import { TreeEdit } from './tree/treeEdit.ts';
import { memoryWarnings } from './tree/warnings.ts';

/** At most this many texts that stand in no file are remembered. */
const MOST_OUTERMOST = 256;

/** Which board to read, and how the kernel's build would be called for it. */
export interface BoardRequest {
  readonly path: string;
  /** Searched for `#include <…>`, and after the file's own folder for `"…"`. */
  readonly includeRoots: readonly string[];
  /** Searched for `/include/` and `/incbin/`, as dtc's `-i`. */
  readonly dtcIncludeRoots: readonly string[];
  /** gcc's `-D`, and its `-U` where there is no value, in their order. */
  readonly defines: readonly { readonly name: string; readonly value: string | undefined }[];
  /** What time it is to macros such as `__DATE__`: seconds since 1970; absent: 0. */
  readonly sourceDate?: number;
  /** Whether the C preprocessor runs before dtc. */
  readonly preprocess: boolean;
  /**
   * Overlays in their order, sources or blobs: what is an overlay proper is applied to the board's blob, a text that
   * only a board's makes whole (Zephyr's `.overlay`) is appended to the board's text (`appliedForm`).
   */
  readonly overlays: readonly string[];
  /** A text that is read instead of the file at `path`. */
  readonly text?: SourceFile;
  /** Whether symbols are generated, as dtc's `-@` does. */
  readonly symbols: boolean;
}

/** A base that was made up for an overlay: nothing but the overlay's own parts of the tree is known. */
export interface StandIn {
  /** What it was read from, which no person sees. */
  readonly file: SourceFile;
  /** Whether the overlay shows how many cells addresses and sizes of reserved memory have. */
  readonly knowsCells: boolean;
  /** The labels that the overlay refers to. */
  readonly labels: readonly string[];
  /** The boards that the overlay says it is for: the `compatible` of its root. */
  readonly compatibles: readonly string[];
  /** Set for an include: boards write over it, where an overlay has the last word. */
  readonly isInclude?: boolean;
}

/** A board as read: its tree, and all that was found on the way. */
export interface Board {
  readonly request: BoardRequest;
  readonly tree: DeviceTree;
  /** Absent where the board is a blob. */
  readonly unit: ExpandedUnit | undefined;
  /** The outermost units of the board's source and of the sources of its overlays, as far as they are no blobs. */
  readonly units: readonly ExpandedUnit[];
  /** Every file that was read; a change of one asks for the board to be read anew. */
  readonly files: readonly SourceFile[];
  /** Paths that were looked for and not found: making one of them changes the board. */
  readonly missing: readonly string[];
  /** In the order in which the tools would print them, at last dtc's warnings that bear on memory. */
  readonly problems: readonly Problem[];
  /** Whether the preprocessor or dtc would have made no blob of it. */
  readonly refused: boolean;
  /** Set where the tree is an overlay's, applied to a base that was made up for it. */
  readonly standIn?: StandIn;
  /** What had to be done anew for it: files expanded, and their texts parsed. */
  readonly statistics: { readonly filesExpanded: number; readonly unitsParsed: number };
}

/** One file's tree, before overlays. */
interface Part {
  readonly tree: DeviceTree;
  /** What overlays are applied to, and how they are applied: a blob as it stands in its file, as fdtoverlay takes it. */
  readonly input: TreeOrBlob;
  /** The tree made of a source that dtc would take. */
  readonly merged: MergedTree | undefined;
  /** Whether bytes of other files stand in values (`/incbin/`). */
  readonly hasBinaries: boolean;
  /** How many files had to be expanded. */
  readonly expanded: number;
  readonly unit: ExpandedUnit | undefined;
  readonly files: readonly SourceFile[];
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
  readonly refused: boolean;
}

/** What is known of a part before it is read: how its source expands now, and what the board was before. */
interface Known {
  readonly expansion: Expansion | undefined;
  readonly earlier: Board | undefined;
}

/** What a part has that was not read from a source. */
const NO_SOURCE = { merged: undefined, hasBinaries: false, expanded: 0, unit: undefined } as const;

const EMPTY_TREE: DeviceTree = {
  root: {
    name: '',
    parent: undefined,
    labels: [],
    properties: new Map(),
    children: new Map(),
    declarations: [],
  },
  memoryReservations: [],
  bootCpu: 0,
  isPlugin: false,
  problems: [],
};

/**
 * The problems of a board without dtc's warnings that bear on memory (`isMemoryWarning`), for which every node is looked
 * at; all of them where they are known.
 */
export function problemsOfReading(board: Board): readonly Problem[] {
  return board instanceof ReadBoard ? board.problemsOfReading : board.problems;
}

/** A board whose warnings are looked for when its problems are asked for. */
class ReadBoard implements Board {
  readonly request: BoardRequest;
  readonly tree: DeviceTree;
  readonly unit: ExpandedUnit | undefined;
  readonly units: readonly ExpandedUnit[];
  readonly files: readonly SourceFile[];
  readonly missing: readonly string[];
  readonly refused: boolean;
  readonly statistics: Board['statistics'];
  readonly problemsOfReading: readonly Problem[];
  private _problems: readonly Problem[];
  /** The tree whose warnings are still to be looked for. */
  private _unwarned: MergedTree | undefined;
  /** The tree, where an edit of values may be made in it; `undefined` where the board is to be read anew. */
  readonly editable: MergedTree | undefined;
  /** What was read, where nothing is applied to it; the tree before overlays is not kept. */
  readonly part: Part | undefined;

  constructor(read: Omit<Board, 'problems'>, problems: readonly Problem[], part: Part) {
    const { merged, hasBinaries } = part;
    this.part = read.tree === part.tree ? part : undefined;
    this.request = read.request;
    this.tree = read.tree;
    this.unit = read.unit;
    this.units = read.units;
    this.files = read.files;
    this.missing = read.missing;
    this.refused = read.refused;
    this.statistics = read.statistics;
    this.problemsOfReading = problems;
    this._problems = problems;
    // The cells that addresses are read with may stand in what could not be read.
    this._unwarned = problems.some(hidesText) ? undefined : merged;
    this.editable = hasBinaries || merged !== read.tree ? undefined : merged;
  }

  get problems(): readonly Problem[] {
    if (this._unwarned !== undefined) {
      this._problems = [...this._problems, ...memoryWarnings(this._unwarned)];
      this._unwarned = undefined;
    }
    return this._problems;
  }
}

/**
 * Reads boards, sources and blobs alike. Keeps what boards and edits share: one reader serves a whole session.
 */
export class BoardReader {
  private readonly _files: FileReader;
  private readonly _expander: Expander;
  private readonly _lowering: UnitLowering;
  private readonly _outermostTexts = new Map<string, SourceFile>();

  constructor(files: FileReader, parser: DevicetreeParser, parsing?: Parsing) {
    this._files = files;
    this._expander = new Expander(files);
    this._lowering = new UnitLowering(parser, parsing);
  }

  /**
   * The board that a request names, with its overlays applied. A board that cannot be read at all has an empty tree and
   * a problem that says why. Where nothing of an `earlier` answer to the same request has changed since, it is that one.
   * `overlay` is the answer of this moment to the request for one of the overlays by itself, which is not read again.
   */
  read(request: BoardRequest, earlier?: Board, overlay?: Board): Board {
    const expansion = earlier === undefined ? undefined : this._expansionAsFor(earlier, request);
    if (earlier !== undefined && expansion !== undefined && isExpansionOf(earlier, expansion)) return earlier;
    const parsedBefore = this._lowering.parsed;
    const { appended, applied: appliedPaths } = this._sorted(request.overlays);
    const isText = request.text !== undefined || !this._isBlob(request.path);
    const outermost = appended.length > 0 && isText ? this._withAppended(request, appended) : request.text;
    const symbols = request.symbols || appliedPaths.length > 0;
    const base = this._part(request.path, request, symbols, outermost, { expansion, earlier });
    const parts = [base];
    let { tree } = base;
    let refused = base.refused;
    const problems = [...base.problems];
    const tooMany = tooManyOverlays(this._files, appliedPaths);
    if (tooMany !== undefined) {
      problems.push(tooMany);
      refused = true;
    } else if (appliedPaths.length > 0) {
      const overlays = appliedPaths.map((path) => {
        const own = overlay instanceof ReadBoard && overlay.request.path === path ? overlay.part : undefined;
        return own ?? this._part(path, request, request.symbols);
      });
      parts.push(...overlays);
      for (const overlay of overlays) for (const problem of overlay.problems) problems.push(problem);
      // Only sources have been refused for good: fdtoverlay does not ask what dtc thinks of a blob.
      refused = parts.some((part) => part.refused && part.input === part.tree);
      if (!refused) {
        const applied = this._apply(base, overlays, request, appliedPaths);
        tree = applied.tree ?? tree;
        problems.push(...applied.problems);
        refused = applied.refused;
      }
    }
    if (appended.length > 0 && base.input !== base.tree) {
      problems.push(notAppended(request.path, appended));
      refused = true;
    }
    const units = parts.flatMap(({ unit }) => unit ?? []);
    const files = [...new Set(parts.flatMap((part) => part.files))];
    const missing = parts.flatMap((part) => part.missing);
    const statistics = {
      filesExpanded: parts.reduce((sum, part) => sum + part.expanded, 0),
      unitsParsed: this._lowering.parsed - parsedBefore,
    };
    return new ReadBoard(
      { request, tree, unit: base.unit, units, files, missing, refused, statistics },
      problems,
      base,
    );
  }

  /**
   * Forgets a board's own file, for a caller that does not expect to ask for the board again, nor for one that includes
   * it: of what a thousand boards keep alive a sixth was made of their own files. What it includes is still known. The
   * answer itself stays as it is.
   */
  forget({ unit }: Board): void {
    if (unit === undefined) return;
    this._expander.forget(unit);
    this._lowering.forget(unit);
  }

  /**
   * A source as it expands now, where an earlier answer was to the same request; `undefined` where its files alone do
   * not make the board, as with overlays.
   */
  private _expansionAsFor({ unit, request: asked }: Board, request: BoardRequest): Expansion | undefined {
    const { path, text, overlays } = request;
    if (unit === undefined || text !== undefined || overlays.length > 0 || !sameData(asked, request)) return undefined;
    return this._isBlob(path) ? undefined : this._expander.expand(request);
  }

  /**
   * Applies overlays. Where one refers to a label of another the overlays were compiled with symbols (`-@`) or not at
   * all, since fdtoverlay finds labels only there.
   */
  private _apply(
    base: Part,
    overlays: readonly Part[],
    request: BoardRequest,
    paths: readonly string[],
  ): OverlayResult {
    const inputsOf = (parts: readonly Part[]) => parts.map(({ input }) => input);
    const applied = applyOverlays(base.input, inputsOf(overlays));
    const isLabelMissing = applied.problems.some(({ id }) => id === 'overlay-missing-label');
    if (request.symbols || overlays.length < 2 || !isLabelMissing) return applied;
    return applyOverlays(base.input, inputsOf(paths.map((path) => this._part(path, request, true))));
  }

  /** The tree of an earlier answer with the edit that has been made since; `undefined` where it has to be built anew. */
  private _edited({ expansion, earlier }: Partial<Known> = {}, symbols = false): TreeResult | undefined {
    if (symbols || expansion === undefined || !(earlier instanceof ReadBoard)) return undefined;
    const { editable, unit } = earlier;
    if (editable === undefined || unit === undefined) return undefined;
    const edit = TreeEdit.between(unit, expansion.unit, this._lowering);
    const tree = edit === undefined ? undefined : succeedingTree(editable, edit);
    return tree === undefined ? undefined : { tree, refused: false };
  }

  private _isBlob(path: string): boolean {
    const file = this._files.read(path);
    return file !== undefined && isBlob(file);
  }

  /** Overlays by how they come to the board, each kind in its order. */
  private _sorted(overlays: readonly string[]): {
    readonly appended: readonly string[];
    readonly applied: readonly string[];
  } {
    const isAppended = (path: string): boolean => {
      const file = this._files.read(path);
      return file !== undefined && appliedForm(file) === 'appended';
    };
    const appended = overlays.filter(isAppended);
    return { appended, applied: appended.length === 0 ? overlays : overlays.filter((path) => !isAppended(path)) };
  }

  /** A text that reads the board's own and the appended ones after it; the same object for the same request. */
  private _withAppended({ path, text, preprocess }: BoardRequest, appended: readonly string[]): SourceFile {
    const include = (name: string): string => `${preprocess ? '#include' : '/include/'} "${bytesOfText(name)}"\n`;
    const first = text === undefined ? include(path) : `${text.text}\n`;
    return this._outermost(`${first}${appended.map(include).join('')}`);
  }

  /** The file of a text that stands in no file; its path has no folder, so that includes go by the paths of the request. */
  private _outermost(text: string): SourceFile {
    let file = this._outermostTexts.get(text);
    if (file === undefined) {
      if (this._outermostTexts.size >= MOST_OUTERMOST) this._outermostTexts.clear();
      file = new SourceFile('(board with appended text)', text);
      this._outermostTexts.set(text, file);
    }
    return file;
  }

  private _part(path: string, request: BoardRequest, symbols: boolean, outermost?: SourceFile, known?: Known): Part {
    const file = outermost ?? this._files.read(path);
    if (file === undefined) {
      const message = this._files.refusal?.(path) ?? `The board's file ${path} does not exist`;
      const problem: Problem = { id: 'file-not-found', severity: 'error', message, span: undefined, related: [] };
      return {
        tree: EMPTY_TREE,
        input: EMPTY_TREE,
        ...NO_SOURCE,
        files: [],
        missing: [path],
        problems: [problem],
        refused: true,
      };
    }
    if (isBlob(file)) {
      const { tree, problems, refused } = readBlob(file);
      return { tree: tree ?? EMPTY_TREE, input: file, ...NO_SOURCE, files: [file], missing: [], problems, refused };
    }
    const expansion = known?.expansion ?? this._expander.expand({ ...request, path, outermost });
    const binaries = new BinaryFiles(this._files, expansion.unit, request.preprocess, request.dtcIncludeRoots);
    const built =
      this._edited(known, symbols) ??
      buildTree(expansion.unit, this._lowering, {
        symbols,
        readIncbin: (incbin, unit) => binaries.read(incbin, unit),
      });
    const refused = expansion.failed || built.refused;
    const idle =
      refused || !built.tree.isPlugin ? [] : idleDeletions(this._lowering.lowerBoard(expansion.unit), built.tree);
    return {
      tree: built.tree,
      input: built.tree,
      merged: built.refused ? undefined : built.tree,
      hasBinaries: binaries.files.length > 0 || binaries.missing.length > 0,
      expanded: expansion.counts.expanded,
      unit: expansion.unit,
      files: [...expansion.files, ...binaries.files],
      missing: [...expansion.missing, ...binaries.missing],
      problems: [...withoutFollowOn(expansion.unit, expansion.problems, built.tree.problems), ...idle],
      refused,
    };
  }
}

/** Whether a board was made of an expansion and nothing else: the same files, and the same paths without one. */
function isExpansionOf(board: Board, { unit, files, missing }: Expansion): boolean {
  const areSame = (ones: readonly unknown[], others: readonly unknown[]): boolean =>
    ones.length === others.length && ones.every((one, index) => one === others[index]);
  return board.unit === unit && areSame(board.files, files) && areSame(board.missing, missing);
}
