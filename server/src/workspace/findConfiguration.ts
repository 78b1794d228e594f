import { CONFIGURATION_NAME, type Configuration, NO_CONFIGURATION, readConfiguration } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import { foldersAbove, inFolder } from './sourceTrees/foldersAbove.ts';
import type { SourceTree } from './sourceTrees/sourceTree.ts';

/**
 * The configuration that holds for a board: the nearest `.dtheaps.json` in its folder or above. The search ends at the
 * root of the source tree or of the repository around the board, and where the file system lets nothing be read.
 */
export function findConfiguration(
  files: FileSystem,
  boardPath: string,
  kernelTree: SourceTree | undefined,
): Configuration {
  const end = kernelTree === undefined || kernelTree.kind === 'collection' ? undefined : kernelTree.root;
  for (const { path } of foldersAbove(files, boardPath)) {
    const file = files.read(inFolder(path, CONFIGURATION_NAME));
    if (file !== undefined) return readConfiguration(file);
    if (path === end) break;
  }
  return NO_CONFIGURATION;
}
