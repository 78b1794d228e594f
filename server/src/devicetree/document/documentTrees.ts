import type { SourceFile } from '../../text/sourceFile.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { DocumentTree } from './documentTree.ts';

/** A person edits few documents at a time; the trees of those that were asked for longest ago are parsed again. */
const MOST_DOCUMENTS = 16;

/** Characters of their texts together: the tree of a megabyte, with its statements, takes up to 130 MiB. */
export const MOST_KEPT_CHARACTERS = 1 << 21;

/** The documents that are being edited: each version is parsed once, from the version before it. */
export class DocumentTrees {
  private readonly _parser: DevicetreeParser;
  /** By path, what was asked for last at the end. */
  private readonly _trees = new Map<string, DocumentTree>();
  private _characters = 0;

  constructor(parser: DevicetreeParser) {
    this._parser = parser;
  }

  /** The tree of a document; the same one as long as the file is the same. */
  of(file: SourceFile): DocumentTree {
    const known = this._take(file.path);
    let tree = known;
    if (tree?.file !== file) {
      tree = DocumentTree.read(file, this._parser, known);
      known?.release();
    }
    this._trees.set(file.path, tree);
    this._characters += file.text.length;
    for (const path of this._trees.keys()) {
      if (this._trees.size <= MOST_DOCUMENTS && this._characters <= MOST_KEPT_CHARACTERS) break;
      if (path !== file.path) this.forget(path);
    }
    return tree;
  }

  /** Forgets the tree of a document that is edited no more; it is parsed again where somebody asks for it. */
  forget(path: string): void {
    this._take(path)?.release();
  }

  private _take(path: string): DocumentTree | undefined {
    const tree = this._trees.get(path);
    if (tree === undefined) return undefined;
    this._trees.delete(path);
    this._characters -= tree.file.text.length;
    return tree;
  }
}
