import { CandidatePaths } from '../devicetree/expansion/files/includeSearch.ts';
import { overlayFormOf } from '../devicetree/overlayForm.ts';
import { isScenarioPath } from '../simulation/scenarioPath.ts';
import { textOfBytes } from '../text/bytesAndText.ts';
import { fileNameOf } from '../text/fileName.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { BoundedCache } from './boundedCache.ts';
import { FileAnswers } from './fileAnswers.ts';
import type { IndexedFiles } from './fileSystem.ts';
import { type IncludeDirective, isBoardText, scanIncludes } from './includeScan.ts';
import { nearestFirst } from './nearestFirst.ts';
import { folderOf } from './path.ts';

/** Lists of include roots: there is one for each architecture, and for each folder with settings. */
const MAXIMUM_ROOT_LISTS = 1000;

/** How often a file or folder is looked at that a source has to fetch; the last time its answer holds as it is. */
const MAXIMUM_TRIES = 8;

/** What the build makes blobs of. An overlay begins a tree, whatever its name. */
const BOARD_SOURCE = /\.(?:dts|dtso|overlay)$/;

const SOURCE = /\.(?:dts|dtsi|dtso|overlay)$/;

/** Folders without sources of anyone's own. */
const SKIPPED = /^(?:\..*|node_modules)\/$/;

/** A piece of work: a folder to list or a file to look at. */
interface Task {
  readonly kind: 'folder' | 'file';
  readonly path: string;
  /** Before all that is not urgent. */
  readonly isUrgent: boolean;
  readonly tries: number;
}

/** A file in the index as it was looked at: another object stands for another text of it. */
export interface IndexedSource {
  /** The path by which it was met first, which is the one to show. */
  readonly path: string;
}

interface ScannedFile extends IndexedSource {
  readonly includes: readonly IncludeDirective[];
  /** Whether its text begins a tree (`/dts-v1/`), which an include may do, and a board leave to one. */
  readonly beginsTree: boolean;
  readonly isOverlay: boolean;
  /** The names under which it stands among the askers. */
  readonly asked: ReadonlySet<string>;
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
  readonly #additionsTo: (path: string) => readonly string[];
  readonly #scanned = new Map<string, ScannedFile>();
  /** The real paths of the files that may ask for a file of a name (without its folders). */
  readonly #askers = new Map<string, Set<string>>();
  readonly #foldersMet = new Set<string>();
  /** The scenarios that lie in the folders; they name heaps, labels and nodes of boards. */
  readonly #scenarios = new Set<string>();
  /** What is to be done, the last first: `urgent` before `folders`, which show how much there is, before `waiting`. */
  readonly #urgent: Task[] = [];
  readonly #waiting: Task[] = [];
  readonly #folders: Task[] = [];
  /** What cannot be done before the source of the files has fetched something. */
  #unfetched: Task[] = [];
  readonly #candidates = new BoundedCache<string, CandidatePaths>(MAXIMUM_ROOT_LISTS);
  readonly #found: FileAnswers<string | undefined>;

  /**
   * `rootsOf` answers where the includes of a file are searched, besides its own folder; `additionsTo` which files (by
   * absolute paths) the build appends to a board, as if it included them.
   */
  constructor(
    files: IndexedFiles,
    rootsOf: (path: string) => readonly string[],
    additionsTo: (path: string) => readonly string[] = () => [],
  ) {
    this.#files = files;
    this.#rootsOf = rootsOf;
    this.#additionsTo = additionsTo;
    this.#found = new FileAnswers(files);
  }

  /** Adds folders with all that is below them. A folder that is known already costs nothing. */
  addFolders(folders: readonly string[]): void {
    for (const folder of folders) this.#addFolder(folder);
  }

