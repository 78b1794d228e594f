import { addTo } from '../text/addTo.ts';
import { realPathOf } from './nativePath.ts';
import { statusAt } from './statusAt.ts';

/** The other paths at which a file was read: links led to it, to its folder or to one above. */
export type LinkedPaths = (path: string) => readonly string[];

/**
 * Which of some paths lead to one file under one name. Hard links do not: each is a name of its own, which can be given to
 * another file. The disk is asked about all of them at the first question.
 */
export function linkedPaths(paths: Iterable<string>): LinkedPaths {
  let byFile: ReadonlyMap<string, readonly string[]> | undefined;
  return (path) => {
    byFile ??= pathsByFile(paths);
    const key = keyOf(path);
    const alike = key === undefined ? [] : (byFile.get(key) ?? []);
    const others = alike.filter((other) => other !== path);
    if (others.length === 0) return others;
    const real = realPathAt(path);
    return others.filter((other) => realPathAt(other) === real);
  };
}

function pathsByFile(paths: Iterable<string>): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOf(path);
    if (key !== undefined) addTo(byFile, key, path);
  }
  return byFile;
}

/** Two paths to one file have one key; different files may share one, where inode numbers need more than 53 bits. */
function keyOf(path: string): string | undefined {
  const status = statusAt(path);
  return status === undefined ? undefined : `${status.dev} ${status.ino}`;
}

function realPathAt(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}
