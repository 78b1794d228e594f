import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { INPUT_LIMITS } from '../text/limits.ts';
import { isBelow } from '../workspace/path.ts';
import { absolutePath, linkTargetOf, nativePath, realPathOf } from './nativePath.ts';
import { systemMeaning } from './systemReason.ts';
import { removeLeftFiles, temporaryPathIn } from './temporaryFiles.ts';

const QUIETLY = { throwIfNoEntry: false } as const;

/** What must hold still of a file that was read and is now to hold something else. */
export interface ReadBefore {
  /** The bytes that it held. */
  readonly expected: Uint8Array;
  /** Folders, links followed, of which one must have it: a link on the way may lead elsewhere by now. */
  readonly folders: readonly string[];
}

/** How a file is written. */
export interface Writing {
  /** Where the file was read before. */
  readonly readBefore?: ReadBefore | undefined;
  /** The folder, links followed, in which the file must lie; absent where it is the path that was named. */
  readonly within?: string | undefined;
  /** The mode of the file, whatever stands there and whatever the mask of new files is. */
  readonly mode?: number | undefined;
  /** Says of what a file holds that stands there why it is to stay; `undefined` where it may go. */
  readonly whyKept?: ((present: Buffer) => string | undefined) | undefined;
  /** Whether the bytes are on the disk before they take the place of others: after a power cut it may be zeros otherwise. */
  readonly isSynced?: boolean;
}

/** What came of writing a file. */
export type WriteOutcome =
  /** `otherNames`: how many more names (hard links) the file had, under which the earlier content stays. */
  { readonly written: true; readonly otherNames: number } | { readonly written: false; readonly why: string };

/**
 * Writes a whole file or none. The bytes go to a new file beside the one that the path names, links followed, under a
 * random name that nothing bears; it gets the mode and the owner of what stands there and then takes its place. A link
 * stays a link. A process that is killed in between leaves the new file, which a later call that writes to the folder
 * removes. A file that holds these very bytes is only marked as written now. What is no ordinary file, such as
 * `/dev/null`, is written to as it is.
 *
 * Where the file was read before (`readBefore`) and holds anything else by now, or lies elsewhere, nothing is written.
 */
export function replaceFile(
  path: string,
  bytes: Uint8Array,
  { readBefore, within, mode, whyKept, isSynced = readBefore !== undefined }: Writing = {},
): WriteOutcome {
  try {
    const bounded = within === undefined ? undefined : targetOf(path);
    if (within !== undefined && bounded !== undefined && !isBelow(bounded, within))
      return { written: false, why: `it leads to ${bounded}, outside of ${within}` };
    const present = statSync(nativePath(path), QUIETLY);
    if (path === '') return { written: false, why: 'no file is named' };
    if (present === undefined && path.endsWith('/')) return { written: false, why: NO_FOLDER };
    if (present === undefined || present.isFile())
      return replaceOrdinary(bounded ?? targetOf(path), bytes, { readBefore, mode, whyKept, isSynced });
    if (readBefore !== undefined) return { written: false, why: 'it is no ordinary file' };
    if (present.isFIFO()) writeToPipe(path, bytes);
    else writeFileSync(nativePath(path), bytes);
    return { written: true, otherNames: 0 };
  } catch (error) {
    return { written: false, why: whyNot(error) };
  }
}

const NO_FOLDER = 'there is no such folder';

/** Errors of the system that mean something else to whoever writes a file than to whoever reads one. */
const WHEN_WRITING: Readonly<Record<string, string>> = { ENOENT: NO_FOLDER, ENXIO: 'nobody reads this pipe' };

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return WHEN_WRITING[code ?? ''] ?? systemMeaning(error) ?? error.message;
}

/** Writes to a pipe that somebody reads; throws where nobody does, instead of waiting for a reader that may never come. */
function writeToPipe(path: string, bytes: Uint8Array): void {
  const present = openSync(nativePath(path), constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(nativePath(path), bytes);
  } finally {
    closeSync(present);
  }
}

/** The path that writing to a path changes: its links followed, also where they lead to nothing yet. */
export function targetOf(path: string): string {
  let at = absolutePath(path);
  for (let followed = 0; followed < INPUT_LIMITS.links; followed++) {
    // Only the last part may be missing.
    at = join(realPathOf(dirname(at)), at.slice(dirname(at).length));
    if (lstatSync(nativePath(at), QUIETLY)?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), linkTargetOf(at));
  }
  return at;
}

/** Replaces the file at a path without links; all that is asked of it is asked of that path, which no other link changes. */
function replaceOrdinary(
  target: string,
  bytes: Uint8Array,
  { readBefore, mode, whyKept, isSynced }: Writing,
): WriteOutcome {
  const present = lstatSync(nativePath(target), QUIETLY);
  if (present === undefined && readBefore !== undefined) return { written: false, why: 'it is not there any more' };
  if (readBefore?.folders.some((folder) => isBelow(target, folder)) === false) {
    return { written: false, why: `it leads to ${target} by now` };
  }
  if (present?.isFile() === false) return { written: false, why: 'it was changed meanwhile' };
  const why = present === undefined ? undefined : whyKept?.(readFileSync(nativePath(target)));
  if (why !== undefined) return { written: false, why };
  if (present !== undefined) {
    accessSync(nativePath(target), constants.W_OK);
    if (readBefore === undefined && present.size === bytes.length && markedAsWritten(target, bytes)) {
      return { written: true, otherNames: 0 };
    }
  }
  const temporary = temporaryPathIn(dirname(target));
  let made = false;
  try {
    // Nobody but its owner reads it until it has the mode of the file whose place it takes.
    const file = openSync(nativePath(temporary), 'wx', present === undefined ? 0o666 : 0o600);
    made = true;
    try {
      // Before anything is written: what is left may be what fills the disk.
      removeLeftFiles(dirname(target), fstatSync(file), present?.uid);
      writeFileSync(file, bytes);
      if (present !== undefined) takeOver(file, present);
      if (mode !== undefined) fchmodSync(file, mode);
      if (isSynced === true) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (readBefore !== undefined && !readFileSync(nativePath(target)).equals(readBefore.expected)) {
      return { written: false, why: 'it was changed meanwhile' };
    }
    renameSync(nativePath(temporary), nativePath(target));
    made = false;
    return { written: true, otherNames: present === undefined ? 0 : present.nlink - 1 };
  } finally {
    if (made) rmSync(nativePath(temporary), { force: true });
  }
}

/** Gives an open file the owner and the mode of another; throws where that may not be done. */
function takeOver(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) fchownSync(file, uid, gid);
  fchmodSync(file, mode & 0o7777);
}

/** Marks a file as written now if it holds these bytes; false where it does not, or where that cannot be done. */
function markedAsWritten(target: string, bytes: Uint8Array): boolean {
  try {
    if (!readFileSync(nativePath(target)).equals(bytes)) return false;
    const now = new Date();
    utimesSync(nativePath(target), now, now);
    return true;
  } catch {
    return false;
  }
}
