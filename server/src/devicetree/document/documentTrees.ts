import type { SourceFile } from '../../text/sourceFile.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { DocumentTree } from './documentTree.ts';

/** A person edits few documents at a time; the trees of those that were asked for longest ago are parsed again. */
const MOST_DOCUMENTS = 16;

/** The documents that are being edited: each version is parsed once, from the version before it. */
export class DocumentTrees {
  private readonly _parser: DevicetreeParser;
  /** By path, what was asked for last at the end. */
  private readonly _trees = new Map<string, DocumentTree>();

  constructor(parser: DevicetreeParser) {
    this._parser = parser;
  }

  /** The tree of a document; the same one as long as the file is the same. */
  of(file: SourceFile): DocumentTree {
    const known = this._trees.get(file.path);
    this._trees.delete(file.path);
    let tree = known;
    if (tree?.file !== file) {
      tree = DocumentTree.read(file, this._parser, known);
      known?.release();
    }
    this._trees.set(file.path, tree);
    if (this._trees.size > MOST_DOCUMENTS) this._forgetOldest();
    return tree;
  }

  private _forgetOldest(): void {
    for (const [path, tree] of this._trees) {
      tree.release();
      this._trees.delete(path);
      return;
    }
  }
}
