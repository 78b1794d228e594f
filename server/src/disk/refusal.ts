import { INPUT_LIMITS } from '../text/limits.ts';

/**
 * Why a file that is there is not read: it leads below no readable root, it is no ordinary file, it is larger than what is
 * read, or the system does not open it.
 */
export type Refusal =
  | {
      readonly kind: 'outside';
      /** The path with its links followed. */
      readonly real: string;
      readonly isFolder: boolean;
    }
  | { readonly kind: 'special' | 'too-large' }
  | {
      readonly kind: 'unreadable';
      /** The system's words: `permission denied`. */
      readonly reason: string;
    };

/** Says in one sentence why the file at a path is not read. */
export type RefusalText = (path: string, refusal: Refusal) => string;

/** The same for who says nothing of what one can do. */
export const plainRefusalText: RefusalText = (path, refusal) =>
  refusal.kind === 'outside' ? `${path}: the file may not be read from here` : `${path}: ${obstacle(refusal)}`;

/** What keeps a file from being read that may be read, in words that follow its path. */
export function obstacle(refusal: Exclude<Refusal, { kind: 'outside' }>): string {
  if (refusal.kind === 'special') return 'this is no ordinary file, and is never read';
  if (refusal.kind === 'unreadable') return `the file cannot be read: ${refusal.reason}`;
  return `the file has more than ${INPUT_LIMITS.fileBytes >> 20} MiB, and is not read`;
}
