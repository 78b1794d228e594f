import type { SourceTree } from './sourceTrees/sourceTree.ts';

/**
 * The folders in which boards that include a file are looked for: the workspace's, and those of the tree around the
 * file that hold device trees, of every architecture, since one includes another's.
 */
export function indexedFolders(
  workspaceFolders: readonly string[],
  tree: Pick<SourceTree, 'root' | 'boardFolders'> | undefined,
): readonly string[] {
  if (tree === undefined || workspaceFolders.includes(tree.root)) return workspaceFolders;
  return [...workspaceFolders, ...tree.boardFolders];
}
