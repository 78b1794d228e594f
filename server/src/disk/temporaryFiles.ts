import { randomBytes } from 'node:crypto';
import { lstatSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { entriesOf, nativePath } from './nativePath.ts';

/** How the files are called that take the place of others once they are whole. */
const NAME = /^\.dtheaps-[0-9a-f]{24}$/;

/** Milliseconds after which no process writes to such a file any more: it is written and renamed without a pause. */
const STALE_MILLISECONDS = 60 * 60 * 1000;

/** At most this many folders are remembered as looked through. */
const MOST_KEPT_FOLDERS = 1000;

const lookedThrough = new Set<string>();

/** Random bytes of a name. */
const NAME_BYTES = 12;

/** Names for which random bytes are taken at once: to ask for those of each takes a hundredth of compiling a kernel's boards. */
const NAMES_AT_ONCE = 128;

let unused: Buffer | undefined;

function randomName(): string {
  if (unused === undefined || unused.length === 0) unused = randomBytes(NAME_BYTES * NAMES_AT_ONCE);
  const bytes = unused.subarray(0, NAME_BYTES);
  unused = unused.subarray(NAME_BYTES);
  return bytes.toString('hex');
}

/** A path in a folder at which nothing stands, for a file that is to take the place of another one. */
export function temporaryPathIn(folder: string): string {
  return join(folder, `.dtheaps-${randomName()}`);
}

/**
 * Removes what killed processes left in a folder: ordinary files with the name of a temporary file and no second name,
 * which belong to the user of this process or to `owner` (a user's number) and were last written an hour before `present`,
 * the status of a file that was made in that folder just now. Its clock is the file system's, which may be another
 * machine's. Links are never followed, and a folder is looked through once in a process. What cannot be removed stays.
 */
export function removeLeftFiles(folder: string, present: Stats, owner: number | undefined): void {
  if (lookedThrough.has(folder)) return;
  if (lookedThrough.size >= MOST_KEPT_FOLDERS) lookedThrough.clear();
  lookedThrough.add(folder);
  removeOldFiles(folder, { name: NAME, milliseconds: STALE_MILLISECONDS, now: present.mtimeMs, owner });
}

/**
 * Removes from a folder the ordinary files of a name, without a second name, which belong to the user of this process or to
 * `owner` (a user's number) and were last written some milliseconds before `now`, in milliseconds since 1970, or are not
 * among the `most` that were written last. Links are never followed. What cannot be removed stays.
 */
export function removeOldFiles(
  folder: string,
  old: {
    readonly name: RegExp;
    readonly milliseconds: number;
    readonly now: number;
    readonly owner?: number | undefined;
    readonly most?: number;
  },
): void {
  try {
    const named = entriesOf(folder).filter(({ name }) => old.name.test(name));
    const found = named.flatMap(({ name }) => removableFile(join(folder, name), old.owner) ?? []);
    found.sort((one, other) => other.written - one.written);
    for (const [index, { path, written }] of found.entries()) {
      if (old.now - written > old.milliseconds || index >= (old.most ?? found.length)) removeFile(path);
    }
  } catch {
    // A folder that may be written to and not be listed.
  }
}

/** A file that may be removed, with the time at which it was last written, in milliseconds since 1970. */
function removableFile(path: string, owner: number | undefined): { path: string; written: number } | undefined {
  try {
    const found = lstatSync(nativePath(path));
    const isOurs = found.uid === (process.getuid?.() ?? found.uid) || found.uid === owner;
    return found.isFile() && found.nlink === 1 && isOurs ? { path, written: found.mtimeMs } : undefined;
  } catch {
    // Another process removed it.
    return undefined;
  }
}

function removeFile(path: string): void {
  try {
    rmSync(nativePath(path), { force: true });
  } catch {
    // It may not be removed.
  }
}
