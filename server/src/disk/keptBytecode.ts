import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep the bytecode of functions that were not called for a while: what a run uses at its start alone would be
 * missing in the code that is kept of it at its end (`codeCache.ts`), and the next start would compile it again.
 */
export function keepBytecode(): void {
  setFlagsFromString('--no-flush-bytecode');
}
