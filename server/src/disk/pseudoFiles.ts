import { type Stats, statfsSync } from 'node:fs';
import { nativePath } from './nativePath.ts';

/**
 * Kinds of file systems whose files look ordinary and are the kernel's own words about a machine and its processes
 * (include/uapi/linux/magic.h): proc, debugfs, tracefs, securityfs. Not sysfs, which holds the machine's own tree.
 */
const PSEUDO_TYPES: ReadonlySet<number> = new Set([0x9fa0, 0x64626720, 0x74726163, 0x73636673]);

/** Tells files of `/proc` and its like from ordinary ones, wherever they are mounted. */
export class PseudoFiles {
  /** By the number of the device. */
  readonly #known = new Map<number, boolean>();

  /** Whether the file at a path, which has this status, is one of them. */
  has(path: string, { dev }: Stats): boolean {
    const known = this.#known.get(dev);
    if (known !== undefined) return known;
    const isPseudo = PSEUDO_TYPES.has(typeOf(path));
    this.#known.set(dev, isPseudo);
    return isPseudo;
  }
}

/** The type of the file system that a path lies in; 0 where it cannot be asked. */
function typeOf(path: string): number {
  try {
    return statfsSync(nativePath(path)).type;
  } catch {
    return 0;
  }
}
