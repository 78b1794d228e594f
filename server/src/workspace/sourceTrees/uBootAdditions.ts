import { fileNameOf } from '../../text/fileName.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { Remembered } from '../../text/remembered.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../fileSystem.ts';
import { inFolder } from './foldersAbove.ts';
import { matchingFolders } from './matchingFolders.ts';
import type { SourceTree } from './sourceTree.ts';

/** What U-Boot's files of additions are called, after the name of what they are for. */
const SUFFIX = '-u-boot.dtsi';

/**
 * The files that U-Boot's build appends to the text of a board, in its order: the first of those for the board, its SoC,
 * its CPU and its vendor that is there (`u_boot_dtsi_options` in U-Boot's scripts/Makefile.lib, of which
 * `dtsi_include_list` takes the first word), and those that `CONFIG_DEVICE_TREE_INCLUDES` names. None for a board of any other
 * tree, an overlay, or an include.
 *
 * The names are those of the tree's `.config`; without one the board's own defconfig, where it has one, and the Kconfig
 * files say which SoCs there are.
 */
export function uBootAdditions(files: FileSystem, tree: SourceTree | undefined, path: string): readonly string[] {
  if (tree?.additionsFolder === undefined || !path.endsWith('.dts')) return [];
  const folder = tree.additionsFolder;
  const board = fileNameOf(path).slice(0, -'.dts'.length);
  const isThere = (file: string): boolean => files.read(file) !== undefined;
  // Of two boards of a name U-Boot's own is the one that its additions are for.
  const own = inFolder(folder, fileNameOf(path));
  if (own !== path && isThere(own)) return [];
  const options = configurationOf(files, tree.root, board);
  const names = [board, ...['SYS_SOC', 'SYS_CPU', 'SYS_VENDOR'].flatMap((name) => options?.get(name) ?? [])];
  if (options?.get('SYS_SOC') === undefined) names.splice(1, 0, ...socNamed(files, folder, board));
  const candidates = [...names.map((name) => inFolder(folder, name + SUFFIX)), inFolder(folder, 'u-boot.dtsi')];
  const named = (options?.get('DEVICE_TREE_INCLUDES') ?? '').split(/\s+/).filter((name) => name !== '');
  const more = named.length > INPUT_LIMITS.listedFiles ? [] : named;
  return [
    ...candidates.filter(isThere).slice(0, 1),
    ...more.flatMap((name) => [folder, ...tree.includeRoots].map((root) => inFolder(root, name)).find(isThere) ?? []),
  ];
}

/** The text options (without quotes, by their names without `CONFIG_`) of the tree's `.config`, or of the board's defconfig. */
function configurationOf(files: FileSystem, root: string, board: string): ReadonlyMap<string, string> | undefined {
  const file =
    files.read(inFolder(root, '.config')) ??
    files.read(inFolder(root, `configs/${board.replaceAll('-', '_')}_defconfig`)) ??
    files.read(inFolder(root, `configs/${board}_defconfig`));
  if (file === undefined) return undefined;
  return new Map(
    Array.from(file.text.matchAll(/^CONFIG_(\w+)="(.*)"$/gm), ([, name = '', value = '']) => [name, value]),
  );
}

/** Where the Kconfig files that name SoCs are, below the architecture's folder. */
const KCONFIG_FOLDERS = ['.', 'mach-*', 'mach-*/*', 'cpu/*', 'cpu/*/*'];

/**
 * The SoC that the first part of a board's name is, where a Kconfig file knows one of this name and there are additions
 * for it; no more than one.
 */
function socNamed(files: FileSystem, folder: string, board: string): readonly string[] {
  const [name = ''] = board.split('-');
  if (name === board || files.read(inFolder(folder, name + SUFFIX)) === undefined) return [];
  const architecture = folder.slice(0, folder.lastIndexOf('/'));
  const known = KCONFIG_FOLDERS.flatMap((pattern) => matchingFolders(files, architecture, pattern)).some((each) => {
    const file = files.read(inFolder(each, 'Kconfig'));
    return file !== undefined && socsOf(file).has(name);
  });
  return known ? [name] : [];
}

const socs = new Remembered<SourceFile, ReadonlySet<string>>();

/** The SoCs that a Kconfig file knows, by the defaults of its `SYS_SOC`. Read once a content: each board of a tree asks. */
function socsOf(file: SourceFile): ReadonlySet<string> {
  const known = socs.get(file);
  if (known !== undefined) return known;
  const defaults = [...file.text.matchAll(/^config SYS_SOC\n((?:[ \t].*\n)*)/gm)].flatMap(([, block = '']) =>
    Array.from(block.matchAll(/^[ \t]+default "(\w+)"/gm), ([, name = '']) => name),
  );
  const read = new Set(defaults);
  socs.set(file, read);
  return read;
}
