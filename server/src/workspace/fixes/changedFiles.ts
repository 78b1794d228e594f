import { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../fileSystem.ts';

/**
 * Files as they would be after a change that nobody has written: what is changed stands over what is there, under every path
 * that leads to it.
 */
export class ChangedFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #changed = new Map<string, SourceFile>();
  /** The changed files as they stand, by their path. */
  #standing: readonly SourceFile[] = [];
  /** What changed files are called that were read under another path, by that path. */
  readonly #changedAs = new Map<string, string>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Does work for which the files have other contents, and takes these back. */
  during<Answer>(changed: readonly SourceFile[], work: () => Answer): Answer {
    for (const file of changed) this.#changed.set(file.path, file);
    this.#standing = changed.flatMap(({ triedFor, path }) => triedFor ?? this.#files.read(path) ?? []);
    try {
      return work();
    } finally {
      this.#changed.clear();
      this.#changedAs.clear();
      this.#standing = [];
    }
  }

  /** The path of the changed file that is read at a path; the path itself where no link led to one. */
  changedAs(path: string): string {
    return this.#changedAs.get(path) ?? path;
  }

  read(path: string): SourceFile | undefined {
    const changed = this.#changed.get(path);
    if (changed !== undefined) return changed;
    const file = this.#files.read(path);
    if (file === undefined || this.#standing.length === 0) return file;
    // A file that is open has the path by which it is open, whichever link led to it.
    return this.#changed.get(file.path) ?? this.#throughLink(path, file) ?? file;
  }

  /** A changed file to which a link leads, as it is read at a path where `file` stands. */
  #throughLink(path: string, file: SourceFile): SourceFile | undefined {
    const { text } = file;
    const alike = this.#standing.filter((standing) => standing.text.length === text.length && standing.text === text);
    if (alike.length === 0) return undefined;
    const real = this.#files.realPath?.(path);
    const same = real === undefined ? undefined : alike.find((each) => this.#files.realPath?.(each.path) === real);
    const changed = same === undefined ? undefined : this.#changed.get(same.path);
    if (same === undefined || changed === undefined) return undefined;
    const linked = new SourceFile(path, changed.text, file);
    this.#changed.set(path, linked);
    this.#changedAs.set(path, same.path);
    return linked;
  }

  realPath(path: string): string | undefined {
    return this.#files.realPath?.(path);
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
