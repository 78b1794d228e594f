import type { Architecture } from '../kernel/input/profile.ts';
import type { FileSystem } from './fileSystem.ts';
import { folderOf } from './path.ts';
import { HEADER_FOLDERS, TREE_LAYOUTS, type TreeKind, type TreeLayout } from './treeLayouts.ts';

/** A source tree that a board lies in, and what it says about how the board is built and booted. */
export interface KernelTree {
  readonly root: string;
  readonly kind: TreeKind;
  /** In the order of the build's `-I`. */
  readonly includeRoots: readonly string[];
  /** Macros that the build defines. */
  readonly defines: readonly { readonly name: string; readonly value: string }[];
  /** The folders that hold device trees. */
  readonly boardFolders: readonly string[];
  /** From the path; `undefined` where the path does not name one that the engine knows. */
  readonly architecture: Architecture | undefined;
  /** The path's name of an architecture that the engine does not boot, such as `mips`. */
  readonly unmodelledArchitecture: string | undefined;
  /** From the Makefile of a Linux tree, such as `6.12.117`. */
  readonly kernelVersion: string | undefined;
  /** The `.config` at its root, if there is one. */
  readonly configPath: string | undefined;
}

const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ['arm64', 'arm64'],
  ['arm', 'arm'],
  ['riscv', 'riscv'],
]);

/** How far above a board its tree's root is looked for. */
const MAXIMUM_DEPTH = 24;

/** How far above a board headers are looked for where no repository begins. */
const MAXIMUM_DEPTH_OF_HEADERS = 6;

/**
 * The source tree around a board: one whose layout is known (Linux, U-Boot, barebox, …: `TREE_LAYOUTS`), else the nearest
 * folder above it that has headers for device trees beside its boards; `undefined` for a board that stands outside of any.
 * The search ends at the root of the repository.
 */
export function findKernelTree(files: FileSystem, boardPath: string): KernelTree | undefined {
  const above = foldersAbove(files, boardPath);
  // U-Boot and barebox hold a copy of devicetree-rebasing: the layouts are asked in their order, the tree around first.
  for (const layout of TREE_LAYOUTS) {
    for (const root of above) {
      const tree = treeOf(files, root, boardPath, layout);
      if (tree !== undefined) return tree;
    }
  }
  const isRepository = files.isFolder(`${above.at(-1)}/.git`);
  for (const root of isRepository ? above : above.slice(0, MAXIMUM_DEPTH_OF_HEADERS)) {
    const headers = HEADER_FOLDERS.filter((folder) => files.isFolder(`${root}/${folder}/dt-bindings`));
    if (headers.length === 0) continue;
    const includeRoots = headers.map((folder) => `${root}/${folder}`);
    return { ...KNOWN_BY_FOLDERS, root, kind: 'collection', includeRoots, boardFolders: [root] };
  }
  return undefined;
}

/** The folders above a board, its own first, up to the root of the repository. */
function foldersAbove(files: FileSystem, boardPath: string): string[] {
  const folders: string[] = [];
  let folder = folderOf(boardPath);
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    folders.push(folder);
    if (files.isFolder(`${folder}/.git`)) break;
    const above = folder === '.' ? '..' : folder.endsWith('..') ? `${folder}/..` : folderOf(folder);
    if (above === folder || (depth > 8 && folder.endsWith('..'))) break;
    folder = above;
  }
  return folders;
}

/** What folders alone do not say. */
const KNOWN_BY_FOLDERS = {
  defines: [],
  architecture: undefined,
  unmodelledArchitecture: undefined,
  kernelVersion: undefined,
  configPath: undefined,
} as const;

function treeOf(files: FileSystem, root: string, boardPath: string, layout: TreeLayout): KernelTree | undefined {
  // A relative path of a board in the root's own folder does not begin with "./".
  const inside = root === '.' ? `/${boardPath}` : boardPath.slice(root.length);
  const match = layout.board?.exec(inside);
  // The first marker decides where a layout has one of its own; headers alone need a board in its place.
  const needsBoard = layout.board !== undefined && layout.markers[0] === 'include/dt-bindings';
  if (needsBoard && (match === null || match === undefined)) return undefined;
  if (!layout.markers.every((marker) => files.isFolder(`${root}/${marker}`))) return undefined;
  const name = match?.[1];
  const architecture = name === undefined ? undefined : ARCHITECTURES.get(name);
  const config = `${root}/.config`;
  return {
    ...KNOWN_BY_FOLDERS,
    root,
    kind: layout.kind,
    includeRoots: includeRootsOf(files, root, boardPath, layout, name),
    defines: layout.defines ?? [],
    boardFolders: (layout.boardFolders ?? ['']).flatMap((pattern) => foldersOf(files, root, pattern)),
    architecture,
    unmodelledArchitecture: architecture === undefined ? name : undefined,
    kernelVersion: layout.isKernel === true ? makefileVersion(files.read(`${root}/Makefile`)?.text) : undefined,
    configPath: layout.isKernel === true && files.read(config) !== undefined ? config : undefined,
  };
}

function includeRootsOf(
  files: FileSystem,
  root: string,
  boardPath: string,
  { includeRoots, kind }: TreeLayout,
  architecture: string | undefined,
): string[] {
  const found = includeRoots.flatMap((pattern) => {
    if (pattern === '{folder}') return [folderOf(boardPath)];
    if (!pattern.includes('{arch}')) return foldersOf(files, root, pattern);
    if (architecture === undefined) return [];
    // U-Boot builds boards of arm64 as boards of arm.
    const isArm64InUBoot = kind === 'u-boot' && architecture === 'arm64' && pattern.startsWith('arch/');
    return foldersOf(files, root, pattern.replaceAll('{arch}', isArm64InUBoot ? 'arm' : architecture));
  });
  return [...new Set(found)];
}

/** The folders that a pattern stands for, below a root, in the order of their names; those without a `*` need not be there. */
function foldersOf(files: FileSystem, root: string, pattern: string): string[] {
  const star = pattern.indexOf('*');
  if (star < 0) return [pattern === '' ? root : `${root}/${pattern}`];
  const base = `${root}/${pattern.slice(0, star)}`;
  const rest = pattern.slice(star).replace(/^\*+/, '');
  const below = subfolders(files, base).map((name) => `${base}${name}`);
  const all = pattern.endsWith('**')
    ? below.flatMap((folder) => [folder, ...subfolders(files, folder).map((name) => `${folder}/${name}`)])
    : below;
  return all.map((folder) => `${folder}${rest}`);
}

function subfolders(files: FileSystem, folder: string): string[] {
  return files
    .list(folder.endsWith('/') ? folder.slice(0, -1) : folder)
    .filter((name) => name.endsWith('/'))
    .map((name) => name.slice(0, -1))
    .sort();
}

/** `VERSION`, `PATCHLEVEL` and `SUBLEVEL` of a Linux Makefile as a version; `undefined` if it has none. */
function makefileVersion(makefile: string | undefined): string | undefined {
  if (makefile === undefined) return undefined;
  const number = (name: string): string | undefined => new RegExp(`^${name} *= *(\\d+) *$`, 'm').exec(makefile)?.[1];
  const version = number('VERSION');
  const patchLevel = number('PATCHLEVEL');
  if (version === undefined || patchLevel === undefined) return undefined;
  const subLevel = number('SUBLEVEL');
  return subLevel === undefined ? `${version}.${patchLevel}` : `${version}.${patchLevel}.${subLevel}`;
}
