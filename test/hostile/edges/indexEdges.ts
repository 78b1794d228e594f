import { expect } from 'vitest';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import type { IndexedFiles } from '../../../server/src/workspace/fileSystem.ts';
import { IncludeIndex } from '../../../server/src/workspace/includeIndex.ts';
import { scanIncludes } from '../../../server/src/workspace/includeScan.ts';
import type { InputEdges } from '../edges.ts';

/** A folder `w` with these names in it, all files of one text; what `inside` says is in the folders below. */
class Listed implements IndexedFiles {
  readonly #names: readonly string[];
  readonly #text: string;
  readonly #inside: readonly string[];

  constructor(names: readonly string[], text: string, inside: readonly string[] = []) {
    this.#names = names;
    this.#text = text;
    this.#inside = inside;
  }

  realPath = (path: string): string => path;
  readText = (): string => this.#text;
  read = (path: string): SourceFile => new SourceFile(path, this.#text);
  isFolder = (): boolean => true;
  list = (path: string): readonly string[] => (path === 'w' ? this.#names : this.#inside);
  readonly unanswered = 0;
}

function indexOf(files: Listed): IncludeIndex {
  const index = new IncludeIndex(files, () => []);
  index.addFolders(['w']);
  while (index.step());
  return index;
}

const names = (count: number, ending: string): string[] => Array.from({ length: count }, (_, at) => `n${at}${ending}`);

/** What is looked at to know which boards include a file. */
export const indexEdges = {
  indexedFiles() {
    const { indexedFiles } = INPUT_LIMITS;
    const boards = (count: number) => {
      const index = indexOf(new Listed(names(count, '.dts'), '/dts-v1/;\n'));
      return { boards: index.boards().length, full: index.full };
    };
    expect(boards(indexedFiles - 1)).toEqual({ boards: indexedFiles - 1, full: undefined });
    expect(boards(indexedFiles + 1)).toEqual({ boards: indexedFiles, full: `${indexedFiles} files` });
  },
  indexedFolders() {
    const { indexedFolders } = INPUT_LIMITS;
    // The folder around them is one more.
    const boards = (count: number) => {
      const index = indexOf(new Listed(names(count, '/'), '', ['a.dtsi']));
      return { looked: index.progress.done, full: index.full };
    };
    // Of as many files the other limit lets in fewer; that is the one which is said first.
    const { indexedFiles } = INPUT_LIMITS;
    expect(boards(indexedFiles - 1)).toEqual({ looked: indexedFiles - 1, full: undefined });
    const index = new IncludeIndex(new Listed(names(indexedFolders + 1, '/'), ''), () => []);
    index.addFolders(['w']);
    index.step();
    expect(index.progress.waiting).toBe(indexedFolders - 1);
    expect(index.full).toBe(`${indexedFolders} folders`);
  },
  indexedFileBytes() {
    const { indexedFileBytes } = INPUT_LIMITS;
    const include = '#include "n0.dtsi"\n';
    const asking = (length: number): string[] =>
      indexOf(new Listed(['n0.dtsi', 'a.dts'], include.padStart(length, '\n'))).filesIncluding('w/n0.dtsi');
    expect(asking(indexedFileBytes)).toEqual(['w/a.dts', 'w/n0.dtsi']);
    expect(asking(indexedFileBytes + 1)).toEqual([]);
  },
  scannedIncludes() {
    const { scannedIncludes } = INPUT_LIMITS;
    const found = (count: number): number => scanIncludes('#include "a.dtsi"\n'.repeat(count)).length;
    expect(found(scannedIncludes)).toBe(scannedIncludes);
    expect(found(scannedIncludes + 1)).toBe(scannedIncludes);
  },
} satisfies Partial<InputEdges>;
