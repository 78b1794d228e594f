import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** The versions of V8 that were seen to know the option; another one might say on standard error that it does not. */
const KNOWING_V8: readonly string[] = ['11', '12', '13', '14'];

/** What V8 counts before it compiles a function of WebAssembly anew, with optimisation: so much that it hardly ever does. */
const BUDGET = 2_000_000_000;

/**
 * Has V8 run WebAssembly as it was compiled first. To be called before the parser is loaded, by programs that end soon:
 * the grammar's lexer is one function of tens of kilobytes, whose length V8 counts at each return, so that its own 13,000,000
 * are used up after some hundred tokens; optimising it takes a processor 0.1 s, and reading a thousand boards gains 3 % by it.
 */
export function leaveWasmPlain(): void {
  const [major = ''] = process.versions.v8.split('.');
  if (KNOWING_V8.includes(major)) setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
}
