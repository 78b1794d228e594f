import { dirname } from 'node:path';
import { type Board, BoardReader } from '../../server/src/devicetree/board.ts';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { DeviceTree } from '../../server/src/devicetree/tree/deviceTree.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';

/** Reads the device trees of recorded boots, each once: sources with dtc's /include/, no preprocessor. */
export class RecordedTrees {
  readonly #reader: BoardReader;
  readonly #boards = new Map<string, Board>();

  private constructor(reader: BoardReader) {
    this.#reader = reader;
  }

  static async create(): Promise<RecordedTrees> {
    const parser = await loadParser(readGrammarModules());
    return new RecordedTrees(new BoardReader(new DiskFileSystem(), parser));
  }

  /** The tree of a record's `dts`. */
  read(dts: string): DeviceTree {
    return this.readBoard(dts).tree;
  }

  /** The board of a record's `dts`. */
  readBoard(dts: string): Board {
    const known = this.#boards.get(dts);
    if (known !== undefined) return known;
    const board = this.#reader.read({
      path: dts,
      includeRoots: [],
      dtcIncludeRoots: [dirname(dts)],
      defines: [],
      preprocess: false,
      overlays: [],
      symbols: false,
    });
    this.#boards.set(dts, board);
    return board;
  }
}
