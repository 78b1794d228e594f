import { isBlob } from '../../devicetree/blob/readBlob.ts';
import type { Board } from '../../devicetree/board.ts';
import type { ExpandedUnit } from '../../devicetree/expansion/units/expandedUnit.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { optimiseAsUsual } from '../../disk/optimisation.ts';
import { profileSchema } from '../../profile/profileJson.ts';
import type { Fix } from '../../text/fix.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import { absentPaths } from '../../workspace/absentPaths.ts';
import { CONFIGURATION_NAME, type Configuration } from '../../workspace/configuration.ts';
import { ChangedFiles } from '../../workspace/fixes/changedFiles.ts';
import { includeFolderFix } from '../../workspace/fixes/includeFolder.ts';
import { isBoardText } from '../../workspace/includeScan.ts';
import { readKernelConfigFile } from '../../workspace/kernelConfigFile.ts';
import type { Layer } from '../../workspace/layers.ts';
import type { OverlayPlace } from '../../workspace/overlayPlaces.ts';
import { folderOf, normalizePath } from '../../workspace/path.ts';
import { Workspace } from '../../workspace/workspace.ts';
import { UnusableError } from '../failure.ts';
import { placeText } from '../output/codeFrame.ts';
import type { Diagnostic } from '../output/diagnostic.ts';
import { printableSentences } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { type BoardOptions, optionsLayer } from './boardOptions.ts';
import { IncludingBoards } from './includingBoards.ts';
import { readJsonFile, readNamedFile, requireNone } from './jsonFile.ts';
import { KernelNotes } from './kernelNotes.ts';
import { LoadedBoard } from './loadedBoard.ts';
import { looksBinary } from './looksBinary.ts';
import { NamedFiles, type SuppliedFile } from './namedFiles.ts';
import type { Project } from './project.ts';

/** A call that has read a board this many times, or this many boards, has much to do. */
const MUCH_READING = 30;

/** Opens boards as the options of one call say; what it has read for one it has for the next. */
export class BoardLoader {
  readonly files: NamedFiles;
  /** What boards are read from: the files, or a change of them that is tried. */
  readonly changed: ChangedFiles;
  readonly #workspace: Workspace;
  readonly #options: BoardOptions;
  /** What the call says. */
  readonly #layers: readonly Layer[];
  readonly #notes: KernelNotes;
  readonly #includingBoards: IncludingBoards;
  #readings = 0;

  private constructor(
    files: NamedFiles,
    parser: DevicetreeParser,
    options: BoardOptions,
    layers: readonly Layer[],
    notes: KernelNotes,
  ) {
    this.files = files;
    this.changed = new ChangedFiles(files);
    this.#workspace = new Workspace(this.changed, parser);
    this.#options = options;
    this.#layers = layers;
    this.#notes = notes;
    this.#includingBoards = new IncludingBoards(files, (path) => this.#workspace.includeRootsOf(path, layers));
  }

  /**
   * Reads the files that the options name; unusable input where one is unusable. `project` is what may be read,
   * `terminal` is where it is said that a
   * kernel which boots a board is not modelled; without one nothing is said.
   */
  static async create(options: BoardOptions, project: Project, terminal?: Terminal): Promise<BoardLoader> {
    const files = new NamedFiles(project, options.preprocess ? 'gcc' : 'dtc');
    const layers = callLayers(files, options);
    const parser = await readParser();
    return new BoardLoader(files, parser, options, layers, new KernelNotes(terminal));
  }

  /** Lets a text (one character a byte) stand for the file at a path. */
  supply(file: SuppliedFile): void {
    this.files.supply(file);
  }

  /**
   * Reads a board, or an overlay on each of the boards that it goes on (where nobody says which, by itself), whatever
   * their state; unusable input only where there is no such file. An include is the boards beside it that include it,
   * and by itself where there is none.
   */
  readAll(path: string): LoadedBoard[] {
    this.#requireInputs(path);
    if (this.isInclude(path)) return this.#readInclude(path);
    const places = this.#places(path, this.#layers);
    return (places.length === 0 ? [undefined] : places).map((place) => this.#load(path, this.#layers, place));
  }

  /** Whether a file is checked as an include: a `.dtsi` that a board beside it includes, or one that is no board by itself. */
  isInclude(path: string): boolean {
    return this.#isIncludeSource(path) && (this.#includingBoards.of(path).length > 0 || this.#beginsNoTree(path));
  }

  #isIncludeSource(path: string): boolean {
    if (!path.endsWith('.dtsi') || this.#workspace.overlayForm(path) !== undefined) return false;
    const file = this.files.read(path);
    return file !== undefined && !isBlob(file);
  }

  /** Whether a tree begins neither in a file nor in what it includes. */
  #beginsNoTree(path: string): boolean {
    return !this.#workspace.read(path, this.#layers).files.some(({ text }) => isBoardText(text));
  }

