import { dirname, join } from 'node:path';
import { type Board, BoardReader } from '../../server/src/devicetree/board.ts';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { DeviceTree } from '../../server/src/devicetree/tree/deviceTree.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';

/** Reads the device trees of recorded boots, each once: sources with dtc's /include/, no preprocessor. */
export class RecordedTrees {
  readonly #folder: string;
  readonly #reader: BoardReader;
  readonly #boards = new Map<string, Board>();

  private constructor(folder: string, reader: BoardReader) {
    this.#folder = folder;
    this.#reader = reader;
  }

  static async create(folder: string): Promise<RecordedTrees> {
    const parser = await loadParser(await readGrammarModules());
    return new RecordedTrees(folder, new BoardReader(new DiskFileSystem(), parser));
  }

  /** The tree of a record's `dts`. */
  read(dts: string): DeviceTree {
    return this.readBoard(dts).tree;
  }

  /** The board of a record's `dts`. */
  readBoard(dts: string): Board {
    const known = this.#boards.get(dts);
    if (known !== undefined) return known;
    const path = join(this.#folder, dts);
    const board = this.#reader.read({
      path,
      includeRoots: [],
      dtcIncludeRoots: [dirname(path)],
      defines: [],
      preprocess: false,
      overlays: [],
      symbols: false,
    });
    this.#boards.set(dts, board);
    return board;
  }
}
