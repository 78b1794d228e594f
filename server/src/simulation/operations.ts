/** Counts what runs of scenarios do, so that a file of a few lines, or a call of a few words, does not ask for hours. */
export class Operations {
  /** So many are followed. */
  readonly most: number;
  readonly #call: Operations | undefined;
  #left: number;

  /** Of `call`, if it is given, no more than all of its runs may do together. */
  constructor(most: number, call?: Operations) {
    this.most = most;
    this.#call = call;
    this.#left = most;
  }

  /** Whether more were asked for than are followed. */
  get isExhausted(): boolean {
    return this.#left < 0 || this.#call?.isExhausted === true;
  }

  /** Counts operations; why no more are done, once they were too many. */
  spend(operations: number): string | undefined {
    if (this.#left >= 0) this.#left -= operations;
    if (this.#left < 0) return `the scenario has done ${this.most} operations, more than are followed`;
    // What is not done any more is no work for the call.
    this.#call?.spend(operations);
    if (this.#call?.isExhausted !== true) return undefined;
    return `the runs of the scenario have done ${this.#call.most} operations together, more than are followed`;
  }
}
