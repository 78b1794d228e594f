import { type Board, BoardReader } from '../../devicetree/board.ts';
import { loadParser } from '../../devicetree/syntax/parser.ts';
import { readKernelConfig } from '../../kernel/configuration.ts';
import type { Profile } from '../../kernel/profile.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { findKernelTree, type KernelTree } from '../../workspace/kernelTree.ts';
import { folderOf } from '../../workspace/path.ts';
import { type ProfileSettings, readProfileJson } from '../../workspace/profileJson.ts';
import { UnusableError } from '../failure.ts';
import { placeText } from '../output/codeFrame.ts';
import { printable } from '../output/printable.ts';
import { type BoardOptions, profileOptions } from './boardOptions.ts';
import { readGrammarModules } from './grammarModules.ts';
import { readJsonFile, readTextFile } from './jsonFile.ts';
import { LoadedBoard } from './loadedBoard.ts';
import { NamedFiles } from './namedFiles.ts';

/** So many of a file's first bytes decide whether it is text. */
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
  readonly #reader: BoardReader;
  readonly #options: BoardOptions;
  readonly #settings: ProfileSettings;
  readonly #kernelTrees = new Map<string, KernelTree | undefined>();

  private constructor(files: NamedFiles, reader: BoardReader, options: BoardOptions, settings: ProfileSettings) {
    this.files = files;
    this.#reader = reader;
    this.#options = options;
    this.#settings = settings;
  }

  /** Reads the files that the options name; unusable input where one is unusable. */
  static async create(options: BoardOptions): Promise<BoardLoader> {
    const files = new NamedFiles();
    for (const path of options.include) {
      if (!files.isFolder(path)) throw new UnusableError(`-I ${path}: no such folder`);
    }
    const settings = profileSettings(files, options);
    const parser = await loadParser(await readGrammarModules());
    return new BoardLoader(files, new BoardReader(files, parser), options, settings);
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
    const board = this.#readBoard(path);
    return new LoadedBoard(path, board, { ...this.#treeProfile(this.#kernelTree(path)), ...extra, ...this.#settings });
  }

  /** Reads a board that cpp and dtc accept; unusable input, with the first error and its place, where they do not. */
  open(path: string, extra: ProfileSettings = {}): LoadedBoard {
    const loaded = this.read(path, extra);
    requireAccepted(path, loaded.board);
    return loaded;
  }

  /** As `open`, for callers that boot nothing. */
  openBoard(path: string): Board {
    const board = this.#readBoard(path);
    requireAccepted(path, board);
    return board;
  }

  #readBoard(path: string): Board {
    for (const file of [path, ...this.#options.overlay]) this.#requireReadable(file);
    const { include } = this.#options;
    const includeRoots = include.length > 0 ? include : (this.#kernelTree(path)?.includeRoots ?? []);
    return this.#reader.read({
      path,
      includeRoots,
      dtcIncludeRoots: [folderOf(path), ...includeRoots],
      defines: this.#options.define,
      preprocess: this.#options.preprocess,
      overlays: this.#options.overlay,
      symbols: this.#options.symbols === true,
    });
  }

  /** The kernel tree around a file, looked for once a folder. */
  #kernelTree(path: string): KernelTree | undefined {
    const folder = folderOf(path);
    if (!this.#kernelTrees.has(folder)) this.#kernelTrees.set(folder, findKernelTree(this.files, path));
    return this.#kernelTrees.get(folder);
  }

  #requireReadable(path: string): void {
    const file = this.files.read(path);
    if (file === undefined) throw new UnusableError(`${path}: ${this.files.failureText(path)}`);
    if (looksBinary(file.text)) throw new UnusableError(`${path}: this is neither text nor a device tree blob`);
  }

  /** What the tree around a board says about the kernel that boots it. */
  #treeProfile(tree: KernelTree | undefined): Profile {
    const config = tree?.configPath === undefined ? undefined : this.files.read(tree.configPath);
    return {
      kernel: tree?.kernelVersion ?? '7.3',
      architecture: tree?.architecture ?? 'arm64',
      patches: [],
      config: config === undefined ? new Map() : readKernelConfig(config.text),
      commandLine: '',
      memory: undefined,
      occupied: [],
      firmwareRegions: [],
    };
  }
}

function requireAccepted(path: string, { refused, problems }: Board): void {
  if (!refused) return;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) throw new UnusableError(`${path}: dtc refuses this tree`);
  const place = first.span === undefined ? path : placeText(first.span);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more: see dtheaps check)` : '';
  throw new UnusableError(`${place}: ${printable(first.message).replaceAll('\n', ' ')}${more}`);
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
