import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { FileReader } from '../server/src/text/fileReader.ts';
import type { LineEnds } from '../server/src/text/lineFeeds.ts';
import { byteString, SourceFile } from '../server/src/text/sourceFile.ts';

/** The files of a folder by their paths in it; what `instead` has for a path stands for the file of that path. */
export class FolderReader implements FileReader {
  readonly #folder: string;
  readonly #instead: ReadonlyMap<string, string>;
  readonly #lineEnds: LineEnds;
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(folder: string, instead: ReadonlyMap<string, string> = new Map(), lineEnds: LineEnds = 'gcc') {
    this.#lineEnds = lineEnds;
    this.#folder = folder;
    this.#instead = instead;
  }

  read(path: string): SourceFile | undefined {
    const inside = posix.normalize(path);
    if (inside.startsWith('..')) return undefined;
    if (!this.#files.has(inside)) this.#files.set(inside, this.#load(path, inside));
    return this.#files.get(inside);
  }

  #load(path: string, inside: string): SourceFile | undefined {
    const place = this.#instead.get(inside) ?? posix.join(this.#folder, inside);
    if (!statSync(place, { throwIfNoEntry: false })?.isFile()) return undefined;
    return new SourceFile(path, byteString(readFileSync(place)), undefined, this.#lineEnds);
  }
}
