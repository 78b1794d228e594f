import type { Analysis } from '../analysis.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import type { Severities } from '../rules/findings.ts';
import { isBoardText } from '../workspace/includeScan.ts';
import { indexedFolders } from '../workspace/indexedFolders.ts';
import { findKernelTree } from '../workspace/kernelTree.ts';
import { folderOf } from '../workspace/path.ts';
import { type OpenedBoard, Workspace } from '../workspace/workspace.ts';
import { type ResolvedSettings, resolveSettings } from './boardSettings.ts';
import { Includers, type IndexingOptions } from './includers.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import type { Settings } from './settings.ts';
import type { SettingsStore } from './settingsStore.ts';

/** A board as the editor sees it now. */
export interface EditedBoard {
  readonly path: string;
  readonly opened: OpenedBoard;
  readonly analysis: Analysis;
  readonly settings: Settings;
  /** The severities of rules: the configuration file's, and over them those of the settings. */
  readonly severities: Severities;
  /** What of the settings cannot be used. */
  readonly settingsProblems: readonly string[];
}

/** How long an answer is taken without looking at files outside of the workspace, which nobody watches, again. */
const TRUSTED_MILLISECONDS = 1000;

/** How many boards that seem to include a file are read to find one that does. */
const MAXIMUM_CANDIDATES = 4;

interface KnownBoard {
  readonly board: EditedBoard;
  readonly revision: number;
  readonly until: number;
}

/** The boards behind the open documents, analysed as they stand in the editor. */
export class Boards {
  readonly #documents: OpenDocuments;
  readonly #disk: DiskFileSystem;
  readonly #workspace: Workspace;
  readonly #settings: SettingsStore;
  readonly #known = new Map<string, KnownBoard>();
  /** Sees everything, and is asked only where a kernel tree begins. */
  readonly #surroundings = new DiskFileSystem();
  readonly #kernelTreeRoots = new Map<string, string | undefined>();
  readonly #includers: Includers;
  /** The include roots of the settings, by workspace folder. */
  readonly #settingsRoots = new Map<string | undefined, readonly string[]>();
  /** The include roots of the files in a folder. */
  readonly #rootsByFolder = new Map<string, readonly string[]>();
  /** The board through which a person wants to see an include. */
  readonly #chosen = new Map<string, string>();
  #folders: readonly string[] = [];
  #roots = '';
  #revision = 0;

  constructor(
    documents: OpenDocuments,
    disk: DiskFileSystem,
    parser: DevicetreeParser,
    settings: SettingsStore,
    indexing: IndexingOptions,
  ) {
    this.#documents = documents;
    this.#disk = disk;
    this.#workspace = new Workspace(documents, parser);
    this.#settings = settings;
    this.#includers = new Includers(documents, (path) => this.#includeRoots(path), indexing);
  }

