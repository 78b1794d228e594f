import type { Board } from '../../devicetree/board.ts';
import { Expander } from '../../devicetree/expansion/expander.ts';
import type { ExpandedUnit } from '../../devicetree/expansion/units/expandedUnit.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { readKernelConfig } from '../../kernel/input/kernelConfig.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { CONFIGURATION_NAME, type Configuration } from '../../workspace/configuration.ts';
import { folderOf } from '../../workspace/path.ts';
import { type ProfileSettings, readProfileJson } from '../../workspace/profileJson.ts';
import { type BoardSettings, Workspace } from '../../workspace/workspace.ts';
import { UnusableError } from '../failure.ts';
import { placeText } from '../output/codeFrame.ts';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { type BoardOptions, profileOptions } from './boardOptions.ts';
import { readJsonFile, readTextFile } from './jsonFile.ts';
import { KernelNotes } from './kernelNotes.ts';
import { LoadedBoard } from './loadedBoard.ts';
import { NamedFiles } from './namedFiles.ts';

/** At most this many of a file's first bytes decide whether it is text. */
const SAMPLE_BYTES = 1024;

/** Whether a file is neither text nor a device tree blob: more than a tenth of its beginning are control characters. */
function looksBinary(text: string): boolean {
  if (text.startsWith('\xd0\x0d\xfe\xed')) return false;
  let control = 0;
  const length = Math.min(text.length, SAMPLE_BYTES);
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d) control++;
  }
  return control * 10 > length;
}

/** Opens boards as the options of one call say; what it has read for one it has for the next. */
export class BoardLoader {
  readonly files: NamedFiles;
  readonly #workspace: Workspace;
  readonly #options: BoardOptions;
  readonly #settings: ProfileSettings;
  readonly #notes: KernelNotes;

  private constructor(
    files: NamedFiles,
    workspace: Workspace,
    options: BoardOptions,
    settings: ProfileSettings,
    notes: KernelNotes,
  ) {
    this.files = files;
    this.#workspace = workspace;
    this.#options = options;
    this.#settings = settings;
    this.#notes = notes;
  }

  /**
   * Reads the files that the options name; unusable input where one is unusable. `terminal` is where it is said that a
   * kernel which boots a board is not modelled; without one nothing is said.
   */
  static async create(options: BoardOptions, terminal?: Terminal): Promise<BoardLoader> {
    const files = new NamedFiles();
    for (const path of options.include) {
      if (!files.isFolder(path)) throw new UnusableError(`-I ${path}: no such folder`);
    }
    const settings = profileSettings(files, options);
    const parser = await readParser();
    return new BoardLoader(files, new Workspace(files, parser), options, settings, new KernelNotes(terminal));
  }

  /** Lets a text (one character a byte) stand for the file at a path. */
  supply(path: string, text: string): void {
    this.files.supply(new SourceFile(path, text));
  }

  /**
   * Reads a board, whatever its state; unusable input only where there is no such file. `extra` are settings of a
   * profile that those of the call win over.
   */
  read(path: string, extra: ProfileSettings = {}): LoadedBoard {
    this.#requireInputs(path);
    const settings = { ...this.#boardSettings(), profile: { ...extra, ...this.#settings } };
    const { board, profile, configuration } = this.#workspace.open(path, settings);
    return new LoadedBoard(path, board, profile, configuration, this.#notes);
  }

  /** Reads a board that cpp and dtc accept; unusable input, with the first error and its place, where they do not. */
  open(path: string, extra: ProfileSettings = {}): LoadedBoard {
    const loaded = this.read(path, extra);
    requireAccepted(path, loaded.board);
    return loaded;
  }

  /** As `open`, for callers that boot nothing. */
  openBoard(path: string): Board {
    this.#requireInputs(path);
    const board = this.#workspace.read(path, this.#boardSettings());
    requireAccepted(path, board);
    return board;
  }

  /** The `.dtheaps.json` that holds for a file; unusable input where something in it cannot be used. */
  configurationOf(path: string): Configuration {
    const configuration = this.#workspace.configurationOf(path);
    const [problem] = configuration.problems;
    if (problem === undefined) return configuration;
    const place = problem.span === undefined ? CONFIGURATION_NAME : placeText(problem.span);
    throw new UnusableError(`${place}: ${printable(problem.message).replaceAll('\n', ' ')}`);
  }

  #boardSettings(): Omit<BoardSettings, 'profile'> {
    const { include, define, overlay, preprocess, symbols } = this.#options;
    return { includeRoots: include, defines: define, overlays: overlay, preprocess, symbols: symbols === true };
  }

  #requireInputs(path: string): void {
    for (const file of [path, ...this.#options.overlay]) this.#requireReadable(file);
    this.configurationOf(path);
  }

  /** A file's text after preprocessing, whether or not it is a board; unusable input where cpp refuses it. */
  expand(path: string): ExpandedUnit {
    this.#requireReadable(path);
    const { include, define, preprocess } = this.#options;
    const includeRoots = include.length > 0 ? include : (this.#workspace.kernelTreeOf(path)?.includeRoots ?? []);
    const { unit, failed, problems } = new Expander(this.files).expand({
      path,
      includeRoots,
      dtcIncludeRoots: [folderOf(path), ...includeRoots],
      defines: define,
      preprocess,
    });
    requireAccepted(path, { refused: failed, problems });
    return unit;
  }

  #requireReadable(path: string): void {
    const file = this.files.read(path);
    if (file === undefined) throw new UnusableError(`${path}: ${this.files.failureText(path)}`);
    if (looksBinary(file.text)) throw new UnusableError(`${path}: this is neither text nor a device tree blob`);
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
  throw new UnusableError(`${place}: ${printable(first.message).replaceAll('\n', ' ')}${more}`);
}

async function readParser(): Promise<DevicetreeParser> {
  try {
    return await loadParser(await readGrammarModules());
  } catch (error) {
    throw new UnusableError(error instanceof Error ? error.message : String(error));
  }
}

/** The profile file, the kernel's configuration and the single options together; the later win. */
function profileSettings(files: NamedFiles, options: BoardOptions): ProfileSettings {
  let settings: ProfileSettings = {};
  if (options.profile !== undefined) {
    const read = readProfileJson(readJsonFile(files, options.profile));
    if (read.problems.length > 0) throw new UnusableError(`${options.profile}: ${read.problems.join('; ')}`);
    settings = read.settings;
  }
  if (options.kernelConfig !== undefined) {
    const config = readKernelConfig(readTextFile(files, options.kernelConfig));
    settings = { ...settings, config: new Map([...config, ...(settings.config ?? [])]) };
  }
  return { ...settings, ...profileOptions(options) };
}
