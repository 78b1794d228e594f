import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { SourceFile } from '../text/sourceFile.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';

/** Larger files are not read: no device tree comes near, and a stranger's file must not fill the memory. */
export const MAXIMUM_FILE_BYTES = 128 * 1024 * 1024;

/** Most paths that are looked for are not there, and an exception costs more than the look. */
const QUIETLY = { throwIfNoEntry: false } as const;

/** A link that git checked out as a text file holds the target's path and nothing else. */
const MAXIMUM_LINK_BYTES = 512;

interface CachedFile {
  readonly file: SourceFile;
  readonly modified: number;
  readonly size: number;
}

/** Why a path could not be read, for the message of whoever asked for it. */
export type ReadFailure = 'missing' | 'folder' | 'too-large' | 'outside' | 'unreadable';

const forwardSlashes = (path: string): string => path.replaceAll('\\', '/');

/** Whether `path` is `root` or lies below it; both absolute with `/`. */
function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}

/**
 * Files on the disk, seen through a list of readable roots: a path is read only if it leads, links followed, below one
 * of them. Without roots everything is readable (the command line, where the caller names the files).
 *
 * Content is kept as long as the file's size and modification time stay, so the same `SourceFile` answers until the
 * file changes.
 */
export class DiskFileSystem implements FileSystem {
  readonly #cache = new Map<string, CachedFile>();
  readonly #checked = new Map<string, SourceFile | undefined>();
  readonly #checkedFolders = new Map<string, boolean>();
  readonly #linkTargets = new Map<string, string | undefined>();
  #roots: readonly string[] | undefined;
  #trusting = false;

  constructor(roots?: readonly string[]) {
    this.setRoots(roots);
  }

  /** Replaces the readable roots; `undefined` makes everything readable. Roots that do not exist are left out. */
  setRoots(roots: readonly string[] | undefined): void {
    this.#roots = roots?.flatMap((root) => {
      try {
        return [forwardSlashes(realpathSync(root))];
      } catch {
        return [];
      }
    });
    this.#forgetChecked();
  }

  /**
   * While set, what was once looked at is not looked at again on the disk: for one run over many boards, in which the
   * disk does not change. Unsetting it forgets what was not found.
   */
  set trusting(value: boolean) {
    this.#trusting = value;
    this.#forgetChecked();
  }

  read(path: string): SourceFile | undefined {
    if (this.#trusting && this.#checked.has(path)) return this.#checked.get(path);
    const result = this.#readFollowing(path);
    if (this.#trusting) this.#checked.set(path, result);
    return result;
  }

  /** The path with its links followed, if that is readable; `undefined` otherwise. */
  realPath(path: string): string | undefined {
    return this.#withReadable(path, (real) => forwardSlashes(realpathSync(real)));
  }

  /** A file's bytes, one character each, without keeping them; `undefined` as for `read`. */
  readText(path: string): string | undefined {
    return this.#withReadable(path, (real) => {
      const status = statSync(real);
      if (!status.isFile() || status.size > MAXIMUM_FILE_BYTES) return undefined;
      return readFileSync(real, 'latin1');
    });
  }

  isFolder(path: string): boolean {
    const known = this.#checkedFolders.get(path);
    if (known !== undefined) return known;
    const result = this.#withReadable(path, (real) => statSync(real, QUIETLY)?.isDirectory()) ?? false;
    if (this.#trusting) this.#checkedFolders.set(path, result);
    return result;
  }

  list(path: string): readonly string[] {
    const names = this.#withReadable(path, (real) =>
      readdirSync(real, { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)),
    );
    return names ?? [];
  }

  /** Why `read` answered `undefined` for a path. */
  failure(path: string): ReadFailure {
    try {
      const status = statSync(path);
      if (status.isDirectory()) return 'folder';
      if (this.#readable(path) === undefined) return 'outside';
      return status.size > MAXIMUM_FILE_BYTES ? 'too-large' : 'unreadable';
    } catch {
      return 'missing';
    }
  }

  #forgetChecked(): void {
    this.#checked.clear();
    this.#checkedFolders.clear();
  }

  #readFollowing(path: string): SourceFile | undefined {
    const direct = this.#withReadable(path, (real) => this.#readFile(path, real));
    if (direct !== undefined) return direct;
    const detour = this.#throughTextLink(path);
    return detour === undefined ? undefined : this.#withReadable(detour, (real) => this.#readFile(path, real));
  }

  #readFile(path: string, real: string): SourceFile | undefined {
    const status = statSync(real, QUIETLY);
    if (!status?.isFile() || status.size > MAXIMUM_FILE_BYTES) return undefined;
    const cached = this.#cache.get(path);
    if (cached !== undefined && cached.modified === status.mtimeMs && cached.size === status.size) return cached.file;
    const file = new SourceFile(path, readFileSync(real, 'latin1'));
    this.#cache.set(path, { file, modified: status.mtimeMs, size: status.size });
    return file;
  }

  /** The real path, if it lies below a readable root; the path itself where everything is readable. */
  #readable(path: string): string | undefined {
    if (this.#roots === undefined) return path;
    const real = forwardSlashes(realpathSync(path));
    return this.#roots.some((root) => isBelow(real, root)) ? real : undefined;
  }

  #withReadable<Result>(path: string, answer: (real: string) => Result | undefined): Result | undefined {
    try {
      const real = this.#readable(path);
      return real === undefined ? undefined : answer(real);
    } catch {
      return undefined;
    }
  }

  /**
   * The path with a link followed that git checked out as a text file, as it does where links are not supported: the
   * kernel's `scripts/dtc/include-prefixes/arm64` is one. `undefined` if no part of the path is such a file.
   */
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
    const target = this.#withReadable(path, (real) => {
      const status = statSync(real);
      if (!status.isFile() || status.size > MAXIMUM_LINK_BYTES) return undefined;
      const text = readFileSync(real, 'latin1').trim();
      if (text === '' || text.includes('\n') || posix.isAbsolute(text)) return undefined;
      return resolve(dirname(realpathSync(real)), text);
    });
    this.#linkTargets.set(path, target);
    return target;
  }
}
