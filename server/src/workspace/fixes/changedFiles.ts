import type { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../fileSystem.ts';

/** Files as they would be after a change that nobody has written: what is changed stands over what is there. */
export class ChangedFiles implements FileSystem {
  readonly #files: FileSystem;
  #changed: ReadonlyMap<string, SourceFile> = new Map();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Does work for which the files have other contents, and takes these back. */
  during<Answer>(changed: readonly SourceFile[], work: () => Answer): Answer {
    this.#changed = new Map(changed.map((file) => [file.path, file]));
    try {
      return work();
    } finally {
      this.#changed = new Map();
    }
  }

  read(path: string): SourceFile | undefined {
    const changed = this.#changed.get(path);
    if (changed !== undefined) return changed;
    const file = this.#files.read(path);
    // A file that is open has the path by which it is open, whichever link led to it.
    return file && (this.#changed.get(file.path) ?? file);
  }

  refusal(path: string): string | undefined {
    return this.#files.refusal?.(path);
  }

  brokenLink(path: string): string | undefined {
    return this.#files.brokenLink?.(path);
  }

  isFolder(path: string): boolean {
    return this.#files.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#files.list(path);
  }

  get unanswered(): number {
    return this.#files.unanswered ?? 0;
  }
}
