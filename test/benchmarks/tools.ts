import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { boardFiles, cacheFolder, kernelTree } from '../kernel-tree/kernelSource.ts';
import { buildOracle } from '../kernel-tree/oracle.ts';

/** The project's folder. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** What is measured beside `cpp | dtc`: a kernel tree and its own tools. */
export interface Tools {
  readonly root: string;
  readonly dtc: string;
}

/** The kernel tree that is named (or Debian's), and dtc as built from it; the built project is brought up to date. */
export function prepareTools(named: string | undefined): Tools {
  if (spawnSync('cpp', ['--version']).error !== undefined)
    throw new Error('cpp is missing: install the package cpp (or gcc)');
  const root = kernelTree(named);
  const { dtc } = buildOracle(root, cacheFolder());
  prepareBuild();
  return { root, dtc };
}

/** Brings `dist/` up to date. */
export function prepareBuild(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], {
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The arm64 boards of a kernel tree. */
export function armBoards({ root }: Tools): string[] {
  return boardFiles(root, ['arm64'])
    .filter((board) => board.endsWith('.dts'))
    .map((board) => join(root, board));
}

/** A shell command for one board, `$1`; the output's name in the folder is made of it. */
export function toolsCommand({ root, dtc }: Tools, output: string): string {
  const prefixes = `${root}/scripts/dtc/include-prefixes`;
  const cpp = `cpp -nostdinc -I ${prefixes} -undef -D__DTS__ -x assembler-with-cpp`;
  const compile = `${dtc} -q -I dts -O dtb -b 0 -i "$(dirname "$1")" -i ${prefixes} -o "${output}/$(basename "$1" .dts).dtb" -`;
  return `${cpp} "$1" | ${compile}`;
}
