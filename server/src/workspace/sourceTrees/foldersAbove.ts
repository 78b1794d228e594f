import { INPUT_LIMITS } from '../../text/limits.ts';
import type { FileSystem } from '../fileSystem.ts';
import { folderOf } from '../path.ts';

/** A folder that holds a file, directly or not. */
export interface FolderAbove {
  readonly path: string;
  /** Whether a repository has its root here. */
  readonly isRepository: boolean;
}

/**
 * The folders that hold a file, the innermost first, up to the root of its repository; where there is none, up to the
 * top of the file system or as far as is sensible.
 */
export function* foldersAbove(files: FileSystem, path: string): Generator<FolderAbove> {
  let folder = folderOf(path);
  let above = 0;
  for (let depth = 0; depth < INPUT_LIMITS.foldersAbove && above <= INPUT_LIMITS.foldersAboveWorking; depth++) {
    const isRepository = isRepositoryRoot(files, folder);
    yield { path: folder, isRepository };
    const next = folderAbove(folder);
    if (isRepository || next === undefined) return;
    if (next.endsWith('..')) above++;
    folder = next;
  }
}

/** The folder that a folder is in; `undefined` at the top of the file system. */
export function folderAbove(folder: string): string | undefined {
  if (folder === '/' || (folder.includes(':') && /^(?:[a-z]:|[a-z][a-z0-9+.-]+:\/\/[^/]*)\/?$/i.test(folder))) {
    return undefined;
  }
  if (folder === '.') return '..';
  return folder.endsWith('..') ? `${folder}/..` : folderOf(folder);
}

/** Git keeps a folder at the root of a repository, and a file at that of a submodule or of a second work tree. */
function isRepositoryRoot(files: FileSystem, folder: string): boolean {
  const git = inFolder(folder, '.git');
  return files.isFolder(git) || files.read(git) !== undefined;
}

/** The path of what stands in a folder; the folder itself for an empty name. */
export function inFolder(folder: string, name: string): string {
  if (name === '') return folder;
  if (folder === '.') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
