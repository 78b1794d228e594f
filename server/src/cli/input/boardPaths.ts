import { join, relative } from 'node:path';
import { absolutePath, entriesOf, forwardSlashes, realPathOf } from '../../disk/nativePath.ts';
import { statusAt } from '../../disk/statusAt.ts';
import { systemReason } from '../../disk/systemReason.ts';
import { fileNameOf } from '../../text/fileName.ts';
import type { FileReader } from '../../text/fileReader.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { scanIncludes } from '../../workspace/includeScan.ts';
import { UnusableError } from '../failure.ts';
import { matchingFiles } from './globFileSystem.ts';
import type { NamedFiles } from './namedFiles.ts';
import { choicesOf, fixedFolders, isPattern, PathPattern } from './pathPattern.ts';

/** What a folder is searched for. Files that others include are read with them, and alone only where they are named. */
const IN_FOLDERS = ['**/*.dts', '**/*.dtso', '**/*.overlay', '**/*.dtb', '**/*.dtbo'];

/** The boards of a call. */
export interface BoardPaths {
  /** Each once, by whichever links it is reached. */
  readonly paths: string[];
  /** Those among them that the call does not name: they were found in a folder, or match a pattern. */
  readonly found: ReadonlySet<string>;
  /** Why names of the call lead to no board, where others do: a line each. */
  readonly faults: readonly string[];
  /** Which folders were not looked into where patterns lead on: a line each. */
  readonly notes: readonly string[];
}

/** The files that a folder or a pattern stands for, at least one. */
interface FoundFiles {
  readonly paths: string[];
  /** Why folders were not looked into, a line each. */
  readonly refusals: readonly string[];
}

/** What a path leads to; `undefined` where it leads nowhere. */
export function kindOf(path: string): 'file' | 'folder' | undefined {
  const status = statusAt(path);
  if (status === undefined) return undefined;
  return status.isDirectory() ? 'folder' : 'file';
}

const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The files that paths, folders and patterns name; unusable input where all of them name nothing. Folders are searched
 * without following links, and none is looked into that may not be read.
 */
export function boardPaths(named: readonly string[], files: NamedFiles): BoardPaths {
  const found = new Set<string>();
  const direct = new Set<string>();
  const faults: string[] = [];
  const notes = new Set<string>();
  const paths = named.flatMap((name) => {
    const path = forwardSlashes(name);
    const kind = kindOf(path);
    if (kind === 'file' || path === '-') {
      direct.add(path);
      return [path];
    }
    try {
      const search = kind === 'folder' ? filesInFolder(path, files) : filesOfPattern(path, files);
      for (const refusal of search.refusals) notes.add(refusal);
      const matches = kind === 'folder' ? search.paths : withoutIncluded(search.paths, files);
      for (const match of matches) found.add(match);
      return matches;
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      faults.push(error.message);
      return [];
    }
  });
  const [fault] = faults;
  if (fault !== undefined && paths.length === 0) throw new UnusableError(fault);
  for (const path of direct) found.delete(path);
  return { paths: uniqueFiles(paths, direct), found, faults, notes: [...notes] };
}

/** The files of a folder that patterns name, links not followed; unusable where there is none. */
export function filesInFolder(folder: string, files: NamedFiles, patterns: readonly string[] = IN_FOLDERS): FoundFiles {
  const cwd = folder.endsWith('/') ? folder : `${folder}/`;
  const look = new Look(files);
  const found = look.matching(cwd, patterns, { ignore: ['**/node_modules/**'], followSymbolicLinks: false });
  if (found.length === 0) {
    const why = whyNotListed(folder);
    const text =
      why === undefined
        ? 'no device tree in this folder (links are not followed)'
        : `the folder cannot be read: ${why}`;
    throw new UnusableError(look.refusals[0] ?? `${folder}: ${text}`);
  }
  const paths = found.sort(byPath).map((file) => (folder === '.' ? file : cwd + file));
  return { paths, refusals: look.refusals };
}

/** A look for files in folders that may be read. */
class Look {
  readonly #files: NamedFiles;
  readonly #refused = new Map<string, string>();

  constructor(files: NamedFiles) {
    this.#files = files;
  }

