import { type Dirent, statSync } from 'node:fs';
import type { FileSystemAdapter } from 'tinyglobby';
import { entriesOf, type FolderEntry, nativePath, realPathOf } from '../../disk/nativePath.ts';

/** An entry under its name as text. */
function named({ name, entry }: FolderEntry): Dirent {
  if (typeof entry.name === 'string') return entry as Dirent;
  return Object.create(entry, { name: { value: name } });
}

/** The disk for the search by patterns, in which names that are no UTF-8 lead back to their files. */
export const GLOB_FILES = {
  readdirSync: (path: string) => entriesOf(path).map(named),
  realpathSync: realPathOf,
  statSync: (path: string) => statSync(nativePath(path)),
} as unknown as FileSystemAdapter;
