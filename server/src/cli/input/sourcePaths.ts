import { filesInFolder, filesOfPattern, kindOf, uniqueFiles } from './boardPaths.ts';
import type { NamedFiles } from './namedFiles.ts';

const SOURCES = ['**/*.dts', '**/*.dtsi', '**/*.dtso', '**/*.overlay'];

/** The device tree sources that paths, folders and patterns name, each once; unusable input where one names nothing. */
export function sourcePaths(named: readonly string[], files: NamedFiles): string[] {
  const paths = named.flatMap((name) => {
    const path = name.replaceAll('\\', '/');
    const kind = kindOf(path);
    if (kind === 'file' || path === '-') return [path];
    return (kind === 'folder' ? filesInFolder(path, files, SOURCES) : filesOfPattern(path, files)).paths;
  });
  return uniqueFiles(paths);
}
