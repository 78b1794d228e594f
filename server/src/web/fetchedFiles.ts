import { INPUT_LIMITS } from '../text/limits.ts';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';
import type { FileSource } from '../workspace/fileSystem.ts';
import { folderOf, isBelow, normalizePath } from '../workspace/path.ts';
import { textLinkTarget } from '../workspace/textLink.ts';

/** What stands at a path: a file's bytes, or the names in a folder, folders with a `/` after them. */
export type Fetched = { readonly bytes: Uint8Array } | { readonly names: readonly string[] };

/**
 * Asks whoever has the files what stands at a path (normalized, see `normalizePath`); `undefined` for nothing, and for
 * a file of more than `maximumBytes`. A rejection counts as nothing.
 */
export type FetchFile = (path: string, maximumBytes: number) => Promise<Fetched | undefined>;

/** At most this much is kept, of content and of what is known beside it. */
const MAXIMUM_KEPT_BYTES = 256 * 1024 * 1024;

/** What an entry takes besides its content. */
const ENTRY_BYTES = 256;

/** At most this many paths are fetched at the same time. */
const MAXIMUM_AT_ONCE = 64;

/** At most this many paths are remembered as missing; what is left out is asked for again in the next round. */
const MAXIMUM_MISSING = 20_000;

/** Spellings of one path, such as `a/../b`, whose file is kept as one object. */
const MAXIMUM_SPELLINGS = 64;

interface Entry {
  /** A file's bytes, one character each; `undefined` for a folder and for nothing. */
  readonly text: string | undefined;
  /** The names in a folder; `undefined` for a file and for nothing. */
  readonly names: readonly string[] | undefined;
  /** The file under each path by which it was asked for: the same object as long as the content is the same. */
  readonly files: BoundedCache<string, SourceFile>;
}

/**
 * Files that can only be read asynchronously, as a worker of a browser reads them: what was fetched is answered, what
 * was not is answered as nothing and fetched by `fetchMissing`. Seen through readable roots as a disk is; there are no
 * links but those that were checked out as text.
 */
