import type { FileReader } from '../../text/fileReader.ts';
import type { SourceFile } from '../../text/sourceFile.ts';

/** How a file is asked for: `"…"`, `<…>`, `#include_next`, or dtc's `/include/`. */
export type IncludeStyle = 'quote' | 'angle' | 'next' | 'dtc';

/** A file that a name leads to. */
export interface FoundFile {
  readonly path: string;
  readonly file: SourceFile;
  /** The root it was found in, from 0; -1 for a folder of an including file. */
  readonly root: number;
}

/** The folder of a path as gcc takes it; empty for a path without one. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === 0 ? '/' : path.slice(0, Math.max(0, slash));
}

/** A name below a folder (libcpp `append_file_to_dir`); an absolute name stays itself. */
export function joinPath(folder: string, name: string): string {
  if (folder === '' || name.startsWith('/')) return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** Looks for files as gcc and dtc do, and remembers for one request what it found and what it missed. */
export class IncludeSearch {
  readonly #reader: FileReader;
  readonly #roots: readonly string[];
  readonly #dtcRoots: readonly string[];
  readonly #read = new Map<string, SourceFile | undefined>();

  constructor(reader: FileReader, roots: readonly string[], dtcRoots: readonly string[]) {
    this.#reader = reader;
    this.#roots = roots;
    this.#dtcRoots = dtcRoots;
  }

  /** The file at a path, asked for once. */
  read(path: string): SourceFile | undefined {
    const known = this.#read.get(path);
    if (known !== undefined || this.#read.has(path)) return known;
    const file = this.#reader.read(path);
    this.#read.set(path, file);
    return file;
  }

  /**
   * The first file that a name leads to; `folder` is the including file's, `root` the one that file was found in
   * (`undefined` for the board's own file, where `#include_next` is `#include`).
   */
  find(style: IncludeStyle, name: string, folder: string, root: number | undefined): FoundFile | undefined {
    for (const [path, index] of this.candidates(style, name, folder, root)) {
      const file = this.read(path);
      if (file !== undefined) return { path, file, root: index };
    }
    return undefined;
  }

  /** Where a name is looked for, in order, each with its root. */
  *candidates(
    style: IncludeStyle,
    name: string,
    folder: string,
    root: number | undefined,
  ): Generator<readonly [path: string, root: number]> {
    if (name.startsWith('/')) {
      yield [name, -1];
      return;
    }
    const roots = style === 'dtc' ? this.#dtcRoots : this.#roots;
    const first = style === 'next' && root !== undefined ? root + 1 : 0;
    if (style === 'quote' || style === 'dtc' || (style === 'next' && root === undefined)) {
      yield [joinPath(folder, name), -1];
    }
    for (let index = first; index < roots.length; index++) yield [joinPath(roots[index] ?? '', name), index];
  }

  /** The folders in which a name was looked for, for a person to read. */
  foldersTried(style: IncludeStyle, name: string, folder: string, root: number | undefined): readonly string[] {
    const folders: string[] = [];
    for (const [path] of this.candidates(style, name, folder, root)) {
      const tried = path.length > name.length ? path.slice(0, path.length - name.length - 1) : '.';
      if (!folders.includes(tried)) folders.push(tried === '' ? '/' : tried);
    }
    return folders;
  }

  /** Whether a name of this style can be looked for anywhere. */
  canSearch(style: IncludeStyle, name: string, root: number | undefined): boolean {
    if (style === 'quote' || style === 'dtc' || name.startsWith('/')) return true;
    return style === 'next' && root !== undefined ? root + 1 < this.#roots.length : this.#roots.length > 0;
  }

  get filesRead(): readonly SourceFile[] {
    return [...new Set([...this.#read.values()].filter((file) => file !== undefined))];
  }

  get pathsMissed(): readonly string[] {
    return [...this.#read].filter(([, file]) => file === undefined).map(([path]) => path);
  }
}
