// The first minute: `npm start`, or `npm start -- path/to/board.dts`. Installs and builds what is missing, then prints
// what the kernel makes of a board's reserved memory. Ends by itself.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { isStale } from './buildState.mjs';
import { ensureInstalled, runNode } from './ensureInstalled.mjs';

const SAMPLE = 'samples/camera-board.dts';
const FAULTY_SAMPLE = 'samples/faulty-board.dts';

ensureInstalled();
if (isStale() && runNode('scripts/build.mjs') !== 0) process.exit(1);

/** A path as it was typed: npm runs this in the project's folder and says in INIT_CWD where the person stands. */
function asTyped(argument) {
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), argument);
  return existsSync(path) ? path : argument;
}

const NEXT = `
How to go on
  npm start -- path/to/board.dts          a board of yours, inside a kernel tree or with -I DIR
  npx dtheaps check samples/faulty-board.dts --diff        what the fixes would change
  npx dtheaps simulate samples/camera-board.dts samples/scenarios/four-cameras.heapsim.json
  npx dtheaps --help                      everything else
  npm run editor                          the same while you type, in VS Code
  npm test                                see it proven`;

const args = process.argv.slice(2).map(asTyped);
const status = runNode('dist/dtheaps.cjs', ['report', ...(args.length > 0 ? args : [SAMPLE])]);
if (args.length === 0 && status === 0) {
  console.log(`\nAnd a board with faults, ${FAULTY_SAMPLE}\n`);
  runNode('dist/dtheaps.cjs', ['check', FAULTY_SAMPLE]);
}
if (status === 0) console.log(NEXT);
process.exit(status);
