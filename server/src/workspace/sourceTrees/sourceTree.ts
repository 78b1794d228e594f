import type { Architecture } from '../../kernel/input/profile.ts';
import { fileNameOf } from '../../text/fileName.ts';
import type { FileSystem } from '../fileSystem.ts';
import type { Define } from '../layers.ts';
import { type FolderAbove, folderAbove, foldersAbove, inFolder } from './foldersAbove.ts';
import { kernelVersionOf } from './kernelVersion.ts';
import type { Layout, TreeKind } from './layout.ts';
import { HEADER_FOLDERS, LAYOUTS } from './layouts.ts';
import { matchingFolders } from './matchingFolders.ts';

/** A source tree that a board lies in, and what it says about how the board is built and booted. */
export interface SourceTree {
  readonly root: string;
  /** The folders that may be read for a board in it: the whole tree, else only where headers were found. */
  readonly readable: readonly string[];
  /** The name of its layout; `collection` where only its header folders are known. */
  readonly kind: TreeKind | 'collection';
  /** In the order of the build's `-I`; those that are there. */
  readonly includeRoots: readonly string[];
  /** What dtc searches besides for `/include/` and `/incbin/`. */
  readonly dtcIncludeRoots: readonly string[];
  /** What the build defines for all boards, and for some: `definesFor` has both. */
  readonly defines: readonly Define[];
  readonly boardDefines?: Layout['boardDefines'];
  /** From the path; `undefined` where the path does not name one that the engine knows. */
  readonly architecture: Architecture | undefined;
  /** The path's name of an architecture that the engine does not boot, such as `mips`. */
  readonly unmodelledArchitecture: string | undefined;
  /** The program that its device trees are for; `undefined` where that is Linux. */
  readonly program?: string | undefined;
  /** From the Makefile of a Linux tree, such as `6.12.117`. */
  readonly kernelVersion: string | undefined;
  /** The `.config` of the kernel at its root, if there is one. */
  readonly configPath: string | undefined;
  /** The folders that hold its device trees. */
  readonly boardFolders: readonly string[];
  /** Where U-Boot keeps what its build appends to boards (see `uBootAdditions`); `undefined` for other trees. */
  readonly additionsFolder: string | undefined;
}

const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ['arm64', 'arm64'],
  ['arm', 'arm'],
  ['riscv', 'riscv'],
]);

/** Outside of a repository this many folders from a file's own on are looked at for header folders. */
const HEADER_DEPTH = 5;

/** A workspace has its repositories at most this many folders below its own. */
const WORKSPACE_DEPTH = 4;

interface Match {
  readonly layout: Layout;
  readonly root: string;
}

/**
 * The source tree around a file: one of a known layout, else the repository or the nearest folder whose header folders
 * hold bindings; `undefined` for a file without any of these around it. Above the root of the file's repository only a
 * workspace of repositories counts.
 */
export function findSourceTree(files: FileSystem, path: string): SourceTree | undefined {
  const folders = [...foldersAbove(files, path)];
  const [match, outer] = matchesAround(files, folders, path);
  // A workspace around the repository is none of its folders.
  const top = match === undefined ? -1 : folders.findIndex((at) => at.path === match.root);
  const inside = top < 0 ? folders : folders.slice(0, top + 1);
  const headers = match === undefined ? headersWithinReach(files, folders) : headersIn(files, inside);
  if (match === undefined) return headers.length === 0 ? undefined : collection(folders, headers);
  const outerRoots = outer === undefined ? [] : rootsOf(files, outer, path);
  const tree = treeOf(files, match, path, [...outerRoots, ...headers]);
  return outer === undefined ? tree : { ...tree, readable: [...tree.readable, outer.root] };
}

/** What the build of a source tree defines for a board in it. */
export function definesFor({ defines, boardDefines = [] }: SourceTree, path: string): readonly Define[] {
  const name = fileNameOf(path);
  return [...defines, ...boardDefines.filter(({ boards }) => boards.test(name)).map(({ define }) => define)];
}

/**
 * The innermost tree of a known layout, and the one around it where the two are built together. A workspace is looked for
 * around the repository as well.
 */
function matchesAround(files: FileSystem, folders: readonly FolderAbove[], path: string): readonly Match[] {
  const found: Match[] = [];
  for (const [index, { path: root }] of folders.entries()) {
    const layout = LAYOUTS.find(({ marks }) => hasMarks(files, root, marks));
    if (layout === undefined) continue;
    found.push(wholeOf(files, folders, index) ?? { layout, root });
    if (found[0]?.layout.needsOuter !== true || found.length > 1) break;
  }
  if (found.length === 0) found.push(...partsAround(files, folders, path));
  const isWhole = found.length > 1 || (found[0] !== undefined && found[0].layout.needsOuter !== true);
  return isWhole ? found : [...found, ...workspaceAround(files, folders)];
}

/** The workspace of repositories that the repository of a file is one of. */
function workspaceAround(files: FileSystem, folders: readonly FolderAbove[]): readonly Match[] {
  const repository = folders.at(-1);
  if (repository?.isRepository !== true) return [];
  let root: string | undefined = repository.path;
  for (let depth = 0; depth < WORKSPACE_DEPTH; depth++) {
    root = folderAbove(root);
    if (root === undefined) break;
    const here = root;
    const layout = LAYOUTS.find(
      ({ marks, holdsRepositories }) => holdsRepositories === true && hasMarks(files, here, marks),
    );
    if (layout !== undefined) return [{ layout, root }];
  }
  return [];
}

