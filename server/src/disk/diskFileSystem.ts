import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileNameOf } from '../text/fileName.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { LineEnds } from '../text/lineFeeds.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';
import type { FileSource } from '../workspace/fileSystem.ts';
import { folderOf, isBelow } from '../workspace/path.ts';
import { textLinkTarget } from '../workspace/textLink.ts';
import type { FileIdentities } from './fileIdentities.ts';
import { entriesOf, forwardSlashes, linkTargetOf, nativePath, realPathOf } from './nativePath.ts';
import { PseudoFiles } from './pseudoFiles.ts';
import { plainRefusalText, type Refusal, type RefusalText } from './refusal.ts';
import { ownStatusAt, statusAt } from './statusAt.ts';
import { systemReason } from './systemReason.ts';

/** Most paths that are looked for are not there, and an exception costs more than the look. */
const QUIETLY = { throwIfNoEntry: false } as const;

/** At most this many bytes of content are kept, and an entry counts for this many besides: a kernel tree has 60 MB. */
const MAXIMUM_CACHED_BYTES = 512 * 1024 * 1024;
const ENTRY_BYTES = 256;

/** Folders that were looked at for a link in their place. */
const MAXIMUM_LINK_TARGETS = 100_000;

/** Paths that were not read although something stands at them. */
const MAXIMUM_REFUSALS = 10_000;

interface CachedFile {
  readonly file: SourceFile;
  readonly modified: number;
  readonly size: number;
}

/** What stands at a path. */
interface Found {
  readonly real: string;
  readonly status: Stats;
}

/**
 * Files on the disk, seen through a list of readable roots: a path is read only if it leads, links followed, to one of
 * them or below it. Without roots everything is readable. What is no ordinary file is never opened.
 *
 * Content is kept as long as the file's size and modification time stay, so the same `SourceFile` answers until the
 * file changes.
 */
export class DiskFileSystem implements FileSource {
  /** Everything is known at once. */
  readonly unanswered = 0;
  readonly #cache = new BoundedCache<string, CachedFile>(MAXIMUM_CACHED_BYTES, ({ size }) => size + ENTRY_BYTES);
  readonly #checked = new Map<string, SourceFile | undefined>();
  readonly #checkedFolders = new Map<string, boolean>();
  readonly #checkedLists = new Map<string, readonly string[]>();
  readonly #checkedLinks = new Map<string, string | undefined>();
  readonly #realFolders = new Map<string, string>();
  readonly #linkTargets = new BoundedCache<string, string | undefined>(MAXIMUM_LINK_TARGETS);
  readonly #refusals = new BoundedCache<string, Refusal>(MAXIMUM_REFUSALS);
  readonly #pseudo = new PseudoFiles();
  readonly #refusalText: RefusalText;
  readonly #readFiles: FileIdentities | undefined;
  readonly #lineEnds: LineEnds;
  #roots: readonly string[] | undefined;
  #trustMilliseconds = 0;
  /** When what was looked at is forgotten, in milliseconds since 1970. */
  #trustEnds = 0;

  /** `refusalText` says to people why a file is not read, and what they can do; what is read is added to `readFiles`. */
  constructor(
    roots?: readonly string[],
    refusalText = plainRefusalText,
    readFiles?: FileIdentities,
    lineEnds: LineEnds = 'gcc',
  ) {
    this.#readFiles = readFiles;
    this.#lineEnds = lineEnds;
    this.#refusalText = refusalText;
    this.setRoots(roots);
  }