  #readInclude(path: string): LoadedBoard[] {
    const boards = this.#includingBoards.of(path);
    if (boards.length > 0) return boards.map((board) => this.#load(board, this.#layers, undefined));
    return [new LoadedBoard(path, this.#workspace.openInclude(path, this.#layers), this.#notes)];
  }

  /** The board of an overlay that was read, without that overlay; `undefined` where it was read by itself. */
  readBase({ path, opened: { overlay } }: LoadedBoard): LoadedBoard | undefined {
    if (overlay?.place === undefined) return undefined;
    return new LoadedBoard(path, this.#workspace.openBase(path, this.#layers, overlay.place), this.#notes);
  }

  /**
   * Reads a board that cpp and dtc accept, or an overlay on its board; unusable input, with the first error and its
   * place, where they do not, and where it is not clear on which board an overlay goes. `added` are layers besides
   * those of the call.
   */
  open(path: string, added: readonly Layer[] = []): LoadedBoard {
    this.#requireInputs(path);
    const layers = [...added, ...this.#layers];
    if (this.#isIncludeSource(path) && this.#beginsNoTree(path)) {
      const [board] = this.#includingBoards.of(path);
      const such = board === undefined ? '' : `, such as ${board}`;
      throw new UnusableError(`${path}: this is an include: name a board that includes it${such}`);
    }
    const places = this.#places(path, layers);
    const [place] = places;
    if (place === undefined && this.#workspace.overlayForm(path) !== undefined) {
      throw new UnusableError(`${path}: this is an overlay: name its board with --base BOARD`);
    }
    if (places.length > 1) {
      const boards = places.map(({ board }) => board).join(', ');
      throw new UnusableError(`${path}: this overlay goes on several boards (${boards}): name one with --base BOARD`);
    }
    const loaded = this.#load(path, layers, place);
    requireAccepted(place?.board ?? path, loaded.board);
    return loaded;
  }

  /** As `open`, for callers that show the tree: an overlay for which the call names no board as it is. */
  openTree(path: string): Board {
    return this.#isOverlayAsItIs(path) ? this.openBoard(path) : this.open(path).board;
  }

  /** The overlays of some paths that are seen on boards among them, since the `.dtheaps.json` applies them to all. */
  appliedAmong(paths: readonly string[]): ReadonlySet<string> {
    const overlays = paths.filter((path) => this.#workspace.overlayForm(path) !== undefined);
    const boards = paths.filter((path) => !overlays.includes(path));
    const applied = new Set(
      overlays.length === 0
        ? []
        : boards.flatMap((path) => this.#workspace.configurationOf(path).overlays).map(normalizePath),
    );
    return new Set(
      overlays.filter((path) => applied.has(normalizePath(path)) && this.#places(path, this.#layers).length === 0),
    );
  }

  #load(path: string, layers: readonly Layer[], place: OverlayPlace | undefined): LoadedBoard {
    this.#countReading();
    return new LoadedBoard(path, this.#workspace.open(path, layers, place), this.#notes);
  }

  #countReading(): void {
    if (++this.#readings === MUCH_READING) optimiseAsUsual();
  }

  /** The boards that an overlay goes on; unusable input where one of them cannot be read. */
  #places(path: string, layers: readonly Layer[]): readonly OverlayPlace[] {
    if (this.#workspace.overlayForm(path) === undefined) return [];
    const places = this.#workspace.placesOf(path, layers);
    if (places.length === INPUT_LIMITS.overlayPlaces) {
      this.#notes.say(
        `${path}: checked on the first ${places.length} boards that it goes on; --base BOARD names others`,
      );
    }
    for (const { board, overlays } of places) {
      for (const file of [board, ...overlays]) this.#requireReadable(file);
      if (this.#workspace.overlayForm(board) !== undefined) {
        throw new UnusableError(`${board}: this is an overlay itself, and no base for ${path}`);
      }
    }
    return places;
  }

  #isOverlayAsItIs(path: string): boolean {
    return (this.#options.base ?? []).length === 0 && this.#workspace.overlayForm(path) !== undefined;
  }

  /**
   * As `open`, for callers that write the board instead of booting it: with the overlays that the call names, and
   * without those of the `.dtheaps.json`, which are applied when the board starts.
   */
  openBoard(path: string): Board {
    this.#countReading();
    this.#requireInputs(path);
    const overlays: Layer = { origin: { layer: 'call' }, values: { overlays: this.#options.overlay } };
    const [place] = this.#isOverlayAsItIs(path) ? [] : this.#places(path, this.#layers);
    const board = this.#workspace.read(path, [overlays, ...this.#layers], place);
    requireAccepted(path, board);
    return board;
  }

  /** Forgets a board that was read, where the call does not ask for it again: see `BoardReader.forget`. */
  forget(board: Board): void {
    this.#workspace.forget(board);
  }

  /** The change of the `.dtheaps.json` after which an include of a board is found, where it is in a folder nearby. */
  includeFixes({ board, span }: Pick<Diagnostic, 'board' | 'span'>): Fix[] {
    if (span === undefined) return [];
    const folder = folderOf(board);
    const fix = includeFolderFix(this.#workspace, { board, span, layers: this.#layers, folder });
    return fix === undefined ? [] : [fix];
  }

  /** The `.dtheaps.json` that holds for a file; unusable input where something in it cannot be used. */
  configurationOf(path: string): Configuration {
    const configuration = this.#workspace.configurationOf(path);
    // A file that is not read has no places, and what is said of it begins with its path.
    const refused = configuration.problems.find(({ span }) => span === undefined);
    if (refused !== undefined) throw new UnusableError(refused.message);
    requireNoProblem(configuration.problems, CONFIGURATION_NAME);
    for (const note of this.absentNotes(configuration)) this.#notes.say(note);
    return configuration;
  }

  /** The one that holds for the first of some files for which it can be used; where none can, that of the first. */
  firstConfiguration(paths: readonly string[]): Configuration {
    const usable = paths.find((path) => this.#workspace.configurationOf(path).problems.length === 0);
    return this.#workspace.configurationOf(usable ?? paths[0] ?? '');
  }

  /** What a `.dtheaps.json` names and is not there, a sentence each. */
  absentNotes(configuration: Configuration): string[] {
    return absentPaths(configuration, this.files).map(({ path, span, isFolder }) => {
      const place = span === undefined ? CONFIGURATION_NAME : placeText(span);
      const refusal = this.files.refusal(path);
      if (refusal !== undefined) return `${place}: ${refusal}; it is left out`;
      return `${place}: ${isFolder ? `${path}: no such folder` : this.files.failureText(path)}, it is left out`;
    });
  }

  #requireInputs(path: string): void {
    for (const file of [path, ...this.#options.overlay, ...(this.#options.base ?? [])]) this.#requireReadable(file);
    this.configurationOf(path);
  }

  /** A file's text after preprocessing, whether or not it is a board; unusable input where cpp refuses it. */
  expand(path: string): ExpandedUnit {
    this.#requireInputs(path);
    const { unit, failed, problems } = this.#workspace.expand(path, this.#layers);
    requireAccepted(path, { refused: failed, problems });
    return unit;
  }

  #requireReadable(path: string): void {
    const file = this.files.read(path);
    if (file === undefined) throw new UnusableError(this.files.failureText(path));
    if (looksBinary(file)) throw new UnusableError(`${path}: this is neither text nor a device tree blob`);
  }
}

function requireAccepted(path: string, board: Pick<Board, 'refused' | 'problems'>): void {
  // A board's problems are found when they are asked for: not for a board that is well.
  if (!board.refused) return;
  const errors = board.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) throw new UnusableError(`${path}: dtc refuses this tree`);
  const place = first.span === undefined ? path : placeText(first.span);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more: see dtheaps check)` : '';
  throw new UnusableError(`${place}: ${printableSentences(first.message)}${more}`);
}

async function readParser(): Promise<DevicetreeParser> {
  try {
    return await loadParser(readGrammarModules());
  } catch (error) {
    throw new UnusableError(error instanceof Error ? error.message : String(error));
  }
}

function requireNoProblem(problems: readonly Problem[], path: string): void {
  requireNone(
    problems.map(({ span, message }) => ({ path: '', span, message, suggestion: undefined })),
    path,
  );
}

/**
 * What the call says: its profile file, its kernel's configuration and its single options; unusable input where one of them
 * is.
 */
export function callLayers(files: NamedFiles, options: BoardOptions): Layer[] {
  const { profile, kernelConfig } = options;
  const layers = [optionsLayer(options)];
  if (profile !== undefined) {
    layers.push({
      origin: { layer: 'profileFile', path: profile },
      values: readJsonFile(files, profile, profileSchema()),
    });
  }
  if (kernelConfig !== undefined) {
    const { options: config, problems } = readKernelConfigFile(readNamedFile(files, kernelConfig));
    requireNoProblem(problems, kernelConfig);
    layers.push({ origin: { layer: 'kernelConfigFile', path: kernelConfig }, values: { config } });
  }
  return layers;
}
