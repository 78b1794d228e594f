import type { Board } from '../../devicetree/board.ts';
import { isUnreadInclude } from '../../devicetree/followOnProblems.ts';
import { isBoardText } from '../../workspace/includeScan.ts';

/**
 * Whether a source is a piece of text that only some board could make whole: neither it nor what it includes has a
 * `/dts-v1/` or a root node, and nothing that it includes is unread.
 */
export function isNoBoard({ refused, unit, files, tree, problems }: Board): boolean {
  if (!refused || unit === undefined) return false;
  if (tree.root.declarations.length > 0 || files.some(({ text }) => isBoardText(text))) return false;
  return !problems.some(isUnreadInclude);
}
