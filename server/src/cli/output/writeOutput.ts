import { realPathOf } from '../../disk/nativePath.ts';
import { replaceFile, type Writing } from '../../disk/replaceFile.ts';
import { UnusableError } from '../failure.ts';
import type { NamedFiles } from '../input/namedFiles.ts';

/** What bounds where an output goes. */
export interface OutputPlace extends Pick<Writing, 'whyKept'> {
  /**
   * One in which the file is to lie, where the call names that and not the path: a link in it may lead anywhere, and is followed
   * within it alone.
   */
  readonly folder?: string | undefined;
}

/**
 * Writes what a command makes, as a whole or not at all. Answers what a person should know of it, in one sentence;
 * `undefined` where there is nothing. Unusable where it cannot be written, and where the path leads to a file that was
 * read: nobody has a source replaced by what was made of it.
 */
export function writeOutput(
  files: NamedFiles,
  path: string,
  bytes: Uint8Array,
  { folder, whyKept }: OutputPlace = {},
): string | undefined {
  const read = files.readAs(path);
  if (read !== undefined) {
    const same = read === path ? '' : `, by way of ${read}`;
    throw new UnusableError(`${path}: this file was read${same}, and is not overwritten: name another output`);
  }
  return written(path, bytes, { within: folder === undefined ? undefined : realPathOf(folder), whyKept });
}

/**
 * As `writeOutput`, for the file at a path that was read and held `expected`; unusable where it holds something else by now, or
 * lies below none of `folders`.
 */
export function rewriteInput(
  path: string,
  bytes: Uint8Array,
  expected: Uint8Array,
  folders: readonly string[],
): string | undefined {
  return written(path, bytes, { readBefore: { expected, folders } });
}

function written(path: string, bytes: Uint8Array, writing: Writing): string | undefined {
  const outcome = replaceFile(path, bytes, writing);
  if (!outcome.written) throw new UnusableError(`${path}: cannot be written: ${outcome.why}`);
  const { otherNames } = outcome;
  if (otherNames === 0) return undefined;
  const names = otherNames === 1 ? 'another name (a hard link)' : `${otherNames} other names (hard links)`;
  return `${path}: the file had ${names}, under which its earlier content stays`;
}
