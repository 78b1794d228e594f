import type { Board } from '../devicetree/board.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { replaceSpan, textOf } from './edits.ts';
import type { SpanEdit } from './finding.ts';

/**
 * The edit that gives a node another name, where that is the whole change: the node is opened once, by a name that no
 * macro made, and nothing else in the board's files spells the name (a path, an overlay, a second opening).
 * `undefined` otherwise.
 */
export function renameNode(board: Board, node: DeviceTreeNode, newName: string): SpanEdit | undefined {
  const [declaration, second] = node.declarations;
  if (declaration === undefined || second !== undefined || textOf(declaration) !== node.name) return undefined;
  const uses = board.files.reduce((sum, { text }) => sum + occurrences(text, node.name), 0);
  return uses === 1 ? replaceSpan(declaration, newName) : undefined;
}

function occurrences(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const next = text[at + name.length];
    if (next === undefined || !/[0-9a-zA-Z]/.test(next)) count++;
  }
  return count;
}
