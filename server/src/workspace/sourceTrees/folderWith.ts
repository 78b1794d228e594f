import type { FileSystem } from '../fileSystem.ts';
import { foldersAbove, inFolder } from './foldersAbove.ts';
import { HEADER_FOLDERS } from './layouts.ts';

/** At most this many folders in one folder are looked into. */
const MAXIMUM_FOLDERS = 200;

/**
 * The nearest folder around a file below which a name that it includes is: a folder above the file, a header folder of
 * one, or one beside these. `undefined` where there is none.
 */
export function folderWith(files: FileSystem, path: string, name: string): string | undefined {
  const holds = (folder: string): boolean => files.read(inFolder(folder, name)) !== undefined;
  for (const { path: above } of foldersAbove(files, path)) {
    const own = HEADER_FOLDERS.map((each) => inFolder(above, each)).find(holds);
    if (own !== undefined) return own;
    const beside = files
      .list(above)
      .filter((each) => each.endsWith('/') && !each.startsWith('.'))
      .slice(0, MAXIMUM_FOLDERS)
      .map((each) => inFolder(above, each.slice(0, -1)));
    const found = beside.flatMap((each) => [each, inFolder(each, 'include')]).find(holds);
    if (found !== undefined) return found;
  }
  return undefined;
}
