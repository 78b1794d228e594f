import { statSync } from 'node:fs';
import { nativePath } from './nativePath.ts';

/** Files as the disk tells them apart, whatever links lead to them. */
export class FileIdentities {
  readonly #added = new Set<string>();
  /** By the number of the inode, which files of different disks may share. */
  readonly #byInode = new Map<number, string[]>();
  /** Those that were not looked at yet. */
  readonly #waiting: string[] = [];

  /** Adds the file at a path; where none stands there when it is asked for, it is none. */
  add(path: string): void {
    if (this.#added.has(path)) return;
    this.#added.add(path);
    this.#waiting.push(path);
  }

  /** Under which path the file at a path was added; `undefined` where it was not, or is not there. */
  find(path: string): string | undefined {
    for (const added of this.#waiting.splice(0)) {
      const inode = statSync(nativePath(added), { throwIfNoEntry: false })?.ino;
      if (inode !== undefined) this.#byInode.set(inode, [...(this.#byInode.get(inode) ?? []), added]);
    }
    const inode = statSync(nativePath(path), { throwIfNoEntry: false })?.ino;
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
