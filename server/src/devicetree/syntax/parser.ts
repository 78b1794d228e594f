import { type Edit, Language, type Node, Parser, type Tree } from 'web-tree-sitter';

export type SyntaxNode = Node;
export type SyntaxTree = Tree;

/** The two WebAssembly modules that parsing needs; the edges know where they lie. */
export interface ParserModules {
  /** `web-tree-sitter.wasm` of the package web-tree-sitter. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-devicetree.wasm` of `grammars/devicetree`. */
  readonly grammar: Uint8Array;
}

/** Where a parse without an error would have ended, and what stood there. */
export interface FirstError {
  readonly offset: number;
}

/**
 * Parses device-tree text with tree-sitter: expanded text for the tree, and documents as typed for the editor.
 *
 * A syntax tree holds memory of the WebAssembly module: who asked for one calls its `delete` when done.
 */
export class DevicetreeParser {
  readonly #parser: Parser;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  /**
   * The syntax tree of a text of one character a byte (or of a document's UTF-16 text). `edited` is an earlier tree of
   * the same text to which `edit` told what has changed since; what lies outside of the change is taken from it.
   */
  parse(text: string, edited?: SyntaxTree): SyntaxTree {
    const tree = this.#parser.parse(text, edited ?? null);
    if (tree === null) throw new Error('the parser has no language');
    return tree;
  }
}

/** An edit for `SyntaxTree.edit`: the characters `[start, oldEnd)` became `[start, newEnd)`. Rows do not matter to us. */
export function syntaxEdit(start: number, oldEnd: number, newEnd: number): Edit {
  const point = (column: number) => ({ row: 0, column });
  return {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: point(start),
    oldEndPosition: point(oldEnd),
    newEndPosition: point(newEnd),
  } as Edit;
}

/** Loads the WebAssembly modules; done once, before anything is read. Rejects if they cannot be instantiated. */
export async function loadParser(modules: ParserModules): Promise<DevicetreeParser> {
  await Parser.init({ wasmBinary: modules.runtime, locateFile: (name: string) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(modules.grammar));
  return new DevicetreeParser(parser);
}
