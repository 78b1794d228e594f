// The first minute: `npm start`, or `npm start -- path/to/board.dts`. Installs and builds what is missing, then prints
// what the kernel makes of a board's reserved memory. Ends by itself.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { ensureInstalled, runNode } from './ensureInstalled.mjs';

const SAMPLE = 'samples/camera-board.dts';

ensureInstalled();
if (runNode('scripts/build.mjs', ['--if-stale']) !== 0) process.exit(1);

/** A path as it was typed: npm runs this in the project's folder and says in INIT_CWD where the person stands. */
function asTyped(argument) {
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), argument);
  return existsSync(path) ? path : argument;
}

const args = process.argv.slice(2).map(asTyped);
process.exit(runNode('dist/dtheaps.mjs', ['report', ...(args.length > 0 ? args : [SAMPLE])]));
