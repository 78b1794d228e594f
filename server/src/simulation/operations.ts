/** Counts what runs of scenarios do, so that a file of a few lines, or a call of a few words, does not ask for hours. */
export class Operations {
  readonly #most: number;
  readonly #call: Operations | undefined;
  #left: number;

  /** `most` are followed; and of `call`, if it is given, what all of its runs may do together. */
  constructor(most: number, call?: Operations) {
    this.#most = most;
    this.#call = call;
    this.#left = most;
  }

  /** Whether more were asked for than are followed. */
  get isExhausted(): boolean {
    return this.#left < 0 || this.#call?.isExhausted === true;
  }

  /** Counts operations; why no more are done, once they were too many. */
  spend(operations: number): string | undefined {
    this.#left -= operations;
    this.#call?.spend(operations);
    if (this.#left < 0) return `the scenario has done ${this.#most} operations, more than are followed`;
    if (this.#call?.isExhausted !== true) return undefined;
    return `the runs of the scenario have done ${this.#call.#most} operations together, more than are followed`;
  }
}
