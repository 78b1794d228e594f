import type { BoardFiles } from '../../server/src/lsp/editedBoards.ts';
import { type Fetched, FetchedFiles, type FetchFile } from '../../server/src/web/fetchedFiles.ts';

/** Files in memory that answer asynchronously and out of order, as a browser's do. */
export class MemoryProvider {
  /** The texts by their paths. */
  readonly files = new Map<string, string>();
  /** The paths that were asked for, in order. */
  readonly asked: string[] = [];

  /** What holds back the answer about a path, if something does. */
  hold: (path: string) => Promise<void> | undefined = () => undefined;

  readonly fetch: FetchFile = async (path) => {
    this.asked.push(path);
    for (let turns = (this.asked.length * 7) % 3; turns >= 0; turns--) await new Promise(setImmediate);
    await this.hold(path);
    return this.#at(path);
  };

  /** The server's files, as a worker hands them over. */
  sources(): BoardFiles {
    return { files: new FetchedFiles(this.fetch, []), surroundings: new FetchedFiles(this.fetch) };
  }

  #at(path: string): Fetched | undefined {
    const text = this.files.get(path);
    if (text !== undefined) return { bytes: new TextEncoder().encode(text) };
    const folder = path.endsWith('/') ? path : `${path}/`;
    const inside = [...this.files.keys()].filter((file) => file.startsWith(folder));
    const names = new Set(inside.map((file) => file.slice(folder.length).replace(/\/.*/s, '/')));
    return names.size === 0 ? undefined : { names: [...names] };
  }
}
