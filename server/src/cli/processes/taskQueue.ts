/** At most this many tasks are handed out at once: few enough that all workers end together. */
const BATCH = 4;

/** The tasks with the indices `[start, end)`. */
export interface TaskRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Shares tasks out to processes that share nothing. Each has a stretch of neighbouring boards, which include the same
 * files, and takes from the end of the longest other stretch when its own is done.
 */
export class TaskQueue {
  readonly #stretches: { next: number; end: number }[] = [];

  constructor(count: number, workers: number) {
    for (let worker = 0; worker < workers; worker++) {
      const next = Math.floor((count * worker) / workers);
      this.#stretches.push({ next, end: Math.floor((count * (worker + 1)) / workers) });
    }
  }

  /** The tasks that a worker does next; `undefined` when all are handed out. */
  take(worker: number): TaskRange | undefined {
    const own = this.#stretches[worker];
    if (own !== undefined && own.next < own.end) {
      const start = own.next;
      own.next = Math.min(own.end, start + BATCH);
      return { start, end: own.next };
    }
    const [longest] = this.#stretches.toSorted((one, other) => other.end - other.next - (one.end - one.next));
    if (longest === undefined || longest.next >= longest.end) return undefined;
    const { end } = longest;
    longest.end = Math.max(longest.next, end - BATCH);
    return { start: longest.end, end };
  }
}
