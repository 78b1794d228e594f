import { FileAnswers } from '../workspace/fileAnswers.ts';
import type { FileSource } from '../workspace/fileSystem.ts';
import { folderOf, isBelow, isFileSystemRoot } from '../workspace/path.ts';
import { findSourceTree } from '../workspace/sourceTrees/sourceTree.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';

/** A folder of the workspace, as the client names it and as a path. */
interface WorkspaceFolder {
  readonly uri: string;
  readonly path: string;
}

/**
 * Which files may be read: those of the workspace, those around the open documents, the source trees around these, and
 * what the settings point to. A board's sources name files at will, and nothing else may be read for them. A document
 * never makes the root of the file system readable, wherever its URI says that it stands.
 */
export class ReadableRoots {
  readonly #files: FileSource;
  /** Sees everything, and is asked only where a source tree begins. */
  readonly #surroundings: FileSource;
  readonly #documents: OpenDocuments;
  readonly #rootsAround: FileAnswers<readonly string[]>;
  #folders: readonly WorkspaceFolder[] = [];
  /** The roots that hold, in one string. */
  #current: string | undefined;

  constructor(files: FileSource, surroundings: FileSource, documents: OpenDocuments) {
    this.#files = files;
    this.#surroundings = surroundings;
    this.#documents = documents;
    this.#rootsAround = new FileAnswers(surroundings);
  }

  /** Replaces the workspace's folders (URIs); those that are no files are left out. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.flatMap((uri) => {
      const path = pathOfUri(uri);
      return path === undefined ? [] : [{ uri, path }];
    });
  }

  /** The paths of the workspace's folders. */
  get folders(): readonly string[] {
    return this.#folders.map(({ path }) => path);
  }

  /** The workspace folder (a URI) that a file lies in, the innermost one. */
  folderAround(path: string): string | undefined {
    return this.#around(path)?.uri;
  }

  /** Where relative paths of the settings that hold for a file begin. */
  baseOf(path: string): string {
    return this.#around(path)?.path ?? folderOf(path);
  }

  /** Files came or went: source trees are looked for anew, and roots that did not exist may. */
  forget(): void {
    this.#rootsAround.clear();
    this.#current = undefined;
  }

  /** Lets be read what the board at a path may read, whose settings point to the folders `fromSettings`. */
  update(path: string, fromSettings: readonly string[]): void {
    const around = [path, ...this.#documents.paths].flatMap((at) => this.#rootsAroundDocument(at));
    const roots = [...new Set([...this.folders, ...around, ...fromSettings])];
    const key = roots.join('\0');
    if (key === this.#current) return;
    this.#current = key;
    this.#files.setRoots(roots);
    this.#documents.pathsChanged();
  }

  #around(path: string): WorkspaceFolder | undefined {
    const inside = this.#folders.filter((folder) => path !== folder.path && isBelow(path, folder.path));
    return inside.sort((a, b) => b.path.length - a.path.length)[0];
  }

  #rootsAroundDocument(path: string): readonly string[] {
    const folder = folderOf(path);
    return this.#rootsAround.of(folder, () => {
      const roots = [folder, ...(findSourceTree(this.#surroundings, path)?.readable ?? [])];
      return roots.filter((root) => !this.#isEverything(root));
    });
  }

  /** Whether a folder is the root of the file system, be it by links (`/proc/self/root`). */
  #isEverything(folder: string): boolean {
    if (isFileSystemRoot(folder)) return true;
    const real = folder.includes('://') ? undefined : this.#surroundings.realPath(folder);
    return real !== undefined && isFileSystemRoot(real);
  }
}