  /** Replaces the workspace's folders (URIs). */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.forget();
  }

  /** An edit, a file on the disk, a setting: what was answered before may be out of date. */
  changed(): void {
    this.#revision++;
  }

  /** A document was opened, edited or closed. */
  documentChanged(path: string): void {
    this.#includers.textChanged(path);
    this.changed();
  }

  /** Files on the disk came, went or changed. */
  filesChanged(paths: readonly string[]): void {
    this.#forgetKernelTrees();
    for (const path of paths) this.#includers.fileChanged(path);
  }

  /** Folders came or went, or settings changed. */
  forget(): void {
    this.#forgetKernelTrees();
    this.#settingsRoots.clear();
    this.#rootsByFolder.clear();
    this.#includers.restart();
  }

  /** Takes the board through which an include is to be seen; `undefined` leaves the choice to us again. */
  choose(include: string, board: string | undefined): void {
    if (board === undefined) this.#chosen.delete(include);
    else this.#chosen.set(include, board);
    this.changed();
  }

  /**
   * The boards that a file is part of: itself, if it is one; else the one that was chosen for it; else those that are
   * open and include it; else the first that does. Empty if there is none.
   */
  async of(path: string): Promise<EditedBoard[]> {
    if (this.isBoard(path)) return [await this.#board(path)];
    const includesIt = (board: EditedBoard): boolean => board.analysis.board.files.some((read) => read.path === path);
    const chosen = this.#chosen.get(path);
    if (chosen !== undefined) {
      const board = await this.#board(chosen);
      if (includesIt(board)) return [board];
    }
    const openBoards: EditedBoard[] = [];
    for (const open of this.#documents.paths) {
      if (open === path || !isBoardText(this.#documents.read(open)?.text ?? '')) continue;
      const board = await this.#board(open);
      if (includesIt(board)) openBoards.push(board);
    }
    if (openBoards.length > 0) return openBoards;
    const preferred = new Set(this.#chosen.values());
    const candidates = await this.including(path);
    const inOrder = [...candidates.filter((at) => preferred.has(at)), ...candidates.filter((at) => !preferred.has(at))];
    for (const candidate of inOrder.slice(0, MAXIMUM_CANDIDATES)) {
      const board = await this.#board(candidate);
      if (includesIt(board)) return [board];
    }
    // A board may have its /dts-v1/ from another that it includes.
    return /\.dtso?$/.test(path) && this.#documents.read(path) !== undefined ? [await this.#board(path)] : [];
  }

  /** Whether a file is a board by itself: a blob, or a text that begins a tree. */
  isBoard(path: string): boolean {
    return /\.(?:dtb|dtbo)$/.test(path) || isBoardText(this.#documents.read(path)?.text ?? '');
  }

  /** The board that was chosen for an include. */
  chosenFor(include: string): string | undefined {
    return this.#chosen.get(include);
  }

  /** The boards that include a file, as far as the index has come, `#if` not looked at. */
  async including(path: string): Promise<readonly string[]> {
    await this.#updateRoots(path);
    const folders = this.#folders.flatMap((uri) => pathOfUri(uri) ?? []);
    const tree = this.#workspace.kernelTreeOf(path);
    return this.#includers.boardsIncluding(path, indexedFolders(this.#documents, folders, tree));
  }

  /** Whether more boards may turn up. */
  get isIndexing(): boolean {
    return this.#includers.isWorking;
  }

  /** Goes on with the index that a person has stopped. */
  resumeIndexing(): void {
    this.#includers.resume();
  }

  #forgetKernelTrees(): void {
    this.#workspace.forgetKernelTrees();
    this.#kernelTreeRoots.clear();
    this.#roots = '';
    this.changed();
  }

  /** Where the includes of a folder's files are searched; asked for every include of an index. */
  #includeRoots(path: string): readonly string[] {
    const folder = folderOf(path);
    let roots = this.#rootsByFolder.get(folder);
    if (roots === undefined) {
      roots = this.#workspace.includeRootsOf(path, this.#settingsRoots.get(this.#folderAround(path)) ?? []);
      this.#rootsByFolder.set(folder, roots);
    }
    return roots;
  }

  async #board(path: string): Promise<EditedBoard> {
    const known = this.#known.get(path);
    if (known !== undefined && known.revision === this.#revision && Date.now() < known.until) return known.board;
    const revision = this.#revision;
    const { settings, resolved } = await this.#updateRoots(path);
    const opened = this.#workspace.open(path, resolved.board);
    const board = {
      path,
      opened,
      analysis: this.#workspace.analyse(opened),
      settings,
      severities: { ...opened.configuration.severities, ...resolved.severities },
      settingsProblems: resolved.problems,
    };
    this.#known.set(path, { board, revision, until: Date.now() + TRUSTED_MILLISECONDS });
    return board;
  }

  /** Lets files be read in the workspace, around the open documents, and where settings and kernel tree point. */
  async #updateRoots(path: string): Promise<{ settings: Settings; resolved: ResolvedSettings }> {
    const folder = this.#folderAround(path);
    const settings = await this.#settings.of(folder);
    const folders = this.#folders.flatMap((uri) => pathOfUri(uri) ?? []);
    const around = [path, ...this.#documents.paths].flatMap((at) =>
      [folderOf(at), this.#kernelTreeRoot(at) ?? []].flat(),
    );
    const base = (folder === undefined ? undefined : pathOfUri(folder)) ?? folderOf(path);
    const resolved = resolveSettings(settings, base, this.#surroundings);
    const roots = [...new Set([...folders, ...around, ...resolved.board.includeRoots])];
    this.#settingsRoots.set(folder, resolved.board.includeRoots);
    if (roots.join('\0') !== this.#roots) this.#disk.setRoots(roots);
    this.#roots = roots.join('\0');
    return { settings, resolved };
  }

  #kernelTreeRoot(path: string): string | undefined {
    const folder = folderOf(path);
    if (!this.#kernelTreeRoots.has(folder)) {
      this.#kernelTreeRoots.set(folder, findKernelTree(this.#surroundings, path)?.root);
    }
    return this.#kernelTreeRoots.get(folder);
  }

  /** The workspace folder (a URI) that a file lies in, the innermost one. */
  #folderAround(path: string): string | undefined {
    const inside = this.#folders.filter((uri) => path.startsWith(`${pathOfUri(uri) ?? '\0'}/`));
    return inside.sort((a, b) => b.length - a.length)[0];
  }
}
