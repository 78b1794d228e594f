import type { FileReader } from '../text/fileReader.ts';

/** What finding a kernel tree and the boards of a workspace needs besides reading files. */
export interface FileSystem extends FileReader {
  /** Whether a folder stands at a path and may be looked into. */
  isFolder(path: string): boolean;
  /** The names in a folder, folders with a `/` after them; empty where there is none. */
  list(path: string): readonly string[];
  /**
   * How many questions were answered as if nothing stood at a path because it is not known yet what does; it only
   * grows. An answer that rests on such a question is provisional. Absent where everything is known at once.
   */
  readonly unanswered?: number;
  /** Where a link that stands at a path leads to, as it says so, if nothing is there; `undefined` otherwise. */
  brokenLink?(path: string): string | undefined;
  /** The path with its links followed, except links checked out as text; `undefined` where nothing may be read. */
  realPath?(path: string): string | undefined;
}

/** What an index of includes needs of the files. */
export interface IndexedFiles extends FileSystem {
  realPath(path: string): string | undefined;
  /** A file's bytes, one character each, without keeping them; `undefined` for a folder, and as for `realPath`. */
  readText(path: string): string | undefined;
}

/**
 * The files of a workspace as an edge hands them to the language server. Reading is synchronous everywhere: a source
 * that cannot read at once answers as if nothing stood at a path, counts that as `unanswered` and remembers the path,
 * until `fetchMissing` has brought what stands there. `readCompletely` repeats a reading until it is whole.
 */
export interface FileSource extends IndexedFiles {
  readonly unanswered: number;
  /** Replaces the folders below which files may be read; `undefined` makes everything readable. */
  setRoots(roots: readonly string[] | undefined): void;
  /** Resolves when everything that was asked for and not known is known. Never rejects: what fails is not there. */
  fetchMissing(): Promise<void>;
  /** Files at these paths came, went or changed: what was known about them is out of date. */
  filesChanged(paths: readonly string[]): void;
  /**
   * Whether something of what was answered lately, without looking at it again, is otherwise by now. A source that is
   * told of every change answers false.
   */
  outdated(): boolean;
}

/** What is wrong with a link of which `brokenLink` answers the target, in one sentence. */
export function brokenLinkText(path: string, target: string): string {
  return `${path}: the link leads to ${target}, where nothing is`;
}
