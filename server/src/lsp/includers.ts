import type { FileSource, IndexedFiles } from '../workspace/fileSystem.ts';
import { IncludeIndex, type IndexedSource } from '../workspace/includeIndex.ts';
import { turn } from './turns.ts';

/** The files of the index, and how those are fetched that are not known yet (`FileSource.fetchMissing`). */
type IndexSource = IndexedFiles & Pick<FileSource, 'fetchMissing'>;

/** Does work over the files until everything that it asks for is known (`workspace/readCompletely.ts`). */
type Reading = <Answer>(work: () => Answer) => Promise<Answer>;

/** Where the work shows while it goes on, and where it can be stopped. */
export interface IndexProgress {
  report(percentage: number, message: string): void;
  done(): void;
}

export interface IndexingOptions {
  /** Shows that the work goes on; `stop` is what the person who looks at it may do. */
  readonly begin: (stop: () => void) => Promise<IndexProgress>;
  /** There is more in the index than there was, or no more to come: what was answered before may be out of date. */
  readonly grown: () => void;
  /** There is more than the index takes: as many files or folders, in words. Said once. */
  readonly full: (most: string) => void;
  /** Whether requests are being answered: the work in the background gives way to them. */
  readonly isAnswering: () => boolean;
  /** How long the work goes on unseen; most workspaces are through by then. */
  readonly unseenMilliseconds: number;
}

/** Requests wait for the background work at most this long. */
const SLICE_MILLISECONDS = 8;

/** Between two slices the background work gives way to requests at most this long, so that it comes to its end. */
const GIVE_WAY_MILLISECONDS = 100;

/**
 * When this much of the work waits for files to be fetched, they are fetched before more is looked at: few enough that
 * what a request needs is fetched beside them.
 */
const MAXIMUM_UNFETCHED = 32;

/** How often the progress is reported. */
const REPORT_MILLISECONDS = 200;

/** What is read with a file. */
interface IncludeSources {
  /** Where its includes are searched, besides its own folder. */
  readonly rootsOf: (path: string) => readonly string[];
  /** The files that the build appends to it, if it is a board. */
  readonly additionsTo: (path: string) => readonly string[];
}

/** Work that shows once the client has answered that it will; a client that never does, or refuses, holds up nothing. */
class ShownProgress implements IndexProgress {
  #shown: IndexProgress | undefined;
  #isDone = false;

  constructor(begun: Promise<IndexProgress>) {
    begun.then(
      (shown) => {
        if (this.#isDone) shown.done();
        else this.#shown = shown;
      },
      () => undefined,
    );
  }

  report(percentage: number, message: string): void {
    this.#shown?.report(percentage, message);
  }

  done(): void {
    this.#isDone = true;
    this.#shown?.done();
  }
}

/** The index of what includes what, built between the requests from the first question on. */
export class Includers {
  readonly #files: IndexSource;
  readonly #rootsOf: (path: string) => readonly string[];
  readonly #additionsTo: (path: string) => readonly string[];
  readonly #options: IndexingOptions;
  readonly #read: Reading;
  #index: IncludeIndex;
  /** The work in the background; absent while there is none. */
  #running: Promise<void> | undefined;
  #isStopped = false;
  /** Whether somebody was told that there is more to come. */
  #isEndAwaited = false;
  /** How many requests wait for the end of the work: to these it does not give way. */
  #awaited = 0;
  #isFull = false;
  /** How many files were in the index when `grown` was called last. */
  #reported = 0;

  constructor(files: IndexSource, { rootsOf, additionsTo }: IncludeSources, read: Reading, options: IndexingOptions) {
    this.#files = files;
    this.#rootsOf = rootsOf;
    this.#additionsTo = additionsTo;
    this.#read = read;
    this.#options = options;
    this.#index = new IncludeIndex(files, rootsOf, additionsTo);
  }

  /** Begins anew at the next question: other folders, or other roots. */
  restart(): void {
    this.#index = new IncludeIndex(this.#files, this.#rootsOf, this.#additionsTo);
    this.#isStopped = false;
    this.#reported = 0;
  }

  /** Goes on with what a person has stopped. */
  resume(): void {
    this.#isStopped = false;
    this.#run();
  }

  /**
   * Whether more is being looked at; false too where a person has stopped it. Who was told so hears of the end (`grown`), though
   * no file was new.
   */
  get isWorking(): boolean {
    const isWorking = this.#running !== undefined;
    this.#isEndAwaited ||= isWorking;
    return isWorking;
  }

  /**
   * The boards that include a file, as far as it is known: at once those of its own folder, and those of `folders` when
   * the work in the background has come to them.
   */
  async boardsIncluding(path: string, folders: readonly string[]): Promise<readonly string[]> {
    await this.#lookAround(path, folders);
    return this.#read(() => this.#index.boardsIncluding(path));
  }

