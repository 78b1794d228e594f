import { linkedPaths } from '../disk/linkedPaths.ts';
import { addTo } from '../text/addTo.ts';
import { grouped } from '../text/grouped.ts';
import { mayConfigure } from '../workspace/fixes/includeFolder.ts';
import type { CheckedBoards } from './checkBoards.ts';
import type { Diagnostic } from './output/diagnostic.ts';

/** The boards of a call that read a file, by its path; of a `.dtheaps.json` those for which it may hold. */
export type BoardsReading = (path: string) => readonly string[];

/** Diagnostics with fixes that are tried on the same boards. No other diagnostic's fixes are tried on one of these. */
export interface FixGroup {
  readonly diagnostics: readonly Diagnostic[];
  /** The boards that read each file which a fix changes. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

/** The boards of a call by the files that they read, under whichever path: a link may lead to one. */
export function boardsReading({ filesOf }: Pick<CheckedBoards, 'filesOf'>): BoardsReading {
  const readers = new Map<string, string[]>();
  for (const [board, files] of filesOf) {
    for (const file of files) addTo(readers, file, board);
  }
  const linked = linkedPaths(readers.keys());
  const found = new Map<string, readonly string[]>();
  const boardsOf = (path: string): readonly string[] => {
    const own = readers.get(path);
    if (own === undefined) return [...filesOf.keys()].filter((board) => mayConfigure(path, board));
    const others = linked(path).flatMap((other) => readers.get(other) ?? []);
    return others.length === 0 ? own : [...new Set([...own, ...others])];
  };
  return (path) => {
    const boards = found.get(path) ?? boardsOf(path);
    found.set(path, boards);
    return boards;
  };
}

/**
 * Diagnostics by the boards that their fixes bear on, each group in the order of the diagnostics, the groups in that of
 * their first one. Those without a fix are in none.
 */
export function fixGroups(diagnostics: readonly Diagnostic[], reading: BoardsReading): FixGroup[] {
  /** The board that stands for all that are bound together with a board. */
  const leaders = new Map<string, string>();
  const leaderOf = (board: string): string => {
    let at = board;
    for (let next = leaders.get(at); next !== undefined && next !== at; next = leaders.get(at)) at = next;
    leaders.set(board, at);
    return at;
  };
  const fixable = diagnostics.flatMap((diagnostic) => {
    const paths = new Set(diagnostic.fixes.flatMap(({ edits }) => edits.map(({ span }) => span.file.path)));
    const readers = new Map([...paths].map((path) => [path, reading(path)]));
    const [first, ...others] = [...readers.values()].flat();
    if (first === undefined) return diagnostic.fixes.length === 0 ? [] : [{ diagnostic, readers, board: '' }];
    for (const board of others) leaders.set(leaderOf(board), leaderOf(first));
    return [{ diagnostic, readers, board: first }];
  });
  const groups = grouped(fixable, ({ board }) => leaderOf(board));
  return [...groups.values()].map((group) => ({
    diagnostics: group.map(({ diagnostic }) => diagnostic),
    readers: new Map(group.flatMap(({ readers }) => [...readers])),
  }));
}
