import type { MergedTree } from './mergedTree.ts';
import type { TreeEdit } from './treeEdit.ts';
import { changesFacts } from './treeFact.ts';

/**
 * The tree that an edit of values makes of a finished one: the same as if it were built anew. Its nodes are made when they
 * are asked for, of those of the tree that was built at last, of which properties, what references stand for and what
 * readers have found out (`TreeFact`) are taken over. `undefined` where the tree has to be built: an overlay's, which
 * lists places of references, one with problems, which have places, and where a fact about it may change.
 */
export function succeedingTree(tree: MergedTree, edit: TreeEdit): MergedTree | undefined {
  if (tree.isPlugin || tree.isRootDeleted === true || tree.problems.length > 0) return undefined;
  const { succeeds = tree.root, editSince } = tree.root;
  const edits = editSince === undefined ? edit : editSince.followedBy(edit);
  if (edits === undefined || changesFacts(edit)) return undefined;
  return { ...tree, root: succeeds.succeededBy(edits, undefined) };
}
