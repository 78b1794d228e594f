import type { Analysis } from '../analysis.ts';
import type { Board } from '../devicetree/board.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { isKernelVersion } from '../profile/profileJson.ts';
import { comparableFindingsOf, type Severities } from '../rules/findings.ts';
import type { Fix } from '../text/fix.ts';
import type { Problem } from '../text/problem.ts';
import type { SourceFile, Span } from '../text/sourceFile.ts';
import { FileAnswers } from '../workspace/fileAnswers.ts';
import type { FileSource } from '../workspace/fileSystem.ts';
import { ChangedFiles } from '../workspace/fixes/changedFiles.ts';
import type { BoardState } from '../workspace/fixes/fixProof.ts';
import { type FailedTrial, FixProver } from '../workspace/fixes/fixProver.ts';
import { includeFolderFix, mayConfigure } from '../workspace/fixes/includeFolder.ts';
import { isBoardText } from '../workspace/includeScan.ts';
import { indexedFolders } from '../workspace/indexedFolders.ts';
import type { Layer } from '../workspace/layers.ts';
import type { OverlayPlace } from '../workspace/overlayPlaces.ts';
import { folderOf } from '../workspace/path.ts';
import { readCompletely } from '../workspace/readCompletely.ts';
import { type OpenedBoard, Workspace } from '../workspace/workspace.ts';
import { type ResolvedSettings, resolveSettings } from './boardSettings.ts';
import { KnownBoards } from './knownBoards.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { ReadableRoots } from './readableRoots.ts';
import type { Settings } from './settings.ts';
import type { SettingsStore } from './settingsStore.ts';

/** A board as the editor sees it now. */
export interface EditedBoard {
  /** The board's file; of an overlay on a board that board's, and the overlay's own where it is seen by itself. */
  readonly path: string;
  readonly opened: OpenedBoard;
  readonly analysis: Analysis;
  readonly settings: Settings;
  /** The severities of rules: the configuration file's, and over them those of the settings. */
  readonly severities: Severities;
  /** What of the settings cannot be used. */
  readonly settingsProblems: readonly string[];
  /** Those of them that stand in files which the settings name. */
  readonly settingsFileProblems: readonly Problem[];
}

/** The files that boards are read from: those that may be read, and all. */
export interface BoardFiles {
  readonly files: FileSource;
  readonly surroundings: FileSource;
}

const BLOB = /\.(?:dtb|dtbo)$/;

/** Boards, read and booted as they stand in the editor. */
export class EditedBoards {
  readonly #documents: OpenDocuments;
  readonly #sources: BoardFiles;
  readonly #roots: ReadableRoots;
  /** What boards are read from: the documents, or a change of them that is tried. */
  readonly #files: ChangedFiles;
  readonly #workspace: Workspace;
  readonly #settings: SettingsStore;
  readonly #known: KnownBoards<EditedBoard>;
  /** What the settings say, by workspace folder. */
  readonly #settingsLayers = new Map<string | undefined, readonly Layer[]>();
  /** The include roots of the files in a folder. */
  readonly #rootsByFolder: FileAnswers<readonly string[]>;
  /** The kernel that a person chose for the workspace. */
  #chosenKernel: string | undefined;

  /**
   * `outdated` is called when a board that somebody asks for turns out to be another than before although nobody has
   * said that anything changed: many clients watch no files.
   */
  constructor(
    documents: OpenDocuments,
    sources: BoardFiles,
    parser: DevicetreeParser,
    settings: SettingsStore,
    outdated: () => void = () => {},
  ) {
    this.#documents = documents;
    this.#sources = sources;
    this.#roots = new ReadableRoots(sources.files, sources.surroundings, documents);
    this.#files = new ChangedFiles(documents);
    this.#workspace = new Workspace(this.#files, parser);
    this.#known = new KnownBoards(documents, outdated, (board) => this.#workspace.forget(board));
    this.#settings = settings;
    this.#rootsByFolder = new FileAnswers(documents);
  }

  /** Replaces the workspace's folders (URIs). */
  setFolders(folders: readonly string[]): void {
    this.#roots.setFolders(folders);
    this.forget();
  }

  /** The paths of the workspace's folders. */
  get folders(): readonly string[] {
    return this.#roots.folders;
  }

  /** An edit, a file of the workspace, a setting: what was answered before may be out of date. */
  changed(): void {
    this.#known.changed();
  }

  /** Boots the boards by a kernel, whatever the settings say; `undefined` leaves it to them. What is no version is passed over. */
  chooseKernel(kernel: string | undefined): void {
    this.#chosenKernel = kernel !== undefined && isKernelVersion(kernel) ? kernel : undefined;
    this.changed();
  }

