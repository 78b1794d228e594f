import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** The versions of V8 that were seen to know the options; another one might say on standard error that it does not. */
const KNOWING_V8: readonly string[] = ['11', '12', '13', '14'];

/** V8's two switches: whether it optimises WebAssembly at all, and whether it counts calls to find what is worth it. */
const FLAGS = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/**
 * Has V8 run WebAssembly as it was compiled first, without optimising it later. To be called before the parser is loaded.
 *
 * - Commands save the time: V8 would optimise the parser's largest functions after some hundred tokens, and processes that
 *   read a thousand boards take 3 % longer with it, as most statements never come to the parser. A budget that is
 *   never used up (`--wasm-tiering-budget`) saves less: a check of one board took a quarter more time and 50 MiB with it.
 * - The language server saves memory: the optimising compiler needs 30 MiB for the parser's two largest functions, and
 *   such a budget 15 MiB.
 */
export function leaveWasmPlain(): void {
  const [major = ''] = process.versions.v8.split('.');
  if (!KNOWING_V8.includes(major)) return;
  for (const flag of FLAGS) setFlagsFromString(flag);
}
