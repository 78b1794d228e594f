import type { FileReader } from '../server/src/text/fileReader.ts';
import { SourceFile } from '../server/src/text/sourceFile.ts';

/** Files that are only in memory, and may be changed as in an editor. */
export class MemoryReader implements FileReader {
  readonly #files = new Map<string, SourceFile>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  read(path: string): SourceFile | undefined {
    return this.#files.get(path);
  }

  write(path: string, text: string): void {
    this.#files.set(path, new SourceFile(path, text));
  }
}
