import { lstatSync, type Stats, statSync } from 'node:fs';
import { nativePath } from './nativePath.ts';

/**
 * What the disk says of the file that a path leads to, links followed; `undefined` where it leads to none: nothing stands
 * there, its links lead in a circle, or a folder on the way is closed to this user.
 */
export function statusAt(path: string): Stats | undefined {
  try {
    return statSync(nativePath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The same of a path itself: of a link, not of what it leads to. */
export function ownStatusAt(path: string): Stats | undefined {
  try {
    return lstatSync(nativePath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
