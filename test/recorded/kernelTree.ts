import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { boardsFolder } from '../kernel-tree/kernelSource.ts';

/** Recordings beside the project, which people who work on it may have. */
const beside = (name: string): string => fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url));

/**
 * Real boards with the blobs that the kernel's dtc makes of them: the folder that `DTHEAPS_BOARDS` names, else what
 * `npm run recordings:boards` has made from Debian's `linux-source-6.12`, else `../shared/boards`; `undefined` where
 * none of these is on this machine. Throws where `DTHEAPS_BOARDS` names a folder that is none of the kind, and under
 * `npm run test:all`, which makes them, where they are missing.
 */
export function kernelBoards(): string | undefined {
  const named = process.env.DTHEAPS_BOARDS;
  const folder = [named ?? boardsFolder(), beside('boards')].find((place) => existsSync(join(place, 'manifest.json')));
  if (named !== undefined && folder !== named) throw new Error(`DTHEAPS_BOARDS: ${named} has no manifest.json`);
  if (folder === undefined && process.env.DTHEAPS_ALL) throw new Error(MISSING_BOARDS);
  return folder;
}

/** What a suite says that needs them. */
export const MISSING_BOARDS =
  'boards of the kernel’s source are not on this machine: `npm run recordings:boards` makes them from Debian’s linux-source-6.12';

/** Recorded boots of boards of the kernel's source (`r-BOARD`), which are not passed on with the project. */
export function boardBoots(): string | undefined {
  const folder = beside('kernel-boots');
  return existsSync(folder) ? folder : undefined;
}

/** What a suite says that would replay them as well. */
export const MISSING_BOARD_BOOTS =
  'the 81 recorded boots of boards of the kernel’s source are not on this machine (../shared/kernel-boots)';
