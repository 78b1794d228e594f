import { type Analysis, analyse } from '../analysis.ts';
import { type Board, BoardReader } from '../devicetree/board.ts';
import { Expander, type Expansion } from '../devicetree/expansion/expander.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import type { Profile } from '../kernel/input/profile.ts';
import { askForBoard, type BootProfile } from './boardRequest.ts';
import type { Configuration } from './configuration.ts';
import { FileAnswers } from './fileAnswers.ts';
import type { FileSystem } from './fileSystem.ts';
import { findConfiguration } from './findConfiguration.ts';
import type { Layer } from './layers.ts';
import { folderOf } from './path.ts';
import { findSourceTree, type SourceTree } from './sourceTrees/sourceTree.ts';

/** A board that was read, with the profile that boots it. */
export interface OpenedBoard extends BootProfile {
  readonly board: Board;
  readonly kernelTree: SourceTree | undefined;
  /** The `.dtheaps.json` that holds for the board; the layers it was opened with went over it. */
  readonly configuration: Configuration;
}

/** Boards, opened and booted; what is read for one is there for the next, and for the next edit. */
export class Workspace {
  readonly files: FileSystem;
  readonly #reader: BoardReader;
  readonly #kernelTrees: FileAnswers<SourceTree | undefined>;
  readonly #analyses = new WeakMap<Board, { profile: Profile; analysis: Analysis }>();

  constructor(files: FileSystem, parser: DevicetreeParser) {
    this.files = files;
    this.#kernelTrees = new FileAnswers(files);
    this.#reader = new BoardReader(files, parser);
  }

  /** The kernel tree around a file; looked for once a folder. */
  kernelTreeOf(path: string): SourceTree | undefined {
    return this.#kernelTrees.of(folderOf(path), () => findSourceTree(this.files, path));
  }

  /** Forgets what was found around files: after folders came or went. */
  forgetKernelTrees(): void {
    this.#kernelTrees.clear();
  }

  /**
   * Reads a board and finds the profile that boots it: as what stands around it says, and over that the layers of the
   * caller.
   */
  open(path: string, added: readonly Layer[] = []): OpenedBoard {
    const { ask, kernelTree, configuration } = this.#ask(path, added);
    const board = this.#reader.read(ask.request);
    return { board, kernelTree, configuration, ...ask.profileFor(board.tree) };
  }

  /** A board for callers that boot nothing. Always answers; what is wrong with it stands in the board's problems. */
  read(path: string, added: readonly Layer[] = []): Board {
    return this.#reader.read(this.#ask(path, added).ask.request);
  }

  /** A file's text after preprocessing, whether or not it is a board, with the includes and macros of `open`. */
  expand(path: string, added: readonly Layer[] = []): Expansion {
    return new Expander(this.files).expand(this.#ask(path, added).ask.request);
  }

  #ask(path: string, added: readonly Layer[]) {
    const kernelTree = this.kernelTreeOf(path);
    const configuration = this.configurationOf(path);
    return {
      kernelTree,
      configuration,
      ask: askForBoard(path, { files: this.files, kernelTree, configuration }, added),
    };
  }

  /** The `.dtheaps.json` that holds for a file. */
  configurationOf(path: string): Configuration {
    return findConfiguration(this.files, path, this.kernelTreeOf(path));
  }

  /** Where a file's includes are searched besides its own folder. */
  includeRootsOf(path: string, added: readonly Layer[]): readonly string[] {
    return this.#ask(path, added).ask.request.includeRoots;
  }

  /** Boots an opened board; the same answer as long as board and profile are the same. */
  analyse({ board, profile, configuration: { consumers } }: OpenedBoard): Analysis {
    const known = this.#analyses.get(board);
    if (known !== undefined && sameProfile(known.profile, profile) && known.analysis.consumers === consumers) {
      return known.analysis;
    }
    const analysis = analyse(board, profile, consumers);
    this.#analyses.set(board, { profile, analysis });
    return analysis;
  }
}

function sameProfile(a: Profile, b: Profile): boolean {
  const text = (profile: Profile): string =>
    JSON.stringify({ ...profile, config: [...profile.config] }, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
  return a === b || text(a) === text(b);
}
