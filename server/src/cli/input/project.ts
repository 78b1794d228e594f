import { dirname, join } from 'node:path';
import { DiskFileSystem } from '../../disk/diskFileSystem.ts';
import { absolutePath, forwardSlashes, realPathOf } from '../../disk/nativePath.ts';
import { ownStatusAt, statusAt } from '../../disk/statusAt.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { CONFIGURATION_NAME } from '../../workspace/configuration.ts';
import { isBelow, isFileSystemRoot } from '../../workspace/path.ts';
import { findSourceTree } from '../../workspace/sourceTrees/sourceTree.ts';
import { UnusableError } from '../failure.ts';
import { fixedFolders, isPattern } from './pathPattern.ts';

/** What a call may read and change. Plain values, which go to other processes. */
export interface Project {
  /** The folders of the project, links followed; the board itself where it lies in the root of the file system. */
  readonly folders: readonly string[];
  /** Folders and files that may be read: the project, the source tree around it, include folders, what was named. */
  readonly readable: readonly string[];
  /** Folders below which `--fix` may change files. */
  readonly writable: readonly string[];
}

/** What a call says about its project. */
export interface ProjectOptions {
  readonly include: readonly string[];
  readonly overlay: readonly string[];
  readonly base?: readonly string[];
  readonly profile?: string;
  readonly kernelConfig?: string;
  /** `--root`: the project's folder, wherever the boards lie. */
  readonly root?: string;
  readonly allowRead?: readonly string[];
  readonly allowWrite?: readonly string[];
}

/**
 * The project that a call is about. `named` are its boards as the call names them: files, folders and patterns.
 * `files` are the other files that it names, which may be read wherever they lie.
 *
 * Around each of the boards the project is the outermost of these folders: that of the nearest `.dtheaps.json`, the
 * repository's, the working folder if the board lies in it, and the board's own or the one that was named. The root of the
 * file system bounds nothing and is a project only where the call names it: for a board that lies in it, the project is
 * the board alone, and the `.dtheaps.json` beside it is read.
 */
export function projectOf(options: ProjectOptions, named: readonly string[], files: readonly string[] = []): Project {
  const { root, allowRead = [], allowWrite = [], include, overlay, base = [], profile, kernelConfig } = options;
  for (const [option, paths] of Object.entries({
    root: root ?? [],
    'allow-read': allowRead,
    'allow-write': allowWrite,
  })) {
    for (const path of [paths].flat()) {
      if (!isFolder(path)) throw new UnusableError(`--${option} ${path}: no such folder`);
    }
  }
  const folderOfNamed = new Map([...named, ...overlay, ...base].map((name) => [name, ownFolder(name)]));
  const own = [...new Set(folderOfNamed.values())];
  const folders = realPaths(root === undefined ? projectsAround(folderOfNamed) : [root]);
  const bare = root === undefined ? own.filter(isRoot) : [];
  const configurations = bare.map((folder) => join(folder, CONFIGURATION_NAME));
  const everything = new DiskFileSystem();
  // Folders of one tree have the same folders around them.
  everything.trusting = true;
  const trees = own.flatMap((folder) => findSourceTree(everything, `${folder}/board.dts`)?.readable ?? []);
  const others = [profile, kernelConfig, ...files].filter((file) => file !== undefined);
  return {
    folders,
    readable: [
      ...new Set([...folders, ...realPaths([...configurations, ...trees, ...include, ...allowRead, ...others])]),
    ],
    writable: [...new Set([...folders, ...realPaths(allowWrite)])],
  };
}

/** The paths with links followed, each once; without those that lead nowhere. */
function realPaths(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    try {
      return [realPathOf(path)];
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
}

/**
 * The folder that something named is about, absolute: a folder itself, a file's, and for a pattern where it begins; the working
 * folder for a path that is longer than any.
 */
function ownFolder(named: string): string {
  // There is no such file, and each of the folders above it would be looked at, with all of its path.
  if (named.length > INPUT_LIMITS.patternCharacters) return absolutePath('.');
  const status = statusAt(named);
  if (status?.isDirectory() === true) return absolutePath(named);
  // What bears the name is meant, whatever its characters: most calls have no pattern, and need nothing that reads one.
  if (status === undefined && ownStatusAt(named) === undefined && isPattern(named)) {
    return absolutePath(fixedFolders(named) || '.');
  }
  return dirname(absolutePath(named));
}

/**
 * The projects around what is named, by the folder that each is about: a folder, or a board's file alone where only the
 * file system's root is around it; each once.
 */
export function projectsAround(folderOfNamed: ReadonlyMap<string, string>): string[] {
  const around = new Map<string, string>();
  const projects = [...folderOfNamed].map(([name, folder]) => {
    // Who names the root of the file system means it.
    if (isRoot(folder)) return absolutePath(name);
    // The boards of a kernel are a thousand in a few folders.
    const project = around.get(folder) ?? projectAround(folder);
    around.set(folder, project);
    return project;
  });
  return [...new Set(projects)];
}

/** The project around a folder that is not the root of the file system. */
function projectAround(folder: string): string {
  let configured: string | undefined;
  let repository: string | undefined;
  for (let at = folder; repository === undefined && !isRoot(at); at = dirname(at)) {
    // One that cannot be read counts: an error says so.
    if (configured === undefined && ownStatusAt(join(at, CONFIGURATION_NAME)) !== undefined) configured = at;
    // In a worktree and in a submodule it is a file.
    if (exists(join(at, '.git'))) repository = at;
  }
  // Containers begin in the root of the file system.
  const current = absolutePath();
  const working = isBelow(folder, current) && !isRoot(current) ? current : undefined;
  const around = [configured, repository, working, folder].filter((each) => each !== undefined);
  return around.reduce((outermost, each) => (each.length < outermost.length ? each : outermost));
}

const isRoot = (folder: string): boolean => isFileSystemRoot(forwardSlashes(folder));

const exists = (path: string): boolean => statusAt(path) !== undefined;

const isFolder = (path: string): boolean => statusAt(path)?.isDirectory() === true;
