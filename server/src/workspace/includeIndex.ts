import { CandidatePaths } from '../devicetree/expansion/includeSearch.ts';
import type { FileSystem } from './fileSystem.ts';
import { type IncludeDirective, isBoardText, scanIncludes } from './includeScan.ts';
import { fileNameOf, folderOf } from './path.ts';

/** What an index needs of the files. */
export interface IndexedFiles extends FileSystem {
  /** The path with its links followed; `undefined` where there is nothing that may be read. */
  realPath(path: string): string | undefined;
  /** A file's bytes, one character each, without keeping them; `undefined` as for `read`. */
  readText(path: string): string | undefined;
}

/** More of either in one workspace is left out: the index must not take the machine's memory. */
const MAXIMUM_FILES = 50_000;
const MAXIMUM_FOLDERS = 100_000;

/** A larger file is no device tree source that anyone wrote. */
const MAXIMUM_FILE_LENGTH = 4 * 1024 * 1024;

const SOURCE = /\.(?:dts|dtsi|dtso|overlay)$/;

/** Folders without sources of anyone's own. */
const SKIPPED = /^(?:\..*|node_modules)\/$/;

interface ScannedFile {
  /** The path by which it was met first, which is the one to show. */
  readonly path: string;
  readonly includes: readonly IncludeDirective[];
  readonly isBoard: boolean;
}

/**
 * Which boards include a file: an index over the device tree sources of some folders and over the headers that they
 * reach, built in small steps by whoever has time.
 *
 * Files go by their real paths, since a kernel tree reaches one file through several links. Of each file only what it
 * asks for is kept; where that leads is looked up at the question, so that files may come and go.
 */
export class IncludeIndex {
  readonly #files: IndexedFiles;
  readonly #rootsOf: (path: string) => readonly string[];
  readonly #scanned = new Map<string, ScannedFile>();
  /**
   * The real paths of the files that may ask for a file of a name (without its folders). One that does not any more
   * stays: whether it does is asked each time.
   */
  readonly #askers = new Map<string, Set<string>>();
  readonly #foldersMet = new Set<string>();
  /** What is to be done, the last first: `urgent` before `folders`, which tell how much there is, before `waiting`. */
  #urgent: string[] = [];
  #waiting: string[] = [];
  #folders: string[] = [];
  readonly #candidates = new Map<string, CandidatePaths>();
  readonly #found = new Map<string, string | undefined>();

  /** `rootsOf` answers where the includes of a file are searched, besides its own folder. */
  constructor(files: IndexedFiles, rootsOf: (path: string) => readonly string[]) {
    this.#files = files;
    this.#rootsOf = rootsOf;
  }

  /** Adds folders with all that is below them. A folder that is known already costs nothing. */
  addFolders(folders: readonly string[]): void {
    for (const folder of folders) this.#addFolder(folder);
  }

