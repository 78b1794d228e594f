/** A list of small numbers that finds the first one of at least a value without reading those before it. */
export class BoundTree {
  readonly #leaves: number;
  /** A binary heap of maxima: entry 1 is the root, the numbers themselves begin at `#leaves`. */
  readonly #maxima: Uint16Array;

  /** `length` numbers, all of them `value`. */
  constructor(length: number, value: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(length, 1)));
    this.#maxima = new Uint16Array(2 * this.#leaves);
    this.#maxima.fill(value, this.#leaves, this.#leaves + length);
    for (let node = this.#leaves - 1; node > 0; node--) this.#maxima[node] = this.#maximumBelow(node);
  }

  get(index: number): number {
    return this.#maxima[this.#leaves + index] ?? 0;
  }

  set(index: number, value: number): void {
    let node = this.#leaves + index;
    this.#maxima[node] = value;
    while (node > 1) {
      node >>>= 1;
      const maximum = this.#maximumBelow(node);
      if (this.#maxima[node] === maximum) return;
      this.#maxima[node] = maximum;
    }
  }

  /** The first index at or after `from` whose number is at least `value` (1 or more); -1 where there is none. */
  find(value: number, from: number): number {
    if (from >= this.#leaves) return -1;
    let node = this.#leaves + from;
    // Up to the first subtree at or after `from` that holds such a number, then down to its first leaf.
    while ((this.#maxima[node] ?? 0) < value) {
      while ((node & 1) === 1) {
        if (node === 1) return -1;
        node >>>= 1;
      }
      node++;
    }
    while (node < this.#leaves) {
      node *= 2;
      if ((this.#maxima[node] ?? 0) < value) node++;
    }
    return node - this.#leaves;
  }

  #maximumBelow(node: number): number {
    return Math.max(this.#maxima[2 * node] ?? 0, this.#maxima[2 * node + 1] ?? 0);
  }
}
