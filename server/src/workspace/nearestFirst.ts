import { fileNameOf } from '../text/fileName.ts';
import { folderOf } from './path.ts';

/**
 * Paths in the order of their nearness to a file: those of its own folder first, then those of the nearest folders, of
 * each part those first whose names begin as the file's does for longest.
 */
export function nearestFirst(paths: readonly string[], file: string): string[] {
  const folder = folderOf(file);
  const name = fileNameOf(file);
  return paths
    .map((path) => ({
      path,
      distance: folderDistance(folderOf(path), folder),
      common: commonLength(fileNameOf(path), name),
    }))
    .sort((a, b) => a.distance - b.distance || b.common - a.common || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

/** How many folders one goes up and down from one to another. */
function folderDistance(from: string, to: string): number {
  const [one, other] = [from.split('/'), to.split('/')];
  let common = 0;
  while (common < one.length && one[common] === other[common]) common++;
  return one.length + other.length - 2 * common;
}

/** How many characters two names begin with alike. */
function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
