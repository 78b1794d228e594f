import type { Architecture } from '../kernel/input/profile.ts';
import type { FileSystem } from './fileSystem.ts';
import { folderOf } from './path.ts';

/** A source tree that a board lies in, and what it says about how the board is built and booted. */
export interface KernelTree {
  readonly root: string;
  readonly kind: 'linux' | 'u-boot' | 'devicetree-rebasing';
  /** In the order of the build's `-I`. */
  readonly includeRoots: readonly string[];
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

/**
 * The kernel tree (Linux or a vendor's, U-Boot, devicetree-rebasing) around a board; `undefined` for a board that
 * stands outside of any.
 *
 * The include roots are those of the build: Linux `scripts/Makefile.lib` (`dtc_cpp_flags`), U-Boot
 * `scripts/Makefile.lib` with `dts/upstream`.
 */
export function findKernelTree(files: FileSystem, boardPath: string): KernelTree | undefined {
  let folder = folderOf(boardPath);
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    const tree = kernelTreeAt(files, folder, boardPath);
    if (tree !== undefined) return tree;
    const above = folder === '.' ? '..' : folder.endsWith('..') ? `${folder}/..` : folderOf(folder);
    if (above === folder || (depth > 8 && folder.endsWith('..'))) return undefined;
    folder = above;
  }
  return undefined;
}

function kernelTreeAt(files: FileSystem, root: string, boardPath: string): KernelTree | undefined {
  const inside = boardPath.slice(root.length);
  if (files.isFolder(`${root}/scripts/dtc/include-prefixes`)) {
    const name = /\/arch\/([^/]+)\/boot\/dts\//.exec(inside)?.[1];
    const roots = [`${root}/scripts/dtc/include-prefixes`, `${root}/include`];
    if (name !== undefined) roots.push(`${root}/arch/${name}/boot/dts`);
    return linuxLike(files, root, 'linux', roots, name);
  }
  if (files.isFolder(`${root}/dts/upstream/include`)) {
    const name = /\/(?:arch|src)\/([^/]+)\//.exec(inside)?.[1];
    const roots = [`${root}/include`];
    if (name !== undefined) roots.push(`${root}/arch/${name}/dts`, `${root}/dts/upstream/src/${name}`);
    roots.push(`${root}/dts/upstream/include`);
    return { ...linuxLike(files, root, 'u-boot', roots, name), kernelVersion: undefined, configPath: undefined };
  }
  if (files.isFolder(`${root}/include/dt-bindings`) && files.isFolder(`${root}/src`)) {
    const name = /\/src\/([^/]+)\//.exec(inside)?.[1];
    const roots = [`${root}/include`];
    if (name !== undefined) roots.push(`${root}/src/${name}`);
    return { ...linuxLike(files, root, 'devicetree-rebasing', roots, name), configPath: undefined };
  }
  return undefined;
}

function linuxLike(
  files: FileSystem,
  root: string,
  kind: KernelTree['kind'],
  includeRoots: readonly string[],
  architectureName: string | undefined,
): KernelTree {
  const architecture = architectureName === undefined ? undefined : ARCHITECTURES.get(architectureName);
  return {
    root,
    kind,
    includeRoots,
    architecture,
    unmodelledArchitecture: architecture === undefined ? architectureName : undefined,
    kernelVersion: makefileVersion(files.read(`${root}/Makefile`)?.text),
    configPath: files.read(`${root}/.config`) === undefined ? undefined : `${root}/.config`,
  };
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
