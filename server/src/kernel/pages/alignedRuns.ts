/** The numbers of a node: pages free from its start, pages of free blocks at its end, the longest aligned run in it. */
const PREFIX = 0;
const SUFFIX = 1;
const LONGEST = 2;
/** A power of two, so that two children lie side by side in memory. */
const NODE = 4;
/** More changes than these are taken together as one. */
const MOST_CHANGES = 64;

/**
 * Finds the first run of free pages that begins at a multiple of a block, in a time that grows with the logarithm of
 * the area: a binary tree over the area's blocks that knows, of each stretch of blocks, how many pages are free from
 * its start, how many of its last blocks are free to its end, and the longest run inside it that begins at a block.
 * Changes are noted and worked in at the next search.
 */
export class AlignedRuns {
  readonly #blockPages: number;
  /** How many pages are free from the start of a block; the block's size where all are. */
  readonly #freePrefix: (block: number) => number;
  readonly #leaves: number;
  /** By node, the root being 1 and the first block's leaf `#leaves`: at NODE * node the three numbers. */
  readonly #nodes: Uint32Array;
  /** First and last block of changes that are not worked in yet. */
  readonly #changed = new Uint32Array(2 * MOST_CHANGES);
  #changes = 0;

  constructor(blocks: number, blockPages: number, freePrefix: (block: number) => number) {
    this.#blockPages = blockPages;
    this.#freePrefix = freePrefix;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(blocks, 1)));
    this.#nodes = new Uint32Array(2 * this.#leaves * NODE);
    if (blocks > 0) this.#workIn(0, blocks - 1);
  }

  /** The first block at which `pages` pages are free, -1 where there is none. */
  find(pages: number): number {
    for (let change = 0; change < this.#changes; change++) {
      this.#workIn(this.#changed[2 * change] ?? 0, this.#changed[2 * change + 1] ?? 0);
    }
    this.#changes = 0;
    const nodes = this.#nodes;
    if ((nodes[NODE + LONGEST] ?? 0) < pages) return -1;
    let node = 1;
    let blocks = this.#leaves;
    let first = 0;
    while (node < this.#leaves) {
      const left = 2 * node;
      blocks /= 2;
      if ((nodes[left * NODE + LONGEST] ?? 0) >= pages) {
        node = left;
        continue;
      }
      const trailing = nodes[left * NODE + SUFFIX] ?? 0;
      if (trailing > 0 && trailing + (nodes[(left + 1) * NODE + PREFIX] ?? 0) >= pages) {
        return first + blocks - trailing / this.#blockPages;
      }
      node = left + 1;
      first += blocks;
    }
    return first;
  }

  /** Tells that pages of the blocks from `first` to `last` changed. */
  change(first: number, last: number): void {
    if (this.#changes === MOST_CHANGES) {
      let from = first;
      let to = last;
      for (let change = 0; change < MOST_CHANGES; change++) {
        from = Math.min(from, this.#changed[2 * change] ?? from);
        to = Math.max(to, this.#changed[2 * change + 1] ?? to);
      }
      this.#changes = 0;
      first = from;
      last = to;
    }
    this.#changed[2 * this.#changes] = first;
    this.#changed[2 * this.#changes + 1] = last;
    this.#changes++;
  }

  /** Reads blocks anew. What they change above them is worked out as far as it changes. */
  #workIn(first: number, last: number): void {
    const nodes = this.#nodes;
    let from = -1;
    let to = -1;
    for (let leaf = this.#leaves + first; leaf <= this.#leaves + last; leaf++) {
      const free = this.#freePrefix(leaf - this.#leaves);
      const at = leaf * NODE;
      if (nodes[at + PREFIX] === free) continue;
      nodes[at + PREFIX] = free;
      nodes[at + SUFFIX] = free === this.#blockPages ? free : 0;
      nodes[at + LONGEST] = free;
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

  /** Works a node out from its children, which span `pages` pages each, and answers whether it changed. */
  #join(node: number, pages: number): boolean {
    const nodes = this.#nodes;
    const left = 2 * node * NODE;
    const right = left + NODE;
    const leftPrefix = nodes[left + PREFIX] ?? 0;
    const rightPrefix = nodes[right + PREFIX] ?? 0;
    const leftSuffix = nodes[left + SUFFIX] ?? 0;
    const rightSuffix = nodes[right + SUFFIX] ?? 0;
    const prefix = leftPrefix === pages ? pages + rightPrefix : leftPrefix;
    const suffix = rightSuffix === pages ? pages + leftSuffix : rightSuffix;
    let longest = leftSuffix > 0 ? leftSuffix + rightPrefix : 0;
    longest = Math.max(longest, nodes[left + LONGEST] ?? 0, nodes[right + LONGEST] ?? 0);
    const at = node * NODE;
    if (nodes[at + PREFIX] === prefix && nodes[at + SUFFIX] === suffix && nodes[at + LONGEST] === longest) return false;
    nodes[at + PREFIX] = prefix;
    nodes[at + SUFFIX] = suffix;
    nodes[at + LONGEST] = longest;
    return true;
  }
}
