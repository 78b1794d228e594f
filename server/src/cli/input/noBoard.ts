import type { Board } from '../../devicetree/board.ts';
import { isUnreadInclude } from '../../devicetree/followOnProblems.ts';
import { isBoardText } from '../../workspace/includeScan.ts';

/** The problems of files that were left out for their number or depth, as of a file that includes itself. */
const LEFT_OUT: ReadonlySet<string> = new Set(['include-depth', 'expansion-too-large']);

/**
 * Whether a source is a piece of text that only some board could make whole: neither it nor what it includes has a
 * `/dts-v1/` or a root node, and nothing that it includes is unread or left out.
 */
export function isNoBoard({ refused, unit, files, tree, problems }: Board): boolean {
  if (!refused || unit === undefined) return false;
  if (tree.root.declarations.length > 0 || files.some(({ text }) => isBoardText(text))) return false;
  return !problems.some((problem) => isUnreadInclude(problem) || LEFT_OUT.has(problem.id));
}
