import type { FileReader } from '../text/fileReader.ts';

/** What finding a kernel tree and the boards of a workspace needs besides reading files. */
export interface FileSystem extends FileReader {
  /** Whether a folder stands at a path and may be looked into. */
  isFolder(path: string): boolean;
  /** The names in a folder, folders with a `/` behind them; empty where there is none. */
  list(path: string): readonly string[];
}