  /** The files that include a file themselves, as far as it is known. */
  async filesIncluding(path: string, folders: readonly string[]): Promise<readonly string[]> {
    await this.#lookAround(path, folders);
    return this.#read(() => this.#index.filesIncluding(path));
  }

  /** Whether some file is known to include the file at a path itself; asks for nothing to be looked at. */
  isIncluded(path: string): boolean {
    return this.#index.isIncluded(path);
  }

  /** The boards that an overlay may be for, as far as it is known. */
  async boardsNear(overlay: string, folders: readonly string[]): Promise<readonly string[]> {
    await this.#lookAround(overlay, folders);
    return this.#index.boardsNear(overlay);
  }

  /** The boards of the workspace; see `completed`. */
  boards(): readonly string[] {
    return this.#index.boards();
  }

  /** The overlays of the workspace; see `completed`. */
  overlays(): readonly string[] {
    return this.#index.overlays();
  }

  /** The device tree sources of the workspace; see `completed`. */
  sources(): readonly IndexedSource[] {
    return this.#index.sources();
  }

  /** The scenarios of the workspace; see `completed`. */
  scenarios(): readonly string[] {
    return this.#index.scenarios();
  }

  /**
   * Resolves when all files around a path and in `folders` were looked at, or a person has stopped the work: for
   * questions whose answer has to be whole.
   */
  async completed(path: string, folders: readonly string[]): Promise<void> {
    await this.#lookAround(path, folders);
    this.#awaited++;
    try {
      await this.#running;
    } finally {
      this.#awaited--;
    }
  }

  async #lookAround(path: string, folders: readonly string[]): Promise<void> {
    this.#index.addFolders(folders);
    await this.#read(() => this.#index.hurry(path));
    while (this.#index.isUrgent) {
      this.#work(() => this.#index.isUrgent);
      if (this.#index.isUrgent) await this.#pause();
    }
    this.#run();
  }

  /** A file of the workspace came, went or changed. */
  fileChanged(path: string): void {
    this.#index.fileChanged(path);
  }

  /** An open document was edited, opened or closed. */
  textChanged(path: string): void {
    this.#index.textChanged(path);
  }

  /** Works for a slice of time, as long as there is something to do; false where there is not. */
  #work(goesOn: () => boolean): boolean {
    const until = performance.now() + SLICE_MILLISECONDS;
    while (goesOn() && this.#index.unfetched < MAXIMUM_UNFETCHED && this.#index.step()) {
      if (performance.now() > until) return true;
    }
    return goesOn() && this.#index.unfetched > 0;
  }

  /** Lets requests through, and has fetched what the work waits for. */
  async #pause(): Promise<void> {
    const index = this.#index;
    if (index.unfetched > 0) {
      await this.#files.fetchMissing();
      index.fetched();
    }
    await turn();
  }

  /** A request goes through many turns: with a slice in each of them, an answer of 10 ms would take 200. */
  async #giveWay(): Promise<void> {
    const until = performance.now() + GIVE_WAY_MILLISECONDS;
    while (this.#awaited === 0 && this.#options.isAnswering() && performance.now() < until) await turn();
  }

  #run(): void {
    if (this.#running !== undefined || this.#isStopped || this.#index.progress.waiting === 0) return;
    this.#running = this.#workInBackground();
  }

  async #workInBackground(): Promise<void> {
    const started = performance.now();
    let begun: ShownProgress | undefined;
    let reported = 0;
    let percentage = 0;
    // Requests that are on their way come first.
    await turn();
    while (this.#work(() => !this.#isStopped)) {
      const now = performance.now();
      if (begun === undefined && now - started > this.#options.unseenMilliseconds) {
        begun = new ShownProgress(
          this.#options.begin(() => {
            this.#isStopped = true;
          }),
        );
      }
      if (begun !== undefined && now - reported > REPORT_MILLISECONDS) {
        const { done, waiting } = this.#index.progress;
        // What is found on the way adds to the whole; the bar does not go back for it.
        percentage = Math.max(percentage, Math.floor((100 * done) / (done + waiting)));
        begun.report(percentage, `${done} files`);
        reported = now;
      }
      await this.#pause();
      await this.#giveWay();
    }
    begun?.done();
    this.#running = undefined;
    const { full } = this.#index;
    if (full !== undefined && !this.#isFull) this.#options.full(full);
    this.#isFull = full !== undefined;
    const { done } = this.#index.progress;
    if (done === this.#reported && !this.#isEndAwaited) return;
    this.#isEndAwaited = false;
    this.#reported = done;
    this.#options.grown();
  }
}