  /** Files of the workspace came, went or changed. */
  filesChanged(paths: readonly string[]): void {
    this.#sources.files.filesChanged(paths);
    this.#sources.surroundings.filesChanged(paths);
    this.#forgetKernelTrees();
  }

  /** Whether files that were taken as they were a moment ago have changed since; what rests on them is then out of date. */
  filesOutdated(): boolean {
    const outdated = [this.#sources.files, this.#sources.surroundings].filter((files) => files.outdated());
    if (outdated.length > 0) this.#forgetKernelTrees();
    return outdated.length > 0;
  }

  /** Folders came or went, or settings changed. */
  forget(): void {
    this.#settingsLayers.clear();
    this.#rootsByFolder.clear();
    this.#forgetKernelTrees();
  }

  /** The board at a path, or an overlay on its board, whatever stands there; the same object until something changes, for all who ask meanwhile. */
  at(path: string, place?: OverlayPlace): Promise<EditedBoard> {
    const key = place === undefined ? path : JSON.stringify([path, place]);
    return this.#known.at(key, (earlier) => this.#read(path, place, false, earlier));
  }

  /** An include by itself, on a stand-in for the board that it is unknown of. */
  include(path: string): Promise<EditedBoard> {
    const key = JSON.stringify([path, 'alone']);
    return this.#known.at(key, () => this.#read(path, undefined, true));
  }

  /** The boards that were looked at lately, as they are now, those that cannot be read left out. */
  known(): Promise<readonly EditedBoard[]> {
    return this.#known.all();
  }

  /** Forgets boards with long texts that nobody has asked for since the last change: see `KnownBoards`. */
  forgetUnused(): void {
    this.#known.forgetUnused();
  }

  /** Does work that reads the documents, again until everything that it asks for is known. */
  read<Answer>(work: () => Answer): Promise<Answer> {
    return readCompletely([this.#sources.files, this.#sources.surroundings], work);
  }

  /** Whether a file begins a tree: a blob, or a text with `/dts-v1/`. */
  async beginsTree(path: string): Promise<boolean> {
    return BLOB.test(path) || this.read(() => isBoardText(this.#documents.read(path)?.text ?? ''));
  }

  /** Whether a file is an overlay, which is seen on a board. */
  isOverlay(path: string): Promise<boolean> {
    return this.read(() => this.#workspace.overlayForm(path) !== undefined);
  }

  /** On which boards the settings, the `.dtheaps.json` or the Makefile put an overlay. */
  async placesOf(path: string): Promise<OverlayPlace[]> {
    const settings = await this.#settings.of(this.#roots.folderAround(path));
    return this.read(() => this.#workspace.placesOf(path, this.#letRead(path, settings).layers));
  }

  /** Where boards that include a file are looked for. */
  async indexedFolders(path: string): Promise<readonly string[]> {
    const settings = await this.#settings.of(this.#roots.folderAround(path));
    return this.read(() => {
      this.#letRead(path, settings);
      return indexedFolders(this.#roots.folders, this.#workspace.kernelTreeOf(path));
    });
  }

  /** Where the includes of a file are searched besides its own folder; asked for every include of an index. */
  includeRoots(path: string): readonly string[] {
    return this.#rootsByFolder.of(folderOf(path), () =>
      this.#workspace.includeRootsOf(path, this.#settingsLayers.get(this.#roots.folderAround(path)) ?? []),
    );
  }

  /** The files that a board's build appends to it. */
  additionsTo(path: string): readonly string[] {
    return this.#workspace.additionsTo(path);
  }

  /** The `.dtheaps.json` that holds for a file; where there is none, the path at which it is to be made. */
  configurationPlace(path: string): Promise<{ readonly file: SourceFile } | { readonly path: string }> {
    const folder = this.#roots.baseOf(path);
    return this.read(() => {
      const { file } = this.#workspace.configurationOf(path);
      return file === undefined ? { path: this.#workspace.newConfigurationPath(path, folder) } : { file };
    });
  }

  /** The changes of the `.dtheaps.json` that let includes of a board be found; none for an include that is nowhere. */
  includeFixes({ path, settings }: EditedBoard, places: readonly Span[]): Promise<(Fix | undefined)[]> {
    const folder = this.#roots.baseOf(path);
    return this.read(() => {
      const { layers } = this.#letRead(path, settings);
      return places.map((span) => includeFolderFix(this.#workspace, { board: path, span, layers, folder }));
    });
  }

  async #read(
    path: string,
    place: OverlayPlace | undefined,
    isInclude = false,
    earlier?: EditedBoard,
  ): Promise<EditedBoard> {
    const settings = await this.#settings.of(this.#roots.folderAround(path));
    const { resolved, opened } = await this.read(() => {
      const resolved = this.#letRead(path, settings);
      const opened = isInclude
        ? this.#workspace.openInclude(path, resolved.layers)
        : this.#workspace.open(path, resolved.layers, place, earlier?.opened);
      return { resolved, opened };
    });
    return {
      path: place?.board ?? path,
      opened,
      analysis: this.#workspace.analyse(opened),
      settings,
      severities: { ...opened.configuration.severities, ...resolved.severities },
      settingsProblems: resolved.problems,
      settingsFileProblems: resolved.fileProblems,
    };
  }

  /**
   * A board as another layer over its own boots it, such as a scenario's profile, and as it reads with `changed` files
   * that nobody has written.
   */
  analysisWith(
    { path, opened, settings }: EditedBoard,
    layer: Layer,
    changed: readonly SourceFile[] = [],
  ): Promise<Analysis> {
    const { path: at, place } = opened.overlay ?? { path, place: undefined };
    return this.read(() => {
      const layers = [...this.#letRead(at, settings).layers, layer];
      return this.#files.during(changed, () => this.#workspace.analyse(this.#workspace.open(at, layers, place)));
    });
  }

  /**
   * Does work that tries fixes on boards, `soles` being files that one board alone reads. The work is synchronous, and
   * begins again where it asks for files that are not known yet. Besides its answer: where this program failed.
   */
  proving<Answer>(
    boards: readonly EditedBoard[],
    soles: ReadonlySet<string>,
    work: (prover: FixProver) => Answer,
  ): Promise<{ readonly answer: Answer; readonly failures: readonly FailedTrial[] }> {
    const byName = new Map(boards.map((board) => [nameOf(board), board]));
    const read = (name: string, rules?: ReadonlySet<string>): readonly BoardState[] => {
      const board = byName.get(name);
      if (board === undefined) return [];
      const analysis = this.#readAgain(board);
      return [{ analysis, found: comparableFindingsOf(analysis, board.severities, rules) }];
    };
    const reading = (path: string): string[] =>
      boards
        .filter(
          (board) => mayConfigure(path, board.path) || board.analysis.board.files.some((file) => file.path === path),
        )
        .map(nameOf);
    const isReadByOne = (path: string): boolean => soles.has(path);
    return this.read(() => {
      const prover = new FixProver(this.#files, { reading, read, isReadByOne });
      return { answer: work(prover), failures: prover.failures };
    });
  }

  /** The overlay that a board was opened with, read as it is and applied to nothing; the board itself where there is none. */
  overlayByItself({ path, opened: { board, overlay }, settings }: EditedBoard): Promise<Board> {
    if (overlay === undefined) return Promise.resolve(board);
    return this.read(() => this.#workspace.read(overlay.path, this.#letRead(path, settings).layers));
  }

  /** What boards come to where some files have other contents, which nobody has written; in the same order. */
  withChanges(boards: readonly EditedBoard[], changed: readonly SourceFile[]): Promise<readonly Analysis[]> {
    return this.read(() => this.#files.during(changed, () => boards.map((board) => this.#readAgain(board))));
  }

  /** A board as the files stand now, read as it was before. */
  #readAgain(board: EditedBoard): Analysis {
    const { path, place } = board.opened.overlay ?? { path: board.path, place: undefined };
    const { layers } = this.#letRead(path, board.settings);
    const isInclude = board.opened.overlay?.isInclude === true;
    const opened = isInclude ? this.#workspace.openInclude(path, layers) : this.#workspace.open(path, layers, place);
    return this.#workspace.analyse(opened);
  }

  /** Lets files be read as a board's settings say, and resolves these. */
  #letRead(path: string, settings: Settings): ResolvedSettings {
    const fromSettings = resolveSettings(settings, this.#roots.baseOf(path), this.#sources.surroundings);
    const resolved = { ...fromSettings, layers: [...fromSettings.layers, ...this.#choice()] };
    this.#settingsLayers.set(this.#roots.folderAround(path), resolved.layers);
    this.#roots.update(path, resolved.includeRoots);
    return resolved;
  }

  #choice(): Layer[] {
    const kernel = this.#chosenKernel;
    return kernel === undefined ? [] : [{ origin: { layer: 'choice' }, values: { kernel } }];
  }

  #forgetKernelTrees(): void {
    this.#workspace.forgetKernelTrees();
    this.#roots.forget();
    this.changed();
  }
}

/** What names a board, or an overlay on a board, among those that are shown. */
export function nameOf({ path, opened: { overlay } }: EditedBoard): string {
  return overlay === undefined ? path : JSON.stringify([path, overlay]);
}
