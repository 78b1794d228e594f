/** At most this many tasks are handed out at once: few enough that all workers end together. */
const BATCH = 4;

/**
 * Shares tasks out to processes that share nothing. Each has a list, and takes from the end of the longest other one when
 * its own is done.
 */
export class TaskQueue {
  readonly #lists: { readonly tasks: readonly number[]; next: number; end: number }[];
  readonly #batch: number;

  /** `lists` are the indices of tasks, a list for each worker. */
  constructor(lists: readonly (readonly number[])[], batch = BATCH) {
    this.#lists = lists.map((tasks) => ({ tasks, next: 0, end: tasks.length }));
    this.#batch = batch;
  }

  /** The tasks that a worker does next; none when all are handed out. */
  take(worker: number): readonly number[] {
    const own = this.#lists[worker];
    if (own !== undefined && own.next < own.end) {
      const start = own.next;
      own.next = Math.min(own.end, start + this.#batch);
      return own.tasks.slice(start, own.next);
    }
    const [longest] = this.#lists.toSorted((one, other) => other.end - other.next - (one.end - one.next));
    if (longest === undefined || longest.next >= longest.end) return [];
    const { end } = longest;
    longest.end = Math.max(longest.next, end - this.#batch);
    return longest.tasks.slice(longest.end, end);
  }
}

/** Tasks in as many stretches as there are workers: neighbouring boards include the same files. */
export function stretches(count: number, workers: number): number[][] {
  const startOf = (worker: number): number => Math.floor((count * worker) / workers);
  return Array.from({ length: workers }, (_, worker) =>
    Array.from({ length: startOf(worker + 1) - startOf(worker) }, (_task, index) => startOf(worker) + index),
  );
}
