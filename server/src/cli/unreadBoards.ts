import { INCLUDE_NOT_FOUND } from '../devicetree/followOnProblems.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { includeNameAt } from '../workspace/includeScan.ts';
import { folderWith } from '../workspace/sourceTrees/folderWith.ts';
import type { Diagnostic } from './output/diagnostic.ts';

/** At most this many includes are named. */
export const MOST_INCLUDES = 3;

/** An include that boards of a call ask for and that is in none of their include folders. */
export interface UnreadInclude {
  /** As it is written. */
  readonly name: string;
  /** How many boards ask for it. */
  readonly boards: number;
  /** A folder around one of the boards below which it is, for `-I`; `undefined` where there is none. */
  readonly foundIn: string | undefined;
}

/** What the boards of a call could not be read for. */
export interface UnreadBoards {
  /** How many boards ask for an include that is not found. */
  readonly boards: number;
  /** The most wanted ones, the first before all others. */
  readonly includes: readonly UnreadInclude[];
  /** How many other includes are not found. */
  readonly otherIncludes: number;
  /**
   * How many other boards have an error whatever kernel boots them, by the rule of the first one of each, the most frequent
   * first: gcc or dtc refuse the board, or not all of it may be read.
   */
  readonly refused: readonly { readonly rule: string; readonly boards: number }[];
}

/**
 * Counts why boards could not be read. `diagnostics` are those of each board for itself; at most `mostIncludes` includes
 * are named.
 */
export function unreadBoards(
  diagnostics: readonly Diagnostic[],
  files: FileSystem,
  mostIncludes: number,
): UnreadBoards {
  const wanted = new Map<string, Set<string>>();
  const missing = new Set<string>();
  const refused = new Map<string, string>();
  for (const { rule, severity, span, board, kernels } of diagnostics) {
    if (rule === INCLUDE_NOT_FOUND && span !== undefined) {
      missing.add(board);
      const name = includeNameAt(span);
      wanted.set(name, (wanted.get(name) ?? new Set()).add(board));
    } else if (severity === 'error' && kernels.length === 0 && !refused.has(board)) refused.set(board, rule);
  }
  const includes = [...wanted].sort(([, a], [, b]) => b.size - a.size).slice(0, mostIncludes);
  const counts = new Map<string, number>();
  for (const [board, rule] of refused) if (!missing.has(board)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return {
    boards: missing.size,
    includes: includes.map(([name, asking]) => ({
      name,
      boards: asking.size,
      foundIn: folderWith(files, [...asking][0] ?? '', name),
    })),
    otherIncludes: wanted.size - includes.length,
    refused: [...counts].map(([rule, boards]) => ({ rule, boards })).sort((a, b) => b.boards - a.boards),
  };
}