  /** Has the sources that lie beside a file, and the file itself, looked at before all others. */
  hurry(path: string): void {
    const folder = folderOf(path);
    this.#urgent.push(path);
    if (this.#foldersMet.has(`${folder}/*`)) return;
    this.#foldersMet.add(`${folder}/*`);
    for (const name of this.#files.list(folder)) if (SOURCE.test(name)) this.#urgent.push(`${folder}/${name}`);
  }

  /** Does one small piece of work, a folder listed or a file looked at; false where nothing is left to do. */
  step(): boolean {
    const folder = this.#urgent.length > 0 ? undefined : this.#folders.pop();
    if (folder !== undefined) {
      this.#listFolder(folder);
      return true;
    }
    const path = this.#urgent.pop() ?? this.#waiting.pop();
    if (path === undefined) return false;
    this.#scan(path);
    return true;
  }

  /** Whether what was asked for in a hurry is there. */
  get isUrgent(): boolean {
    return this.#urgent.length > 0;
  }

  /** How many files were looked at, and how many are known to wait. */
  get progress(): { readonly done: number; readonly waiting: number } {
    return { done: this.#scanned.size, waiting: this.#waiting.length + this.#urgent.length + this.#folders.length };
  }

  /** A file came, went, or has another text; it is looked at again. */
  fileChanged(path: string): void {
    this.#found.clear();
    const real = this.#files.realPath(path) ?? path;
    this.#scanned.delete(real);
    const name = fileNameOf(path);
    if (SOURCE.test(name) || this.#askers.has(name)) this.#urgent.push(path);
  }

  /** A file's text was edited: what it asks for may be different, where files lie is not. */
  textChanged(path: string): void {
    const real = this.#files.realPath(path) ?? path;
    if (!this.#scanned.has(real)) return;
    this.#scanned.delete(real);
    this.#urgent.push(path);
  }

  /**
   * The boards that include a file, however deeply, as far as the index has come: those of the file's own folder first,
   * each part in the order of the paths.
   */
  boardsIncluding(path: string): string[] {
    const start = this.#files.realPath(path) ?? path;
    const reached = new Set([start]);
    for (const real of reached) {
      for (const asker of this.#askers.get(fileNameOf(real)) ?? []) {
        if (!reached.has(asker) && this.#asksFor(asker, real)) reached.add(asker);
      }
    }
    reached.delete(start);
    const boards = [...reached].flatMap((real) => {
      const file = this.#scanned.get(real);
      return file?.isBoard === true ? [file.path] : [];
    });
    const folder = folderOf(path);
    const rank = (board: string): string => `${folderOf(board) === folder ? 0 : 1}${board}`;
    return boards.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  #addFolder(folder: string): void {
    if (this.#foldersMet.has(folder) || this.#foldersMet.size >= MAXIMUM_FOLDERS) return;
    this.#foldersMet.add(folder);
    this.#folders.push(folder);
  }

  #listFolder(folder: string): void {
    for (const name of this.#files.list(folder)) {
      if (!name.endsWith('/')) {
        if (SOURCE.test(name)) this.#waiting.push(`${folder}/${name}`);
      } else if (!SKIPPED.test(name)) this.#addFolder(`${folder}/${name.slice(0, -1)}`);
    }
  }

  #scan(path: string): void {
    const real = this.#files.realPath(path);
    if (real === undefined || this.#scanned.has(real) || this.#scanned.size >= MAXIMUM_FILES) return;
    const text = this.#files.readText(path);
    if (text === undefined) return;
    const tooLarge = text.length > MAXIMUM_FILE_LENGTH;
    const includes = tooLarge ? [] : scanIncludes(text);
    // A link in another folder finds other neighbours, but gcc and dtc too go by the path that was asked for.
    this.#scanned.set(real, { path, includes, isBoard: !tooLarge && isBoardText(text) });
    for (const include of includes) {
      this.#noteAsker(fileNameOf(include.name), real);
      const target = this.#resolve(path, include);
      if (target === undefined) continue;
      // A link may lead to a file of another name.
      this.#noteAsker(fileNameOf(target), real);
      if (!this.#scanned.has(target)) this.#waiting.push(target);
    }
  }

  #noteAsker(name: string, asker: string): void {
    const askers = this.#askers.get(name);
    if (askers === undefined) this.#askers.set(name, new Set([asker]));
    else askers.add(asker);
  }

  #asksFor(asker: string, real: string): boolean {
    const file = this.#scanned.get(asker);
    return file?.includes.some((include) => this.#resolve(file.path, include) === real) === true;
  }

  /** The real path of the file that a directive leads to, found as the preprocessor and dtc find it. */
  #resolve(path: string, { style, name }: IncludeDirective): string | undefined {
    const folder = folderOf(path);
    const roots = this.#rootsOf(path);
    const rootsKey = roots.join('\0');
    const key = `${style === 'angle' ? '' : folder}\0${style}\0${name}\0${rootsKey}`;
    if (this.#found.has(key)) return this.#found.get(key);
    let candidates = this.#candidates.get(rootsKey);
    if (candidates === undefined) {
      candidates = new CandidatePaths(roots, roots);
      this.#candidates.set(rootsKey, candidates);
    }
    let found: string | undefined;
    for (const candidate of candidates.of(style, name, folder, undefined)) {
      found = this.#files.realPath(candidate.path);
      if (found !== undefined) break;
    }
    this.#found.set(key, found);
    return found;
  }
}
