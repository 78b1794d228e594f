import type { SourceFile } from '../text/sourceFile.ts';
import type { FileSource } from '../workspace/fileSystem.ts';

/** A path in another file system than the disk's begins with its scheme, of two letters at least: one is a drive. */
const ELSEWHERE = /^[a-z][a-z0-9+.-]+:\/\//i;

/** The files of the disk, and those of other file systems that are fetched: a path goes to the one that it belongs to. */
export class RoutedFiles implements FileSource {
  readonly #disk: FileSource;
  readonly #elsewhere: FileSource;

  constructor(disk: FileSource, elsewhere: FileSource) {
    this.#disk = disk;
    this.#elsewhere = elsewhere;
  }

  get unanswered(): number {
    return this.#disk.unanswered + this.#elsewhere.unanswered;
  }

  setRoots(roots: readonly string[] | undefined): void {
    this.#disk.setRoots(roots?.filter((root) => !ELSEWHERE.test(root)));
    this.#elsewhere.setRoots(roots?.filter((root) => ELSEWHERE.test(root)));
  }

  async fetchMissing(): Promise<void> {
    await Promise.all([this.#disk.fetchMissing(), this.#elsewhere.fetchMissing()]);
  }

  filesChanged(paths: readonly string[]): void {
    this.#disk.filesChanged(paths.filter((path) => !ELSEWHERE.test(path)));
    this.#elsewhere.filesChanged(paths.filter((path) => ELSEWHERE.test(path)));
  }

  outdated(): boolean {
    return [this.#disk, this.#elsewhere].some((files) => files.outdated());
  }

  read(path: string): SourceFile | undefined {
    return this.#of(path).read(path);
  }

  readText(path: string): string | undefined {
    return this.#of(path).readText(path);
  }

  refusal(path: string): string | undefined {
    return this.#of(path).refusal?.(path);
  }

  brokenLink(path: string): string | undefined {
    return this.#of(path).brokenLink?.(path);
  }

  realPath(path: string): string | undefined {
    return this.#of(path).realPath(path);
  }

  isFolder(path: string): boolean {
    return this.#of(path).isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#of(path).list(path);
  }

  #of(path: string): FileSource {
    return ELSEWHERE.test(path) ? this.#elsewhere : this.#disk;
  }
}
