import { type Analysis, analyse } from '../analysis.ts';
import { type Board, BoardReader } from '../devicetree/board.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import type { Profile } from '../kernel/input/profile.ts';
import type { Configuration } from './configuration.ts';
import { type KernelSource, profileOf } from './defaultProfile.ts';
import { FileAnswers } from './fileAnswers.ts';
import type { FileSystem } from './fileSystem.ts';
import { findConfiguration } from './findConfiguration.ts';
import { findKernelTree, type KernelTree } from './kernelTree.ts';
import { folderOf } from './path.ts';
import type { ProfileSettings } from './profileJson.ts';

/** How a board is read and booted, as far as someone said so. */
export interface BoardSettings {
  /** What includes are searched in; empty: the kernel tree around the board. */
  readonly includeRoots: readonly string[];
  readonly defines: readonly { readonly name: string; readonly value: string }[];
  /** Overlays to apply, as source or blob, in order. */
  readonly overlays: readonly string[];
  /** False reads a file as dtc alone would. */
  readonly preprocess: boolean;
  /** Whether labels become `__symbols__`, as dtc's `-@` does. */
  readonly symbols: boolean;
  readonly profile: ProfileSettings;
}

export const DEFAULT_BOARD_SETTINGS: BoardSettings = {
  includeRoots: [],
  defines: [],
  overlays: [],
  preprocess: true,
  symbols: false,
  profile: {},
};

/** A board that was read, with the profile that boots it. */
export interface OpenedBoard {
  readonly board: Board;
  readonly profile: Profile;
  readonly kernelSource: KernelSource;
  readonly kernelTree: KernelTree | undefined;
  /** The `.dtheaps.json` that holds for the board; the settings it was opened with went over it. */
  readonly configuration: Configuration;
}

/** Boards, opened and booted; what is read for one is there for the next, and for the next edit. */
export class Workspace {
  readonly files: FileSystem;
  readonly #reader: BoardReader;
  readonly #kernelTrees: FileAnswers<KernelTree | undefined>;
  readonly #analyses = new WeakMap<Board, { profile: Profile; analysis: Analysis }>();

  constructor(files: FileSystem, parser: DevicetreeParser) {
    this.files = files;
    this.#kernelTrees = new FileAnswers(files);
    this.#reader = new BoardReader(files, parser);
  }

  /** The kernel tree around a file; looked for once a folder. */
  kernelTreeOf(path: string): KernelTree | undefined {
    return this.#kernelTrees.of(folderOf(path), () => findKernelTree(this.files, path));
  }

  /** Forgets what was found around files: after folders came or went. */
  forgetKernelTrees(): void {
    this.#kernelTrees.clear();
  }

  /** Reads a board and finds the profile that boots it. */
  open(path: string, settings: BoardSettings): OpenedBoard {
    const kernelTree = this.kernelTreeOf(path);
    const configuration = this.configurationOf(path);
    const overlays = settings.overlays.length > 0 ? settings.overlays : configuration.overlays;
    const board = this.read(path, { ...settings, overlays });
    const profile = { ...configuration.profile, ...settings.profile, ...bothConfigs(configuration, settings) };
    return { board, kernelTree, configuration, ...profileOf(this.files, board.tree, kernelTree, profile) };
  }

  /** The `.dtheaps.json` that holds for a file. */
  configurationOf(path: string): Configuration {
    return findConfiguration(this.files, path, this.kernelTreeOf(path));
  }

  /** Where a file's includes are searched: as `set` says, else as its `.dtheaps.json`, else as the tree around it. */
  includeRootsOf(path: string, set: readonly string[]): readonly string[] {
    return set.length > 0 ? set : this.#includeRootsIn(this.configurationOf(path), path);
  }

  #includeRootsIn({ includeRoots }: Configuration, path: string): readonly string[] {
    return includeRoots.length > 0 ? includeRoots : (this.kernelTreeOf(path)?.includeRoots ?? []);
  }

  /** Reads a board. Always answers; what is wrong with it stands in the board's problems. */
  read(path: string, settings: Omit<BoardSettings, 'profile'>): Board {
    const configuration = this.configurationOf(path);
    const { includeRoots: set } = settings;
    const includeRoots = set.length > 0 ? set : this.#includeRootsIn(configuration, path);
    const defined = new Set(settings.defines.map(({ name }) => name));
    const defines = [...configuration.defines.filter(({ name }) => !defined.has(name)), ...settings.defines];
    const request = {
      path,
      includeRoots,
      dtcIncludeRoots: [folderOf(path), ...includeRoots],
      defines,
      preprocess: settings.preprocess,
      overlays: settings.overlays,
      symbols: settings.symbols,
    };
    return this.#reader.read(request);
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

/** The options of both, so that one set in an editor leaves the file's others standing. */
function bothConfigs({ profile }: Configuration, settings: BoardSettings): Pick<ProfileSettings, 'config'> {
  if (profile.config === undefined || settings.profile.config === undefined) return {};
  return { config: new Map([...profile.config, ...settings.profile.config]) };
}

function sameProfile(a: Profile, b: Profile): boolean {
  const text = (profile: Profile): string =>
    JSON.stringify({ ...profile, config: [...profile.config] }, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
  return a === b || text(a) === text(b);
}
