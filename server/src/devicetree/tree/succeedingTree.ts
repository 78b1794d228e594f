import type { MergedNode } from './mergedNode.ts';
import type { MergedTree } from './mergedTree.ts';
import type { ChangedNode, TreeEdit } from './treeEdit.ts';
import { carryFactsOver, Succession } from './treeFact.ts';

/** Whether a tree may be succeeded: an overlay's lists of fixups are built anew, and so is what has problems, which have places. */
export const maySucceed = ({ isPlugin, isRootDeleted, problems }: MergedTree): boolean =>
  !isPlugin && isRootDeleted !== true && problems.length === 0;

/**
 * The tree that an edit of values makes of one that may be succeeded: the same as if it were built anew. What the
 * edit does not touch is taken over: properties, what references stand for, and what readers have found out about the
 * whole tree (`TreeFact`).
 */
export function succeedingTree(tree: MergedTree, edit: TreeEdit): MergedTree {
  const nodes: MergedNode[] = [];
  const changed: ChangedNode[] = [];
  const succeed = (before: MergedNode, parent: MergedNode | undefined): MergedNode => {
    const after = before.succeededBy(edit, parent, changed);
    before.ordinal = nodes.length;
    after.ordinal = nodes.length;
    nodes.push(after);
    for (const child of before.children.entriesWithDeleted) after.appendChild(succeed(child, after));
    return after;
  };
  const root = succeed(tree.root, undefined);
  carryFactsOver(tree.root, root, new Succession(nodes, changed));
  return { ...tree, root };
}
