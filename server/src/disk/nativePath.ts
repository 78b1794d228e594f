import { type Dirent, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import process from 'node:process';
import { bytesOfText, textOfBytes } from '../text/bytesAndText.ts';

/** Code units that may stand for a byte which is no UTF-8 (see `text/bytesAndText.ts`). */
const ESCAPED = /[\udc80-\udcff]/;

/** What Node puts where the bytes of a name are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** A path of the system with `/` between its parts; where the system does so already, `\\` is a character of names. */
export function forwardSlashes(path: string, separator: string = sep): string {
  return separator === '\\' ? path.replaceAll('\\', '/') : path;
}

/** The bytes of a name on the disk as text. */
const textOf = (name: Buffer): string => textOfBytes(name.toString('latin1'));

/** A path as Node's functions take it: a string where it is well-formed text, else the bytes it stands for. */
export function nativePath(path: string): string | Buffer {
  return ESCAPED.test(path) ? Buffer.from(bytesOfText(path), 'latin1') : path;
}

/** The path with its links followed, with `/` between its parts; throws where it leads nowhere. */
export function realPathOf(path: string): string {
  const native = nativePath(path);
  const real = realpathSync.native(native, 'utf8');
  return forwardSlashes(real.includes(REPLACEMENT) ? textOf(realpathSync.native(native, 'buffer')) : real);
}

/**
 * An absolute path, from the working folder where it is none, without parts that are `.` or `..`; the working folder where
 * nothing is said. Throws where it needs the working folder, and that was removed.
 */
export function absolutePath(path = '.'): string {
  return isAbsolute(path) ? resolve(path) : resolve(workingFolder(), path);
}

/** Node has lost bytes of the working folder's path that are no UTF-8. */
function workingFolder(): string {
  const known = process.cwd();
  return known.includes(REPLACEMENT) ? realPathOf('.') : known;
}

/** Whether an error says that the working folder is not there any more. */
export function isWorkingFolderGone(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'uv_cwd';
}

/** What a link leads to, as it stands in it; throws where there is no link. */
export function linkTargetOf(path: string): string {
  return textOf(readlinkSync(nativePath(path), 'buffer'));
}

/** An entry of a folder, its name as text that leads back to the bytes on the disk. */
export interface FolderEntry {
  readonly name: string;
  readonly entry: Dirent | Dirent<Buffer>;
}

/** What is in a folder; throws where it cannot be listed. */
export function entriesOf(path: string): FolderEntry[] {
  const native = nativePath(path);
  const entries = readdirSync(native, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes(REPLACEMENT)))
    return entries.map((entry) => ({ name: entry.name, entry }));
  const raw = readdirSync(native, { withFileTypes: true, encoding: 'buffer' });
  return raw.map((entry) => ({ name: textOf(entry.name), entry }));
}
