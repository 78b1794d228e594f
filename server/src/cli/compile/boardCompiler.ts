import { blobOf } from '../../devicetree/blob/blobOf.ts';
import { UnusableError } from '../failure.ts';
import { BoardLoader } from '../input/boardLoader.ts';
import type { BoardOptions } from '../input/boardOptions.ts';
import { writeWhole } from './outputFile.ts';

/** One board and where its blob goes. */
export interface CompileTask {
  readonly board: string;
  readonly output: string;
}

/** What of the options bears on the blob. Plain values, so that another process can be told. */
export type CompileSettings = Pick<BoardOptions, 'include' | 'define' | 'overlay' | 'preprocess'> & {
  readonly symbols: boolean;
};

/** Compiles board after board, sharing what they include. */
export class BoardCompiler {
  readonly #loader: BoardLoader;

  private constructor(loader: BoardLoader) {
    this.#loader = loader;
  }

  /** Unusable where an option is. */
  static async create(settings: CompileSettings): Promise<BoardCompiler> {
    const loader = await BoardLoader.create({ ...settings, memory: [], format: 'text' });
    loader.files.trusting = true;
    return new BoardCompiler(loader);
  }

  /** A board's blob; unusable where cpp or dtc would refuse the board. */
  blob(board: string): Uint8Array {
    return blobOf(this.#loader.openBoard(board).tree);
  }

  /** Writes a board's blob. Answers what is wrong with it instead, in one line, where no blob can be made of it. */
  compile({ board, output }: CompileTask): string | undefined {
    try {
      writeWhole(output, this.blob(board));
      return undefined;
    } catch (error) {
      if (error instanceof UnusableError) return error.message;
      return `${board}: internal error: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
