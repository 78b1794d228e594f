import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** The versions of V8 that were seen to know the option; another one might say on standard error that it does not. */
const KNOWING_V8: readonly string[] = ['11', '12', '13', '14'];

/**
 * What V8 counts before it compiles a function of WebAssembly anew, with optimisation. It counts the length of a function
 * at each return, and the grammar's lexer is one function of tens of kilobytes: V8's own 13,000,000 are used up after some
 * hundred tokens, and compiling the lexer takes a processor 0.1 s.
 */
const BUDGET = 400_000_000;

/** Has V8 optimise WebAssembly only where much is parsed. To be called before the parser is loaded. */
export function optimiseWasmLater(): void {
  const [major = ''] = process.versions.v8.split('.');
  if (KNOWING_V8.includes(major)) setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
}
