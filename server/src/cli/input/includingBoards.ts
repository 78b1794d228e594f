import { IncludeIndex } from '../../workspace/includeIndex.ts';
import type { NamedFiles } from './namedFiles.ts';

/** At most this many files are looked at besides those of the folder, which lead from its boards to an include. */
const MOST_STEPS = 2000;

/** At most this many boards are read for one include. */
const MOST_BOARDS = 20;

/** Which boards include a file that a call names by itself: those beside it. */
export class IncludingBoards {
  readonly #index: IncludeIndex;
  /** Asked of an include several times for each reading of it. */
  readonly #known = new Map<string, readonly string[]>();

  /** `rootsOf` answers where the includes of a file are searched, besides its own folder. */
  constructor(files: NamedFiles, rootsOf: (path: string) => readonly string[]) {
    this.#index = new IncludeIndex(files, rootsOf);
  }

  /** The boards of its folder that include a file, however deeply, in the order of their paths; the first 20. */
  of(path: string): readonly string[] {
    const known = this.#known.get(path) ?? this.#find(path);
    this.#known.set(path, known);
    return known;
  }

  #find(path: string): readonly string[] {
    this.#index.hurry(path);
    for (let steps = 0; this.#index.isUrgent || steps < MOST_STEPS; steps++) if (!this.#index.step()) break;
    return this.#index.boardsIncluding(path).slice(0, MOST_BOARDS);
  }
}
