import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { setHeapOptions, YOUNG_GENERATION } from './smallHeap.ts';

/** Milliseconds after which the code is kept: soon, as an editor may end the process by force. */
const STARTED = 1000;

setHeapOptions();
// The server is a module by itself (`main.ts`).
runKeepingCode(fileURLToPath(new URL('./languageServer.cjs', import.meta.url)), 'server', {
  longRun: STARTED,
  isKeptForGood: true,
  laterOption: { set: YOUNG_GENERATION.stays, unset: YOUNG_GENERATION.grows },
});
