import type { FileReader } from '../text/fileReader.ts';
import type { Problem } from '../text/problem.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { BinaryFiles } from './binaryFiles.ts';
import { applyOverlays } from './blob/applyOverlay.ts';
import type { TreeOrBlob } from './blob/editableBlob.ts';
import { isBlob, readBlob } from './blob/readBlob.ts';
import { Expander } from './expansion/expander.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';
import { withoutFollowOn } from './followOnProblems.ts';
import { UnitLowering } from './syntax/lowering.ts';
import type { DevicetreeParser } from './syntax/parser.ts';
import type { Parsing } from './syntax/unitReader.ts';
import { buildTree } from './tree/buildTree.ts';
import type { DeviceTree } from './tree/deviceTree.ts';
import type { MergedTree } from './tree/mergedTree.ts';
import { memoryWarnings } from './tree/warnings.ts';

/** Which board to read, and how the kernel's build would be called for it. */
export interface BoardRequest {
  readonly path: string;
  /** Searched for `#include <…>`, and after the file's own folder for `"…"`. */
  readonly includeRoots: readonly string[];
  /** Searched for `/include/` and `/incbin/`, as dtc's `-i`. */
  readonly dtcIncludeRoots: readonly string[];
  readonly defines: readonly { readonly name: string; readonly value: string }[];
  /** Whether the C preprocessor runs before dtc. */
  readonly preprocess: boolean;
  /** Overlays to apply in this order, sources or blobs. */
  readonly overlays: readonly string[];
  /** Whether symbols are generated, as dtc's `-@` does. */
  readonly symbols: boolean;
}

/** A board as read: its tree, and all that was found on the way. */
export interface Board {
  readonly request: BoardRequest;
  readonly tree: DeviceTree;
  /** Absent where the board is a blob. */
  readonly unit: ExpandedUnit | undefined;
  /** Every file that was read; a change of one asks for the board to be read anew. */
  readonly files: readonly SourceFile[];
  /** Paths that were looked for and not found: making one of them changes the board. */
  readonly missing: readonly string[];
  /** In the order in which the tools would print them, at last dtc's warnings that bear on memory. */
  readonly problems: readonly Problem[];
  /** Whether the preprocessor or dtc would have made no blob of it. */
  readonly refused: boolean;
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
  /** How many files had to be expanded. */
  readonly expanded: number;
  readonly unit: ExpandedUnit | undefined;
  readonly files: readonly SourceFile[];
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
  readonly refused: boolean;
}

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

/** A board whose warnings are looked for when its problems are asked for. */
class ReadBoard implements Board {
  readonly request: BoardRequest;
  readonly tree: DeviceTree;
  readonly unit: ExpandedUnit | undefined;
  readonly files: readonly SourceFile[];
  readonly missing: readonly string[];
  readonly refused: boolean;
  readonly statistics: Board['statistics'];
  #problems: readonly Problem[];
  /** The tree whose warnings are still to be looked for. */
  #unwarned: MergedTree | undefined;

  constructor(read: Omit<Board, 'problems'>, problems: readonly Problem[], merged: MergedTree | undefined) {
    this.request = read.request;
    this.tree = read.tree;
    this.unit = read.unit;
    this.files = read.files;
    this.missing = read.missing;
    this.refused = read.refused;
    this.statistics = read.statistics;
    this.#problems = problems;
    this.#unwarned = merged;
  }

  get problems(): readonly Problem[] {
    if (this.#unwarned !== undefined) {
      this.#problems = [...this.#problems, ...memoryWarnings(this.#unwarned)];
      this.#unwarned = undefined;
    }
    return this.#problems;
  }
}

/**
 * Reads boards, sources and blobs alike. Keeps what boards and edits share: one reader serves a whole session.
 */
export class BoardReader {
  readonly #files: FileReader;
  readonly #expander: Expander;
  readonly #lowering: UnitLowering;

  constructor(files: FileReader, parser: DevicetreeParser, parsing?: Parsing) {
    this.#files = files;
    this.#expander = new Expander(files);
    this.#lowering = new UnitLowering(parser, parsing);
  }

  /**
   * The board that a request names, with its overlays applied. A board that cannot be read at all has an empty tree and
   * a problem that says why.
   */
  read(request: BoardRequest): Board {
    const parsedBefore = this.#lowering.parsed;
    const base = this.#part(request.path, request, request.symbols || request.overlays.length > 0);
    const parts = [base];
    let { tree } = base;
    let refused = base.refused;
    const problems = [...base.problems];
    if (request.overlays.length > 0) {
      const overlays = request.overlays.map((path) => this.#part(path, request, request.symbols));
      parts.push(...overlays);
      for (const overlay of overlays) problems.push(...overlay.problems);
      // Only sources have been refused for good: fdtoverlay does not ask what dtc thinks of a blob.
      refused = parts.some((part) => part.refused && part.input === part.tree);
      if (!refused) {
        const applied = applyOverlays(
          base.input,
          overlays.map((overlay) => overlay.input),
        );
        tree = applied.tree ?? tree;
        problems.push(...applied.problems);
        refused = applied.refused;
      }
    }
    const files = [...new Set(parts.flatMap((part) => part.files))];
    const missing = parts.flatMap((part) => part.missing);
    const statistics = {
      filesExpanded: parts.reduce((sum, part) => sum + part.expanded, 0),
      unitsParsed: this.#lowering.parsed - parsedBefore,
    };
    return new ReadBoard(
      { request, tree, unit: base.unit, files, missing, refused, statistics },
      problems,
      base.merged,
    );
  }

  #part(path: string, request: BoardRequest, symbols: boolean): Part {
    const file = this.#files.read(path);
    if (file === undefined) {
      const message = `The board's file ${path} does not exist or may not be read`;
      const problem: Problem = { id: 'file-not-found', severity: 'error', message, span: undefined, related: [] };
      return {
        tree: EMPTY_TREE,
        input: EMPTY_TREE,
        merged: undefined,
        expanded: 0,
        unit: undefined,
        files: [],
        missing: [path],
        problems: [problem],
        refused: true,
      };
    }
    if (isBlob(file)) {
      const { tree, problems, refused } = readBlob(file);
      const read = { tree: tree ?? EMPTY_TREE, input: file, merged: undefined, expanded: 0, unit: undefined };
      return { ...read, files: [file], missing: [], problems, refused };
    }
    const expansion = this.#expander.expand({ ...request, path });
    const binaries = new BinaryFiles(this.#files, expansion.unit, request.preprocess, request.dtcIncludeRoots);
    const built = buildTree(expansion.unit, this.#lowering, {
      symbols,
      readIncbin: (incbin, unit) => binaries.read(incbin, unit),
    });
    return {
      tree: built.tree,
      input: built.tree,
      merged: built.refused ? undefined : built.tree,
      expanded: expansion.counts.expanded,
      unit: expansion.unit,
      files: [...expansion.files, ...binaries.files],
      missing: [...expansion.missing, ...binaries.missing],
      problems: withoutFollowOn(expansion.problems, built.tree.problems),
      refused: expansion.failed || built.refused,
    };
  }
}
