/**
 * Finds the first run of free pages that begins at a multiple of a block, in a time that grows with the logarithm of
 * the area: a binary tree over the area's blocks that knows, of each stretch of blocks, how many pages are free from
 * its start, how many of its last blocks are free to its end, and the longest run inside it that begins at a block.
 */
export class AlignedRuns {
  readonly #blockPages: number;
  /** How many pages are free from the start of a block; the block's size where all are. */
  readonly #freePrefix: (block: number) => number;
  readonly #leaves: number;
  readonly #prefix: Uint32Array;
  readonly #suffix: Uint32Array;
  readonly #longest: Uint32Array;

  constructor(blocks: number, blockPages: number, freePrefix: (block: number) => number) {
    this.#blockPages = blockPages;
    this.#freePrefix = freePrefix;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(blocks, 1)));
    this.#prefix = new Uint32Array(2 * this.#leaves);
    this.#suffix = new Uint32Array(2 * this.#leaves);
    this.#longest = new Uint32Array(2 * this.#leaves);
    if (blocks > 0) this.update(0, blocks - 1);
  }

  /** The first block at which `pages` pages are free, -1 where there is none. */
  find(pages: number): number {
    if ((this.#longest[1] ?? 0) < pages) return -1;
    let node = 1;
    let blocks = this.#leaves;
    let first = 0;
    while (node < this.#leaves) {
      const left = 2 * node;
      blocks /= 2;
      if ((this.#longest[left] ?? 0) >= pages) {
        node = left;
        continue;
      }
      const trailing = this.#suffix[left] ?? 0;
      if (trailing > 0 && trailing + (this.#prefix[left + 1] ?? 0) >= pages) {
        return first + blocks - trailing / this.#blockPages;
      }
      node = left + 1;
      first += blocks;
    }
    return first;
  }

  /** Reads the blocks from `first` to `last` anew. What they change above them is worked out as far as it changes. */
  update(first: number, last: number): void {
    let from = -1;
    let to = -1;
    for (let leaf = this.#leaves + first; leaf <= this.#leaves + last; leaf++) {
      const free = this.#freePrefix(leaf - this.#leaves);
      if (this.#prefix[leaf] === free) continue;
      this.#prefix[leaf] = free;
      this.#suffix[leaf] = free === this.#blockPages ? free : 0;
      this.#longest[leaf] = free;
      if (from < 0) from = leaf;
      to = leaf;
    }
    for (let pages = this.#blockPages; from > 1; pages *= 2) {
      const firstParent = from >>> 1;
      const lastParent = to >>> 1;
      from = -1;
      for (let node = firstParent; node <= lastParent; node++) {
        if (!this.#join(node, pages)) continue;
        if (from < 0) from = node;
        to = node;
      }
    }
  }

  /** Works a node out from its children, which span `pages` pages each, and tells whether it changed. */
  #join(node: number, pages: number): boolean {
    const left = 2 * node;
    const right = left + 1;
    const leftPrefix = this.#prefix[left] ?? 0;
    const rightPrefix = this.#prefix[right] ?? 0;
    const leftSuffix = this.#suffix[left] ?? 0;
    const rightSuffix = this.#suffix[right] ?? 0;
    const prefix = leftPrefix === pages ? pages + rightPrefix : leftPrefix;
    const suffix = rightSuffix === pages ? pages + leftSuffix : rightSuffix;
    let longest = leftSuffix > 0 ? leftSuffix + rightPrefix : 0;
    longest = Math.max(longest, this.#longest[left] ?? 0, this.#longest[right] ?? 0);
    if (this.#prefix[node] === prefix && this.#suffix[node] === suffix && this.#longest[node] === longest) return false;
    this.#prefix[node] = prefix;
    this.#suffix[node] = suffix;
    this.#longest[node] = longest;
    return true;
  }
}