  /** Why folders were not looked into, a line each. */
  get refusals(): string[] {
    return [...this.#refused.values()];
  }

  /** The files below a folder that patterns name, by their paths from there. */
  matching(folder: string, patterns: readonly string[], options: LookOptions = {}): string[] {
    const mayList = (path: string): boolean => {
      const shown = shownPath(path);
      if (this.#files.isFolder(shown)) return true;
      const refusal = this.#files.refusal(shown);
      if (refusal !== undefined) this.#refused.set(shown, refusal);
      return refusal === undefined;
    };
    return matchingFiles(patterns, { ...options, cwd: folder, mayList });
  }
}

type LookOptions = Omit<Parameters<typeof matchingFiles>[1], 'cwd' | 'mayList'>;

/** A path as it is seen from the working folder. */
const shownPath = (path: string): string => forwardSlashes(relative(absolutePath(), path)) || '.';

/** The same of a path from a folder on. */
function seenBelow(folder: string): (path: string) => string {
  const absolute = absolutePath(folder);
  return (path) => shownPath(join(absolute, path));
}

function whyNotListed(folder: string): string | undefined {
  try {
    entriesOf(folder);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

/** The files that match a pattern; unusable where it is none and no file can be read there, or where nothing matches. */
export function filesOfPattern(pattern: string, files: NamedFiles): FoundFiles {
  if (!isPattern(pattern)) {
    // Why it leads to no file is known to whoever tries to read it.
    files.read(pattern);
    throw new UnusableError(files.failureText(pattern));
  }
  const look = new Look(files);
  const matches = choicesOf(pattern) > INPUT_LIMITS.patternChoices ? search(pattern, look) : matched(pattern, look);
  const { refusals } = look;
  if (matches.length === 0) throw new UnusableError(refusals[0] ?? `${pattern}: nothing matches this pattern`);
  return { paths: matches.sort(byPath), refusals };
}

/**
 * The files that a pattern names, looked for from the folders on that it begins with: from the working folder, `..` would
 * hide from it what lies in the folders above.
 */
function matched(pattern: string, look: Look): string[] {
  const base = fixedFolders(pattern);
  // To the library a `!` at the beginning turns a pattern round, but that of a group.
  const rest = pattern.slice(base.length).replace(/^!(?!\()/, '\\!');
  return look.matching(base, [rest]).map(seenBelow(base));
}

/** The files that a pattern names which regular expressions would take too long for; unusable where only they read it. */
function search(pattern: string, look: Look): string[] {
  const parts = PathPattern.of(pattern);
  if (parts === undefined) {
    const why =
      choicesOf(pattern) === Number.POSITIVE_INFINITY
        ? 'a group such as +(a|b) or !(a*) can match a name in too many ways to be searched for: @(a|b), !(a), and * ** ? [ab] {a,b} outside of groups can be'
        : 'too much is to be chosen in this pattern: write it with *, **, ? and {a,b} alone, or with less of them';
    throw new UnusableError(`${pattern}: ${why}`);
  }
  const { base, depth } = parts;
  const found = look.matching(base, ['**'], { dot: true, ...(depth === undefined ? {} : { deep: depth }) });
  return found.filter((path) => parts.fits(path)).map(seenBelow(base));
}

/** Without the `.dtsi` that others of the files include: they are read with those, also where they begin with `/dts-v1/`. */
function withoutIncluded(paths: readonly string[], files: FileReader): string[] {
  if (!paths.some((path) => path.endsWith('.dtsi'))) return [...paths];
  const included = new Set(
    paths.flatMap((path) => scanIncludes(files.read(path)?.text ?? '').map(({ name }) => fileNameOf(name))),
  );
  const left = paths.filter((path) => !path.endsWith('.dtsi') || !included.has(fileNameOf(path)));
  return left.length > 0 ? left : [...paths];
}

/** The paths without those that lead to a file that another one leads to; of these the one that the call names stays. */
export function uniqueFiles(paths: readonly string[], direct: ReadonlySet<string> = new Set()): string[] {
  const unique = new Map<string, string>();
  for (const path of paths) {
    const file = path === '-' ? path : realPathOr(path);
    const earlier = unique.get(file);
    if (earlier === undefined || (direct.has(path) && !direct.has(earlier))) unique.set(file, path);
  }
  return [...unique.values()];
}

function realPathOr(path: string): string {
  try {
    return realPathOf(path);
  } catch {
    return path;
  }
}
