import { statSync } from 'node:fs';
import { nativePath } from './nativePath.ts';
import { statusAt } from './statusAt.ts';

/** Files as the disk tells them apart, whatever links lead to them. */
export class FileIdentities {
  /** By the number of the inode, which files of different disks may share. */
  readonly #byInode = new Map<number, string[]>();

  /** Adds the file at a path, whose inode has a number; where none is given and no file stands there, nothing. */
  add(path: string, inode = statusAt(path)?.ino): void {
    if (inode === undefined) return;
    const paths = this.#byInode.get(inode);
    if (paths === undefined) this.#byInode.set(inode, [path]);
    else if (!paths.includes(path)) paths.push(path);
  }

  /** Under which path the file at a path was added; `undefined` where it was not, or is not there. */
  find(path: string): string | undefined {
    const inode = statusAt(path)?.ino;
    const candidates = inode === undefined ? undefined : this.#byInode.get(inode);
    return candidates?.find((candidate) => isSame(candidate, path));
  }
}

/** Whether two paths lead to one file; inode numbers of some disks need more than a number's 53 bits. */
function isSame(one: string, other: string): boolean {
  const exactly = { bigint: true, throwIfNoEntry: false } as const;
  const first = statSync(nativePath(one), exactly);
  const second = statSync(nativePath(other), exactly);
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
