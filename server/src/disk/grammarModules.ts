import { readFileSync } from 'node:fs';
import type { ParserModules } from '../devicetree/syntax/parser.ts';

/** Beside the bundle, and where the sources are run as they stand. */
const GRAMMAR = ['./tree-sitter-devicetree.wasm', '../../../grammars/devicetree/tree-sitter-devicetree.wasm'];
const RUNTIME = ['./web-tree-sitter.wasm', '../../../node_modules/web-tree-sitter/web-tree-sitter.wasm'];

function readFirst(paths: readonly string[]): Uint8Array {
  for (const path of paths) {
    try {
      return readFileSync(new URL(path, import.meta.url));
    } catch {
      // The other layout has it.
    }
  }
  throw new Error(`${paths[0]?.slice(2)} is missing beside the program: run "npm run build" again.`);
}

/** The WebAssembly modules that the parser runs on. Throws, saying what to do, where one is missing. */
export function readGrammarModules(): ParserModules {
  return { runtime: readFirst(RUNTIME), grammar: readFirst(GRAMMAR) };
}
