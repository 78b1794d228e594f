import type { FileSystem } from '../fileSystem.ts';
import { inFolder } from './foldersAbove.ts';

/** More folders than this of one pattern are no layout that anyone knows. */
const MAXIMUM_FOLDERS = 500;

/**
 * The folders below a root that are there, for a pattern in which `*` stands for any stretch of one name; in the order of
 * their names. Hidden folders are matched only by a pattern that begins with a dot.
 */
export function matchingFolders(files: FileSystem, root: string, pattern: string): string[] {
  let folders = [root];
  for (const part of pattern.split('/')) {
    folders = part.includes('*')
      ? folders.flatMap((folder) => foldersIn(files, folder, part)).slice(0, MAXIMUM_FOLDERS)
      : folders.map((folder) => inFolder(folder, part));
  }
  return folders.filter((folder) => files.isFolder(folder));
}

function foldersIn(files: FileSystem, folder: string, part: string): string[] {
  const [first = '', last = ''] = part.split('*');
  return files
    .list(folder)
    .filter((name) => name.endsWith('/'))
    .map((name) => name.slice(0, -1))
    .filter((name) => name.startsWith(first) && name.endsWith(last) && name.length >= first.length + last.length)
    .filter((name) => !name.startsWith('.') || first.startsWith('.'))
    .sort()
    .map((name) => inFolder(folder, name));
}
