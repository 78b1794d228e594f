import { DiskFileSystem } from '../../disk/diskFileSystem.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../../workspace/fileSystem.ts';

const FAILURE = {
  missing: 'no such file',
  folder: 'this is a folder',
  'too-large': 'the file is too large',
  outside: 'the file may not be read',
  unreadable: 'the file cannot be read',
} as const;

/** The files of one call: the disk, all of it readable, and what standard input stands for. */
export class NamedFiles implements FileSystem {
  readonly #disk = new DiskFileSystem();
  readonly #supplied = new Map<string, SourceFile>();

  /** Lets a text stand for the file at its path. */
  supply(file: SourceFile): void {
    this.#supplied.set(file.path, file);
  }

  /** Whether a text stands for a file, which another process would not know. */
  get hasSupplied(): boolean {
    return this.#supplied.size > 0;
  }

  /** While set, the disk is taken not to change: for one run over many boards. */
  set trusting(value: boolean) {
    this.#disk.trusting = value;
  }

  read(path: string): SourceFile | undefined {
    return this.#supplied.get(path) ?? this.#disk.read(path);
  }

  isFolder(path: string): boolean {
    return this.#disk.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#disk.list(path);
  }

  /** Why `read` answered `undefined`, in words. */
  failureText(path: string): string {
    return FAILURE[this.#disk.failure(path)];
  }
}
