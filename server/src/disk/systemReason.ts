import { getSystemErrorMap } from 'node:util';

/** What errors of the system mean to people, whether a file was to be read or written: its own words name calls that nobody made. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the quota of the disk is used up',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
};

/** What an error means that the system has raised, else in the system's own words; `undefined` for one that is none of its errors. */
export function systemMeaning(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errno, code } = error as NodeJS.ErrnoException;
  if (errno === undefined) return undefined;
  return MEANINGS[code ?? ''] ?? getSystemErrorMap().get(errno)?.[1] ?? code;
}

/**
 * Why the system does not open something that is there: `permission denied`. `undefined` for errors of another kind, and
 * where nothing is there.
 */
export function systemReason(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : systemMeaning(error);
}
