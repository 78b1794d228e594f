import {
  CONFIGURATION_NAME,
  type Configuration,
  NO_CONFIGURATION,
  readConfiguration,
  refusedConfiguration,
} from './configuration.ts';
import { brokenLinkText, type FileSystem } from './fileSystem.ts';
import { isBelow } from './path.ts';
import { foldersAbove, inFolder } from './sourceTrees/foldersAbove.ts';
import type { SourceTree } from './sourceTrees/sourceTree.ts';

/**
 * The configuration that holds for a board: the nearest `.dtheaps.json` in its folder or above. The search ends at the
 * root of the source tree or of the repository around the board, and where the file system lets nothing be read. One that
 * is there and is not read (no permission, a link that leads nowhere or out of the project, a pipe) sets nothing, nor does
 * one above it: a problem says why.
 */
export function findConfiguration(
  files: FileSystem,
  boardPath: string,
  kernelTree: SourceTree | undefined,
): Configuration {
  for (const folder of configuredFolders(files, boardPath, kernelTree)) {
    const path = inFolder(folder, CONFIGURATION_NAME);
    const file = files.read(path);
    if (file !== undefined) return readConfiguration(file);
    const refusal = files.refusal?.(path) ?? brokenLinkAt(files, path);
    // Above the folders that may be looked into nobody asked for one.
    if (refusal !== undefined && files.isFolder(folder)) return refusedConfiguration(refusal);
  }
  return NO_CONFIGURATION;
}

function brokenLinkAt(files: FileSystem, path: string): string | undefined {
  const target = files.brokenLink?.(path);
  return target === undefined ? undefined : brokenLinkText(path, target);
}

/**
 * Where a `.dtheaps.json` that holds for a board is to be made: in the outermost of the folders that are searched for
 * one, as long as it lies in `workspace`; in the board's own where that does not.
 */
export function newConfigurationPath(
  files: FileSystem,
  boardPath: string,
  kernelTree: SourceTree | undefined,
  workspace: string,
): string {
  let folder: string | undefined;
  for (const searched of configuredFolders(files, boardPath, kernelTree)) {
    if (folder !== undefined && !isBelow(searched, workspace)) break;
    folder = searched;
  }
  return inFolder(folder ?? workspace, CONFIGURATION_NAME);
}

/** The folders that are searched for a `.dtheaps.json`, the innermost first. */
function* configuredFolders(
  files: FileSystem,
  boardPath: string,
  kernelTree: SourceTree | undefined,
): Generator<string> {
  const end = kernelTree === undefined || kernelTree.kind === 'collection' ? undefined : kernelTree.root;
  for (const { path } of foldersAbove(files, boardPath)) {
    yield path;
    if (path === end) return;
  }
}