/** The innermost tree of which somebody keeps only the part that the board is in. */
function partsAround(files: FileSystem, folders: readonly FolderAbove[], path: string): readonly Match[] {
  for (const { path: root } of folders) {
    const layout = LAYOUTS.find(
      ({ boardMarks = [], architecture }) =>
        hasMarks(files, root, boardMarks) && architecture?.test(pathInside(root, path)) === true,
    );
    if (layout !== undefined) return [{ layout, root }];
  }
  return [];
}

/** The tree that the one at a place is only a part of, such as U-Boot around its `dts/upstream`. */
function wholeOf(files: FileSystem, folders: readonly FolderAbove[], index: number): Match | undefined {
  for (const layout of LAYOUTS) {
    for (const part of Object.keys(layout.parts ?? {})) {
      const root = folders[index + part.split('/').length]?.path;
      if (root !== undefined && hasMarks(files, root, layout.marks)) return { layout, root };
    }
  }
  return undefined;
}

function hasMarks(files: FileSystem, root: string, marks: Layout['marks']): boolean {
  return marks.some((paths) =>
    paths.every((path) => {
      const name = path.slice(0, -1);
      if (path.includes('*')) return matchingFolders(files, root, name).length > 0;
      if (path.endsWith('/')) return files.isFolder(inFolder(root, name));
      return files.read(inFolder(root, path)) !== undefined;
    }),
  );
}

/** The part of a board's path below a root. */
function pathInside(root: string, path: string): string {
  if (root === '.') return path.replace(/^\.\//, '');
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function architectureFolder({ layout, root }: Match, path: string): string | undefined {
  const groups = layout.architecture?.exec(pathInside(root, path))?.slice(1);
  return groups?.find((group) => group !== undefined);
}

function rootsOf(files: FileSystem, match: Match, path: string, patterns = match.layout.includeRoots): string[] {
  const folder = architectureFolder(match, path);
  const name = folder === undefined ? undefined : (match.layout.buildArchitecture?.[folder] ?? folder);
  return patterns.flatMap((pattern) => {
    if (!pattern.includes('$ARCH')) return matchingFolders(files, match.root, pattern);
    return name === undefined ? [] : matchingFolders(files, match.root, pattern.replace('$ARCH', name));
  });
}

/** The include folders that come first for a file in a part of a tree. */
function partRoots(files: FileSystem, { layout, root }: Match, inside: string): string[] {
  const part = Object.entries(layout.parts ?? {}).find(([folder]) => inside.startsWith(`${folder}/`));
  return (part?.[1] ?? []).flatMap((folder) => matchingFolders(files, root, folder));
}

function treeOf(files: FileSystem, match: Match, path: string, added: readonly string[]): SourceTree {
  const { layout, root } = match;
  const folder = architectureFolder(match, path);
  const inside = pathInside(root, path);
  const isMixed = layout.mixedArchitectures?.some((mixed) => inside.startsWith(`${mixed}/`)) === true;
  const architecture = folder === undefined || isMixed ? undefined : ARCHITECTURES.get(folder);
  const isKernel = layout.isKernel === true;
  const config = inFolder(root, '.config');
  return {
    root,
    readable: [root],
    kind: layout.kind,
    includeRoots: [...new Set([...partRoots(files, match, inside), ...rootsOf(files, match, path), ...added])],
    dtcIncludeRoots: rootsOf(files, match, path, layout.dtcIncludeRoots ?? []),
    defines: layout.defines ?? [],
    boardDefines: layout.boardDefines,
    architecture,
    unmodelledArchitecture: folder === undefined || ARCHITECTURES.has(folder) ? undefined : folder,
    program: layout.program,
    kernelVersion: isKernel ? kernelVersionOf(files.read(inFolder(root, 'Makefile'))?.text) : undefined,
    configPath: isKernel && files.read(config) !== undefined ? config : undefined,
    boardFolders: layout.boardFolders.flatMap((pattern) => matchingFolders(files, root, pattern)),
    additionsFolder: rootsOf(files, match, path, layout.additionsFolder ?? [])[0],
  };
}

/** The header folders around a file that hold bindings, the nearest first: a repository's, else the nearest folder's. */
function headersWithinReach(files: FileSystem, folders: readonly FolderAbove[]): string[] {
  if (folders.at(-1)?.isRepository === true) return headersIn(files, folders);
  for (const folder of folders.slice(0, HEADER_DEPTH)) {
    const found = headersIn(files, [folder]);
    if (found.length > 0) return found;
  }
  return [];
}

function headersIn(files: FileSystem, folders: readonly FolderAbove[]): string[] {
  return folders
    .flatMap(({ path }) => HEADER_FOLDERS.map((name) => inFolder(path, name)))
    .filter((folder) => files.isFolder(inFolder(folder, 'dt-bindings')));
}

function collection(folders: readonly FolderAbove[], includeRoots: readonly string[]): SourceTree {
  const top = folders.at(-1);
  const isRepository = top?.isRepository === true;
  const holder = folders.find(({ path }) => HEADER_FOLDERS.some((name) => inFolder(path, name) === includeRoots[0]));
  const root = (isRepository ? top : holder)?.path ?? '.';
  return {
    root,
    readable: isRepository ? [root] : includeRoots,
    kind: 'collection',
    includeRoots,
    dtcIncludeRoots: [],
    defines: [],
    architecture: undefined,
    unmodelledArchitecture: undefined,
    kernelVersion: undefined,
    configPath: undefined,
    boardFolders: [root],
    additionsFolder: undefined,
  };
}
