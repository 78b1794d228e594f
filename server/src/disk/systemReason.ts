import { getSystemErrorMap } from 'node:util';

/**
 * What the system says of something that is there and that it does not open, in its words: `permission denied`.
 * `undefined` for errors of another kind, and where nothing is there.
 */
export function systemReason(error: unknown): string | undefined {
  const { errno, code } = error as NodeJS.ErrnoException;
  if (errno === undefined || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  return getSystemErrorMap().get(errno)?.[1] ?? code;
}
