import { textOfBytes } from '../../../text/bytesAndText.ts';
import type { FileReader } from '../../../text/fileReader.ts';
import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import type { SourceFile } from '../../../text/sourceFile.ts';

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

const DRIVE = /^[a-z]:(?:[\\/]|$)/i;

/** Whether a name begins at the top of the file system: on a drive only for files of a system that has drives. */
function isAbsolute(name: string, folder: string): boolean {
  return name.startsWith('/') || (DRIVE.test(name) && DRIVE.test(folder));
}

/** A path at which a name is looked for. */
export interface Candidate {
  readonly path: string;
  /** The root it is in, from 0; -1 for the folder of an including file. */
  readonly root: number;
}

/** Where names are looked for under one set of roots; the same strings each time, so that they are found fast. */
export class CandidatePaths {
  private readonly _roots: readonly string[];
  private readonly _dtcRoots: readonly string[];
  private readonly _byFolder = new Map<string, Map<string, readonly Candidate[]>>();
  private _count = 0;

  constructor(roots: readonly string[], dtcRoots: readonly string[]) {
    this._roots = roots;
    this._dtcRoots = dtcRoots;
  }

  /** In the order in which they are tried; see `IncludeSearch.find`. The name is bytes of a file, the paths are text. */
  of(style: IncludeStyle, name: string, folder: string, root: number | undefined): readonly Candidate[] {
    if (style === 'next') return this._make(style, name, folder, root);
    if (this._count > MOST_CANDIDATES) {
      this._byFolder.clear();
      this._count = 0;
    }
    const key = style === 'angle' ? '<' : `${style} ${folder}`;
    let byName = this._byFolder.get(key);
    if (byName === undefined) {
      byName = new Map();
      this._byFolder.set(key, byName);
    }
    let candidates = byName.get(name);
    if (candidates === undefined) {
      candidates = this._make(style, name, folder, root);
      byName.set(name, candidates);
      this._count++;
    }
    return candidates;
  }

  private _make(style: IncludeStyle, bytes: string, folder: string, root: number | undefined): readonly Candidate[] {
    const name = textOfBytes(bytes);
    if (isAbsolute(name, folder)) return [{ path: name.replaceAll('\\', '/'), root: -1 }];
    const candidates: Candidate[] = [];
    const roots = style === 'dtc' ? this._dtcRoots : this._roots;
    const first = style === 'next' && root !== undefined ? root + 1 : 0;
    if (style !== 'angle' && (style !== 'next' || root === undefined)) {
      candidates.push({ path: joinPath(folder, name), root: -1 });
    }
    for (let index = first; index < roots.length; index++) {
      candidates.push({ path: joinPath(roots[index] ?? '', name), root: index });
    }
    return candidates;
  }
}

const MOST_CANDIDATES = 100_000;

/** Looks for files as gcc and dtc do, and remembers for one request what it found and what it missed. */
export class IncludeSearch {
  private readonly _reader: FileReader;
  private readonly _paths: CandidatePaths;
  private readonly _read = new Map<string, SourceFile | undefined>();

  constructor(reader: FileReader, paths: CandidatePaths) {
    this._reader = reader;
    this._paths = paths;
  }

  /** Whether so many paths were looked at that no name is looked for any more: each is sought in every folder. */
  get isSpent(): boolean {
    return this._read.size >= EXPANSION_LIMITS.pathsLookedAt;
  }

  /** The file at a path, asked for once. */
  read(path: string): SourceFile | undefined {
    const known = this._read.get(path);
    if (known !== undefined || this._read.has(path)) return known;
    const file = this._reader.read(path);
    this._read.set(path, file);
    return file;
  }

  /**
   * The first file that a name leads to; `folder` is the including file's, `root` the one that file was found in
   * (`undefined` for the board's own file, where `#include_next` is `#include`). None once the search `isSpent`.
   */
  find(style: IncludeStyle, name: string, folder: string, root: number | undefined): FoundFile | undefined {
    if (this.isSpent) return undefined;
    for (const candidate of this._paths.of(style, name, folder, root)) {
      const file = this.read(candidate.path);
      if (file !== undefined) return { path: candidate.path, file, root: candidate.root };
      // gcc and dtc would take this one: another of the same name must not stand in for it.
      if (this._reader.refusal?.(candidate.path) !== undefined) return undefined;
    }
    return undefined;
  }

  /** Why the file that a name leads to is not read although it is there; see `find` for the parameters. */
  refusal(style: IncludeStyle, name: string, folder: string, root: number | undefined): string | undefined {
    if (this.isSpent) return undefined;
    for (const { path } of this._paths.of(style, name, folder, root)) {
      const refusal = this._reader.refusal?.(path);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The folders in which a name was looked for, for a person to read; none where there is nowhere to look. */
  foldersTried(style: IncludeStyle, name: string, folder: string, root: number | undefined): readonly string[] {
    const folders = new Set<string>();
    if (this.isSpent) return [];
    const { length } = textOfBytes(name);
    for (const { path } of this._paths.of(style, name, folder, root)) {
      folders.add(path.length > length ? path.slice(0, path.length - length - 1) || '/' : '.');
    }
    return [...folders];
  }

  get filesRead(): readonly SourceFile[] {
    return [...new Set([...this._read.values()].filter((file) => file !== undefined))];
  }

  get pathsMissed(): readonly string[] {
    return [...this._read].filter(([, file]) => file === undefined).map(([path]) => path);
  }
}
