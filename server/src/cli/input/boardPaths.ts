import { statSync } from 'node:fs';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { nativePath } from '../../disk/nativePath.ts';
import { UnusableError } from '../failure.ts';
import { GLOB_FILES } from './globFileSystem.ts';

/** What a folder is searched for. Files that others include are read with them, and alone only where they are named. */
const IN_FOLDERS = ['**/*.dts', '**/*.dtso', '**/*.overlay', '**/*.dtb', '**/*.dtbo'];

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(nativePath(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The files that paths, folders and globs name, each once; unusable input where one names nothing. */
export function boardPaths(named: readonly string[]): string[] {
  const paths = named.flatMap((name) => {
    const path = name.replaceAll('\\', '/');
    const kind = kindOf(path);
    if (kind === 'file' || path === '-') return [path];
    if (kind === 'folder') {
      const cwd = path.endsWith('/') ? path : `${path}/`;
      const found = globSync(IN_FOLDERS, { cwd, ignore: ['**/node_modules/**'], fs: GLOB_FILES }).sort(byPath);
      if (found.length === 0) throw new UnusableError(`${path}: no device tree in this folder`);
      return found.map((file) => (path === '.' ? file : cwd + file));
    }
    const found = isDynamicPattern(path)
      ? globSync(path, { expandDirectories: false, fs: GLOB_FILES }).sort(byPath)
      : [];
    if (found.length === 0) {
      throw new UnusableError(`${path}: ${isDynamicPattern(path) ? 'nothing matches this pattern' : 'no such file'}`);
    }
    return found;
  });
  return [...new Set(paths)];
}
