import type { SourceFile } from '../../text/sourceFile.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { DocumentTree } from './documentTree.ts';

/** A person edits few documents at a time; the trees of those that were asked for longest ago are parsed again. */
const MOST_DOCUMENTS = 16;

/** The documents that are being edited: each version is parsed once, from the version before it. */
export class DocumentTrees {
  readonly #parser: DevicetreeParser;
  /** By path, what was asked for last at the end. */
  readonly #trees = new Map<string, DocumentTree>();

  constructor(parser: DevicetreeParser) {
    this.#parser = parser;
  }

  /** The tree of a document; the same one as long as the file is the same. */
  of(file: SourceFile): DocumentTree {
    const known = this.#trees.get(file.path);
    this.#trees.delete(file.path);
    let tree = known;
    if (tree?.file !== file) {
      tree = DocumentTree.read(file, this.#parser, known);
      known?.release();
    }
    this.#trees.set(file.path, tree);
    if (this.#trees.size > MOST_DOCUMENTS) this.#forgetOldest();
    return tree;
  }

  #forgetOldest(): void {
    for (const [path, tree] of this.#trees) {
      tree.release();
      this.#trees.delete(path);
      return;
    }
  }
}
