import { CONFIGURATION_NAME, type Configuration, NO_CONFIGURATION, readConfiguration } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import type { KernelTree } from './kernelTree.ts';
import { folderOf } from './path.ts';

/** How far above a board its configuration is looked for. */
const MAXIMUM_DEPTH = 24;

/**
 * The configuration that holds for a board: the nearest `.dtheaps.json` in its folder or above. The search ends at the
 * root of the kernel tree or of the repository around the board, and where the file system lets nothing be read.
 */
export function findConfiguration(
  files: FileSystem,
  boardPath: string,
  kernelTree: KernelTree | undefined,
): Configuration {
  let folder = folderOf(boardPath);
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    const file = files.read(folder === '/' ? `/${CONFIGURATION_NAME}` : `${folder}/${CONFIGURATION_NAME}`);
    if (file !== undefined) return readConfiguration(file);
    if (folder === kernelTree?.root || folder === '/' || files.isFolder(`${folder}/.git`)) break;
    const above = folder === '.' ? '..' : folder.endsWith('..') ? `${folder}/..` : folderOf(folder);
    if (above === folder || (depth > 8 && folder.endsWith('..'))) break;
    folder = above;
  }
  return NO_CONFIGURATION;
}
