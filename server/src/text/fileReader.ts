import type { SourceFile } from './sourceFile.ts';

/**
 * The files that reading a board may look at. The edges provide it; it answers only for paths inside the workspace,
 * the include roots and the kernel tree, and prefers an editor's open document to the disk.
 */
export interface FileReader {
  /** The file at a path (`/` between its parts); the same object as long as the content is the same. `undefined` if there is none or it may not be read. */
  read(path: string): SourceFile | undefined;
  /**
   * Why a file that stands at a path is not read although it is there, in one sentence; `undefined` where there is
   * none. Asked after `read` has answered `undefined`; absent where everything that is there is read.
   */
  refusal?(path: string): string | undefined;
}
