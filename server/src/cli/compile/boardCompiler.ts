import { blobOf } from '../../devicetree/blob/blobOf.ts';
import { isBlob } from '../../devicetree/blob/readBlob.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { UnusableError } from '../failure.ts';
import { BoardLoader } from '../input/boardLoader.ts';
import type { BoardOptions } from '../input/boardOptions.ts';
import type { SuppliedFile } from '../input/namedFiles.ts';
import type { Project } from '../input/project.ts';
import { writeOutput } from '../output/writeOutput.ts';

/** One board and where its blob goes. */
export interface CompileTask {
  readonly board: string;
  readonly output: string;
  /** The folder of several blobs, in which this one must lie; absent where the call names the blob itself. */
  readonly folder?: string;
}

/** What came of a board, in one line: why no blob was made, or what is to be known of the one that was. */
export interface CompileResult {
  readonly fault?: string;
  readonly note?: string | undefined;
}

/** What of the options bears on the blob. Plain values, so that they can be sent to another process. */
export type CompileSettings = Pick<
  BoardOptions,
  'include' | 'define' | 'undefine' | 'overlay' | 'base' | 'preprocess'
> & {
  readonly symbols: boolean;
  readonly project: Project;
  /** What standard input holds, where it is one of the boards. */
  readonly supplied: SuppliedFile | undefined;
};

/** Compiles board after board, sharing what they include. */
export class BoardCompiler {
  readonly #loader: BoardLoader;

  private constructor(loader: BoardLoader) {
    this.#loader = loader;
  }

  /** Unusable where an option is. */
  static async create(settings: CompileSettings): Promise<BoardCompiler> {
    const loader = await BoardLoader.create(
      { ...settings, memory: [], format: 'text', stdinFilename: '' },
      settings.project,
    );
    if (settings.supplied !== undefined) loader.supply(settings.supplied);
    loader.files.trusting = true;
    return new BoardCompiler(loader);
  }

  /** A board's blob; unusable where cpp or dtc would refuse the board. */
  blob(board: string): Uint8Array {
    const opened = this.#loader.openBoard(board);
    this.#loader.forget(opened);
    return blobOf(opened.tree);
  }

  /** Writes a board's blob. */
  compile({ board, output, folder }: CompileTask): CompileResult {
    try {
      const place = folder === undefined ? {} : { folder, whyKept: (present: Buffer) => whyNoBlob(output, present) };
      return { note: writeOutput(this.#loader.files, output, this.blob(board), place) };
    } catch (error) {
      if (error instanceof UnusableError) return { fault: error.message };
      return { fault: `${board}: internal error: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

/**
 * Why a file stays that is no blob, where the call names its folder alone: another board may include it that is compiled later,
 * or in another process.
 */
function whyNoBlob(path: string, present: Buffer): string | undefined {
  return isBlob(new SourceFile(path, present.toString('latin1'))) ? undefined : 'what stands there is no blob';
}