export class FetchedFiles implements FileSource {
  readonly #fetch: FetchFile;
  readonly #entries: BoundedCache<string, Entry>;
  readonly #missing = new Set<string>();
  /** The fetches on their way, by path; one that is not here any more is out of date. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #roots: readonly string[] | undefined;
  #unanswered = 0;

  /** Without roots everything is readable. `maximumBytes` is how much is kept. */
  constructor(fetch: FetchFile, roots?: readonly string[], maximumBytes = MAXIMUM_KEPT_BYTES) {
    this.#fetch = fetch;
    this.#entries = new BoundedCache(maximumBytes, weightOf);
    this.setRoots(roots);
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  setRoots(roots: readonly string[] | undefined): void {
    this.#roots = roots?.map(normalizePath);
  }

  async fetchMissing(): Promise<void> {
    const paths = [...this.#missing];
    this.#missing.clear();
    await Promise.all(paths.map((path) => this.#running.get(path) ?? this.#start(path)));
  }

  filesChanged(paths: readonly string[]): void {
    const changed = new Set(paths.map(normalizePath));
    // A folder may have come or gone with all that it holds.
    const isBelowChanged = (path: string): boolean => [path, ...foldersAround(path)].some((at) => changed.has(at));
    for (const path of [...this.#entries.keys()]) if (isBelowChanged(path)) this.#entries.delete(path);
    for (const path of [...this.#running.keys()]) if (isBelowChanged(path)) this.#running.delete(path);
    for (const path of changed) this.#forgetListings(path);
  }

  /** What was fetched holds until `filesChanged` says otherwise. */
  outdated(): boolean {
    return false;
  }

  read(path: string): SourceFile | undefined {
    const entry = this.#fileAt(path);
    if (entry?.text === undefined) return undefined;
    let file = entry.files.get(path);
    if (file === undefined) {
      file = new SourceFile(path, entry.text);
      entry.files.set(path, file);
    }
    return file;
  }

  readText(path: string): string | undefined {
    return this.#entryAt(normalizePath(path))?.text;
  }

  realPath(path: string): string | undefined {
    const real = normalizePath(path);
    const entry = this.#entryAt(real);
    return entry?.text === undefined && entry?.names === undefined ? undefined : real;
  }

  isFolder(path: string): boolean {
    return this.#entryAt(normalizePath(path))?.names !== undefined;
  }

  list(path: string): readonly string[] {
    return this.#entryAt(normalizePath(path))?.names ?? [];
  }

  /** Forgets the listing in which a path has come or gone, and what was not there above it. */
  #forgetListings(path: string): void {
    for (const folder of foldersAround(path)) {
      const isListed = this.#entries.get(folder)?.names !== undefined;
      this.#entries.delete(folder);
      this.#running.delete(folder);
      if (isListed) return;
    }
  }

  /** What is known of a normalized path; `undefined` where that is not known yet or may not be read. */
  #entryAt(path: string): Entry | undefined {
    if (!this.#isReadable(path)) return undefined;
    const entry = this.#entries.get(path);
    if (entry !== undefined) return entry;
    this.#unanswered++;
    if (this.#missing.size < MAXIMUM_MISSING) this.#missing.add(path);
    return undefined;
  }

  #fileAt(path: string): Entry | undefined {
    const real = normalizePath(path);
    const entry = this.#entryAt(real);
    if (entry === undefined || entry.text !== undefined || entry.names !== undefined) return entry;
    const detour = this.#throughTextLink(real);
    return detour === undefined ? entry : this.#entryAt(detour);
  }

  /** The path with the innermost folder followed that is a link checked out as text; `undefined` without one. */
  #throughTextLink(path: string): string | undefined {
    for (const folder of foldersAround(path)) {
      if (!this.#isReadable(folder)) return undefined;
      const entry = this.#entryAt(folder);
      // Above a folder there are only folders, and above what is not known yet there may be.
      if (entry === undefined || entry.names !== undefined) return undefined;
      const target = entry.text === undefined ? undefined : textLinkTarget(entry.text);
      if (target !== undefined) return normalizePath(`${folderOf(folder)}/${target}${path.slice(folder.length)}`);
    }
    return undefined;
  }

  #isReadable(path: string): boolean {
    return this.#roots === undefined || this.#roots.some((root) => isBelow(path, root));
  }

  #start(path: string): Promise<void> {
    const fetching: Promise<void> = this.#fetchInTurn(path).then((entry) => {
      // Meanwhile the file may have changed: then what came is out of date, and it is asked for again.
      if (this.#running.get(path) !== fetching) return;
      this.#running.delete(path);
      this.#entries.set(path, entry);
    });
    this.#running.set(path, fetching);
    return fetching;
  }

  async #fetchInTurn(path: string): Promise<Entry> {
    if (this.#active >= MAXIMUM_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#active++;
    try {
      return entryOf(await this.#fetch(path, INPUT_LIMITS.fileBytes));
    } catch {
      return entryOf(undefined);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#active--;
      else next();
    }
  }
}

/** The folders above a path, the innermost first. */
function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (
    let at = path, above = folderOf(at);
    above !== at && folders.length < INPUT_LIMITS.fetchedFoldersAbove;
    above = folderOf(at)
  ) {
    folders.push(above);
    at = above;
  }
  return folders;
}

function entryOf(fetched: Fetched | undefined): Entry {
  const files = new BoundedCache<string, SourceFile>(MAXIMUM_SPELLINGS);
  if (fetched === undefined) return { text: undefined, names: undefined, files };
  if ('names' in fetched) return { text: undefined, names: fetched.names, files };
  // The provider knows the limit, but nothing makes it keep to it.
  const isTooLarge = fetched.bytes.length > INPUT_LIMITS.fileBytes;
  return { text: isTooLarge ? undefined : byteString(fetched.bytes), names: undefined, files };
}

function weightOf({ text, names }: Entry): number {
  return ENTRY_BYTES + (text?.length ?? 0) + (names?.reduce((sum, name) => sum + name.length + 32, 0) ?? 0);
}