  /** Replaces the readable roots; `undefined` makes everything readable. Roots that do not exist are left out. */
  setRoots(roots: readonly string[] | undefined): void {
    this.#roots = roots?.flatMap((root) => {
      try {
        return [realPathOf(root)];
      } catch {
        return [];
      }
    });
    this.#refusals.clear();
    this.#forgetChecked();
  }

  /**
   * While set, what was once looked at is not looked at again on the disk: for one run over many boards, in which the
   * disk does not change. Unsetting it forgets what was not found.
   */
  set trusting(value: boolean) {
    this.trustMilliseconds = value ? Number.POSITIVE_INFINITY : 0;
  }

  /**
   * For how many milliseconds what was looked at is not looked at again: an edit of one file of a board reads all of its
   * files anew. 0, which is the default, is never. `filesChanged` ends it early, and `outdated` answers what it missed.
   */
  set trustMilliseconds(value: number) {
    this.#trustMilliseconds = value;
    this.#forgetChecked();
  }

  /** There is never anything to fetch. */
  async fetchMissing(): Promise<void> {}

  filesChanged(_paths: readonly string[]): void {
    this.#linkTargets.clear();
    this.#forgetChecked();
  }

  outdated(): boolean {
    const files = [...this.#checked];
    const folders = [...this.#checkedFolders];
    const lists = [...this.#checkedLists];
    this.#forgetChecked();
    return (
      files.some(([path, file]) => this.read(path) !== file) ||
      folders.some(([path, isFolder]) => this.isFolder(path) !== isFolder) ||
      lists.some(([path, names]) => this.list(path).join('/') !== names.join('/'))
    );
  }

  read(path: string): SourceFile | undefined {
    const trusts = this.#trusts();
    if (trusts && this.#checked.has(path)) return this.#checked.get(path);
    const result = this.#readFollowing(path);
    if (trusts) this.#checked.set(path, result);
    return result;
  }

  /** The path with its links followed, if that is readable; `undefined` otherwise. */
  realPath(path: string): string | undefined {
    return this.#withReadable(path, ({ real }) => (this.#roots === undefined ? realPathOf(real) : real));
  }

  /** A file's bytes, one character each, without keeping them; `undefined` as for `read`. */
  readText(path: string): string | undefined {
    return this.#withReadable(path, (found) => {
      return this.#mayOpen(path, found) ? readFileSync(nativePath(found.real), 'latin1') : undefined;
    });
  }

  isFolder(path: string): boolean {
    const trusts = this.#trusts();
    const known = this.#checkedFolders.get(path);
    if (trusts && known !== undefined) return known;
    const result = this.#withReadable(path, ({ status }) => status.isDirectory()) ?? false;
    if (trusts) this.#checkedFolders.set(path, result);
    return result;
  }

  list(path: string): readonly string[] {
    const trusts = this.#trusts();
    const known = this.#checkedLists.get(path);
    if (trusts && known !== undefined) return known;
    const names =
      this.#withReadable(path, ({ real }) =>
        entriesOf(real).map(({ name, entry }) => (entry.isDirectory() ? `${name}/` : name)),
      ) ?? [];
    if (trusts) this.#checkedLists.set(path, names);
    return names;
  }

  brokenLink(path: string): string | undefined {
    const trusts = this.#trusts();
    if (trusts && this.#checkedLinks.has(path)) return this.#checkedLinks.get(path);
    const isBroken = ownStatusAt(path)?.isSymbolicLink() === true && statusAt(path) === undefined;
    const result = isBroken ? linkTargetOf(path) : undefined;
    if (trusts) this.#checkedLinks.set(path, result);
    return result;
  }

  /** Whether what was looked at is trusted now; what was trusted for long enough is forgotten. */
  #trusts(): boolean {
    if (this.#trustMilliseconds === 0) return false;
    const now = Date.now();
    if (now >= this.#trustEnds) {
      this.#forgetChecked();
      this.#trustEnds = now + this.#trustMilliseconds;
    }
    return true;
  }

  #forgetChecked(): void {
    this.#checked.clear();
    this.#checkedFolders.clear();
    this.#checkedLists.clear();
    this.#checkedLinks.clear();
    this.#realFolders.clear();
  }

  #readFollowing(path: string): SourceFile | undefined {
    const direct = this.#withReadable(path, (found) => this.#readFile(path, found));
    if (direct !== undefined) return direct;
    const detour = this.#throughTextLink(path);
    return detour === undefined ? undefined : this.#withReadable(detour, (found) => this.#readFile(path, found));
  }

  #readFile(path: string, found: Found): SourceFile | undefined {
    if (!this.#mayOpen(path, found)) return undefined;
    const { real, status } = found;
    this.#readFiles?.add(path, status.ino);
    const cached = this.#cache.get(path);
    if (cached !== undefined && cached.modified === status.mtimeMs && cached.size === status.size) return cached.file;
    const file = new SourceFile(path, readFileSync(nativePath(real), 'latin1'), undefined, this.#lineEnds);
    this.#cache.set(path, { file, modified: status.mtimeMs, size: status.size });
    return file;
  }

  /** Whether what stands at a path is a file that is opened; notes why not. A folder is none, which is no reason. */
  #mayOpen(path: string, { real, status }: Found): boolean {
    if (status.isDirectory()) return false;
    const isOrdinary = this.#isOrdinary(real, status);
    if (isOrdinary && status.size <= INPUT_LIMITS.fileBytes) return true;
    this.#refusals.set(path, { kind: isOrdinary ? 'too-large' : 'special' });
    return false;
  }

  #isOrdinary(real: string, status: Stats): boolean {
    return status.isFile() && !this.#pseudo.has(real, status);
  }

  refusal(path: string): string | undefined {
    const refusal = this.#refusals.get(path);
    return refusal === undefined ? undefined : this.#refusalText(path, refusal);
  }

  /** What stands at a path, if that leads to a readable root or below one. */
  #readable(path: string): Found | undefined {
    const found = this.#find(path);
    this.#refusals.delete(path);
    if (found === undefined) return undefined;
    if (this.#roots === undefined || this.#roots.some((root) => isBelow(found.real, root))) return found;
    const isFolder = found.status.isDirectory();
    // What is never read is not said to be a matter of where it lies.
    const isReadElsewhere = isFolder || this.#isOrdinary(found.real, found.status);
    this.#refusals.set(path, isReadElsewhere ? { kind: 'outside', real: found.real, isFolder } : { kind: 'special' });
    return undefined;
  }

  /** What stands at a path; the path itself where everything is readable, else with its links followed. */
  #find(path: string): Found | undefined {
    if (this.#roots === undefined || !this.#trusts()) {
      const status = statSync(nativePath(path), QUIETLY);
      if (status === undefined) return undefined;
      return { status, real: this.#roots === undefined ? path : followed(path, status) };
    }
    // Of most files only the folder has to be followed, and one folder has many.
    const own = lstatSync(nativePath(path), QUIETLY);
    if (own === undefined) return undefined;
    const name = fileNameOf(path);
    if (own.isSymbolicLink() || name === '' || name === '.' || name === '..') {
      const status = statSync(nativePath(path), QUIETLY);
      return status === undefined ? undefined : { status, real: followed(path, status) };
    }
    const folder = this.#realFolder(folderOf(path));
    return { status: own, real: folder.endsWith('/') ? folder + name : `${folder}/${name}` };
  }

  #realFolder(folder: string): string {
    const known = this.#realFolders.get(folder);
    if (known !== undefined) return known;
    const real = realPathOf(folder);
    this.#realFolders.set(folder, real);
    return real;
  }

  #withReadable<Result>(path: string, answer: (found: Found) => Result | undefined): Result | undefined {
    try {
      const found = this.#readable(path);
      return found === undefined ? undefined : answer(found);
    } catch (error) {
      const reason = systemReason(error);
      if (reason !== undefined) this.#refusals.set(path, { kind: 'unreadable', reason });
      return undefined;
    }
  }

  /** The path with the innermost folder followed that is a link checked out as text; `undefined` without one. */
  #throughTextLink(path: string): string | undefined {
    let folder = dirname(path);
    for (let depth = 0; depth < 64 && dirname(folder) !== folder; depth++, folder = dirname(folder)) {
      const target = this.#textLinkTarget(folder);
      if (target !== undefined) return forwardSlashes(join(target, path.slice(folder.length)));
    }
    return undefined;
  }

  #textLinkTarget(path: string): string | undefined {
    if (this.#linkTargets.has(path)) return this.#linkTargets.get(path);
    const target = this.#withReadable(path, ({ real, status }) => {
      if (status.size > INPUT_LIMITS.linkBytes || !this.#isOrdinary(real, status)) return undefined;
      const text = textLinkTarget(readFileSync(nativePath(real), 'latin1'));
      return text === undefined ? undefined : resolve(dirname(realPathOf(real)), text);
    });
    this.#linkTargets.set(path, target);
    return target;
  }
}

/** The path with its links followed; of what is no file it is not asked for: a pipe without a name (`/dev/fd/63`) lies nowhere. */
function followed(path: string, status: Stats): string {
  return status.isFile() || status.isDirectory() ? realPathOf(path) : path;
}
