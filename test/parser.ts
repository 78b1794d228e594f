import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DevicetreeParser, loadParser } from '../server/src/devicetree/syntax/parser.ts';

/** The parser, with its WebAssembly modules read from the project's folder. */
export function testParser(): Promise<DevicetreeParser> {
  const read = (path: string): Buffer => readFileSync(fileURLToPath(new URL(path, import.meta.url)));
  return loadParser({
    runtime: read('../node_modules/web-tree-sitter/web-tree-sitter.wasm'),
    grammar: read('../grammars/devicetree/tree-sitter-devicetree.wasm'),
  });
}
