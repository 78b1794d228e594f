import type { FileSystem } from './fileSystem.ts';
import type { KernelTree } from './kernelTree.ts';

/**
 * The folders in which boards that include a file are looked for: the workspace's, and those of the tree around the
 * file that hold device trees, of every architecture, since one includes another's.
 */
export function indexedFolders(
  files: FileSystem,
  workspaceFolders: readonly string[],
  tree: KernelTree | undefined,
): readonly string[] {
  if (tree === undefined || workspaceFolders.includes(tree.root)) return workspaceFolders;
  return [...workspaceFolders, ...deviceTreeFolders(files, tree)];
}

function deviceTreeFolders(files: FileSystem, { root, kind }: KernelTree): string[] {
  if (kind === 'devicetree-rebasing') return [`${root}/src`];
  const below = kind === 'linux' ? 'boot/dts' : 'dts';
  const architectures = files.list(`${root}/arch`).filter((name) => name.endsWith('/'));
  const folders = architectures.map((name) => `${root}/arch/${name}${below}`);
  return kind === 'u-boot' ? [...folders, `${root}/dts/upstream/src`] : folders;
}