  /**
   * Has the sources that lie beside a file, and the file itself, looked at before all others. Where the folder has to
   * be fetched first this is to be asked again (`readCompletely`).
   */
  hurry(path: string): void {
    const folder = folderOf(path);
    this.#push({ kind: 'file', path, isUrgent: true, tries: 0 });
    if (this.#foldersMet.has(`${folder}/*`)) return;
    const before = this.#files.unanswered;
    const names = this.#files.list(folder);
    if (this.#files.unanswered !== before) return;
    this.#foldersMet.add(`${folder}/*`);
    for (const name of names) {
      if (SOURCE.test(name)) this.#push({ kind: 'file', path: `${folder}/${name}`, isUrgent: true, tries: 0 });
    }
  }

  /** Does one small piece of work, a folder listed or a file looked at; false where nothing can be done now. */
  step(): boolean {
    const task = this.#urgent.pop() ?? this.#folders.pop() ?? this.#waiting.pop();
    if (task === undefined) return false;
    const before = this.#files.unanswered;
    const finish = task.kind === 'folder' ? this.#listFolder(task.path) : this.#scan(task);
    if (this.#files.unanswered === before || task.tries >= MAXIMUM_TRIES) finish?.();
    else this.#unfetched.push({ ...task, tries: task.tries + 1 });
    return true;
  }

  /** How many pieces of work wait for the source of the files to fetch something: see `fetched`. */
  get unfetched(): number {
    return this.#unfetched.length;
  }

  /** The source has fetched what was missing: what waited for it can be done. */
  fetched(): void {
    const tasks = this.#unfetched;
    this.#unfetched = [];
    for (const task of tasks) this.#push(task);
  }

  /** Whether what was asked for in a hurry is not there yet. */
  get isUrgent(): boolean {
    return this.#urgent.length > 0 || this.#unfetched.some((task) => task.isUrgent);
  }

  /** How many files or folders the index takes, in words, once it holds as many: further ones are left out. */
  get full(): string | undefined {
    const { indexedFiles, indexedFolders } = INPUT_LIMITS;
    if (this.#scanned.size >= indexedFiles) return `${indexedFiles} files`;
    return this.#foldersMet.size >= indexedFolders ? `${indexedFolders} folders` : undefined;
  }

  /** How many files were looked at, and how many are known to wait. */
  get progress(): { readonly done: number; readonly waiting: number } {
    const waiting = [this.#waiting, this.#urgent, this.#folders, this.#unfetched];
    return { done: this.#scanned.size, waiting: waiting.reduce((sum, { length }) => sum + length, 0) };
  }

  /** A file came, went, or has another text; it is looked at again. */
  fileChanged(path: string): void {
    this.#found.clear();
    const real = this.#files.realPath(path) ?? path;
    this.#forget(real);
    const name = fileNameOf(path);
    if (isScenarioPath(name)) this.#noteScenario(path);
    if (SOURCE.test(name) || this.#askers.has(name)) this.#push({ kind: 'file', path, isUrgent: true, tries: 0 });
  }

  /** A file's text was edited: what it asks for may be different, where files lie is not. */
  textChanged(path: string): void {
    const real = this.#files.realPath(path) ?? path;
    if (!this.#scanned.has(real)) return;
    this.#forget(real);
    this.#push({ kind: 'file', path, isUrgent: true, tries: 0 });
  }

  /**
   * The boards that include a file, however deeply, as far as the index has come: those of the file's own folder first,
   * of these those that are named after it (`sm8550-hdk.dts` after `sm8550.dtsi`: others may be variants that delete nodes of
   * it, as `qcs8550.dtsi` does), each part in the order of the paths.
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
      return file !== undefined && this.#isBoard(real, file) ? [file] : [];
    });
    const folder = folderOf(path);
    const stem = fileNameOf(path).replace(/\.[^.]*$/, '');
    const rank = (file: ScannedFile): string => {
      const isNear = folderOf(file.path) === folder;
      const isNamesake = isNear && fileNameOf(file.path).startsWith(stem);
      return `${file.isOverlay ? 1 : 0}${isNear ? 0 : 1}${isNamesake ? 0 : 1}${file.path}`;
    };
    return boards.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).map((file) => file.path);
  }

  /** The files that include a file themselves, in the order of their paths, as far as the index has come. */
  filesIncluding(path: string): string[] {
    const real = this.#files.realPath(path) ?? path;
    const askers = [...(this.#askers.get(fileNameOf(real)) ?? [])].filter((asker) => this.#asksFor(asker, real));
    return askers.flatMap((asker) => this.#scanned.get(asker)?.path ?? []).sort();
  }

  /** Whether some file includes a file itself, as far as the index has come. */
  isIncluded(path: string): boolean {
    // No file has it by another name, unless through a link, whose name then counts.
    const askers = this.#askers.get(fileNameOf(path));
    if (askers === undefined) return false;
    const real = this.#files.realPath(path) ?? path;
    return [...askers].some((asker) => this.#asksFor(asker, real));
  }

  /**
   * The boards that an overlay or a scenario may be for, as far as the index has come: those of the nearest folders
   * first, its own before all, of each part those first whose names begin as the file's does for longest.
   */
  boardsNear(file: string): string[] {
    return nearestFirst(this.#boardPaths(), file);
  }

  /** The boards among the sources, overlays left out, in the order of their paths, as far as the index has come. */
  boards(): string[] {
    return this.#boardPaths().sort();
  }

  #boardPaths(): string[] {
    return [...this.#scanned].flatMap(([real, file]) =>
      !file.isOverlay && this.#isBoard(real, file) ? file.path : [],
    );
  }

  /** The overlays among the sources, in the order of their paths, as far as the index has come. */
  overlays(): string[] {
    return [...this.#scanned.values()].flatMap(({ isOverlay, path }) => (isOverlay ? [path] : [])).sort();
  }

  /** The device tree sources, headers left out, in the order of their paths, as far as the index has come. */
  sources(): IndexedSource[] {
    return [...this.#scanned.values()]
      .filter(({ path }) => SOURCE.test(path))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The scenarios (`*.heapsim.json`) in the folders, in the order of their paths, as far as the index has come. */
  scenarios(): string[] {
    return [...this.#scenarios].sort();
  }

  /**
   * Whether a file is a board: what includes what decides, since an include may begin with `/dts-v1/`, and a board may
   * have it from what it includes. A `.dts` is one where the tree begins in it or below it; another file where it begins
   * in the file itself, and nothing includes that.
   */
  #isBoard(real: string, file: ScannedFile): boolean {
    if (BOARD_SOURCE.test(file.path)) return file.beginsTree || this.#beginsBelow(real);
    if (!file.beginsTree) return false;
    for (const asker of this.#askers.get(fileNameOf(real)) ?? []) {
      if (asker !== real && this.#asksFor(asker, real)) return false;
    }
    return true;
  }

  /** Whether a tree begins in something that a file includes, however deeply. */
  #beginsBelow(real: string): boolean {
    const reached = new Set([real]);
    for (const at of reached) {
      const file = this.#scanned.get(at);
      if (file?.beginsTree === true) return true;
      for (const include of file?.includes ?? []) {
        const target = this.#resolve(file?.path ?? at, include);
        if (target !== undefined) reached.add(target);
      }
    }
    return false;
  }

  #push(task: Task): void {
    if (task.isUrgent) this.#urgent.push(task);
    else if (task.kind === 'folder') this.#folders.push(task);
    else this.#waiting.push(task);
  }

  #addFolder(folder: string): void {
    if (this.#foldersMet.has(folder) || this.#foldersMet.size >= INPUT_LIMITS.indexedFolders) return;
    this.#foldersMet.add(folder);
    this.#push({ kind: 'folder', path: folder, isUrgent: false, tries: 0 });
  }

  /** Looks into a folder; what is returned notes what was found. */
  #listFolder(folder: string): () => void {
    const names = this.#files.list(folder);
    return () => {
      for (const name of names) {
        if (!name.endsWith('/')) {
          if (SOURCE.test(name)) this.#await(`${folder}/${name}`);
          else if (isScenarioPath(name)) this.#noteScenario(`${folder}/${name}`);
        } else if (!SKIPPED.test(name)) this.#addFolder(`${folder}/${name.slice(0, -1)}`);
      }
    };
  }

  /** Looks at a file; what is returned, if there is something to note, notes what was found. */
  #scan({ path }: Task): (() => void) | undefined {
    const real = this.#files.realPath(path);
    if (real === undefined || this.#scanned.has(real) || this.#scanned.size >= INPUT_LIMITS.indexedFiles)
      return undefined;
    const text = this.#files.readText(path);
    if (text === undefined) return undefined;
    const tooLarge = text.length > INPUT_LIMITS.indexedFileBytes;
    const additions = this.#additionsTo(path).map((name): IncludeDirective => ({ style: 'quote', name }));
    const includes = tooLarge ? [] : [...scanIncludes(text), ...additions];
    const targets = includes.map((include) => this.#resolve(path, include));
    return () => {
      // A link may lead to a file of another name.
      const asked = new Set(
        [...includes.map(({ name }) => textOfBytes(name)), ...targets.filter(isPath)].map(fileNameOf),
      );
      for (const name of asked) this.#noteAsker(name, real);
      // A link in another folder finds other neighbours, but gcc and dtc too go by the path that was asked for.
      this.#scanned.set(real, {
        path,
        includes,
        beginsTree: !tooLarge && isBoardText(text),
        isOverlay: !tooLarge && overlayFormOf(new SourceFile(path, text)) !== undefined,
        asked,
      });
      for (const target of targets.filter(isPath)) if (!this.#scanned.has(target)) this.#await(target);
    };
  }

  #noteScenario(path: string): void {
    if (this.#files.realPath(path) === undefined) this.#scenarios.delete(path);
    else if (this.#scenarios.size < INPUT_LIMITS.indexedFiles) this.#scenarios.add(path);
  }

  #await(path: string): void {
    this.#push({ kind: 'file', path, isUrgent: false, tries: 0 });
  }

  /** Forgets what a file asks for. */
  #forget(real: string): void {
    for (const name of this.#scanned.get(real)?.asked ?? []) {
      const askers = this.#askers.get(name);
      askers?.delete(real);
      if (askers?.size === 0) this.#askers.delete(name);
    }
    this.#scanned.delete(real);
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
    return this.#found.of(key, () => {
      for (const candidate of this.#candidatesIn(roots, rootsKey).of(style, name, folder, undefined)) {
        const found = this.#files.realPath(candidate.path);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  #candidatesIn(roots: readonly string[], rootsKey: string): CandidatePaths {
    let candidates = this.#candidates.get(rootsKey);
    if (candidates === undefined) {
      candidates = new CandidatePaths(roots, roots);
      this.#candidates.set(rootsKey, candidates);
    }
    return candidates;
  }
}

const isPath = (path: string | undefined): path is string => path !== undefined;
