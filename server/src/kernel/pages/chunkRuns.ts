/**
 * The longest free run of a bitmap, whose words have a bit for each taken page. Of each chunk of words, and of each two
 * neighbours up to the whole, is kept how many pages are free at its start, at its end and at most in one run; it is worked
 * out again where something was changed: a scenario asks after each of its steps, and a pool that cannot be short has a
 * hundred thousand chunks.
 */
export class ChunkRuns {
  readonly #words: Uint32Array;
  readonly #chunkWords: number;
  /** Chunks with those that fill up to a power of two, in which nothing is free. */
  readonly #leaves: number;
  /** Binary heaps: entry 1 is the whole, the chunks begin at `#leaves`. */
  readonly #head: Float64Array;
  readonly #tail: Float64Array;
  readonly #longest: Float64Array;
  readonly #isChanged: Uint8Array;
  #changed: number[] = [];

  /** The words are a whole number of chunks. */
  constructor(words: Uint32Array, chunkWords: number) {
    this.#words = words;
    this.#chunkWords = chunkWords;
    const chunks = words.length / chunkWords;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(chunks, 1)));
    this.#head = new Float64Array(2 * this.#leaves);
    this.#tail = new Float64Array(2 * this.#leaves);
    this.#longest = new Float64Array(2 * this.#leaves);
    this.#isChanged = new Uint8Array(chunks);
    for (let chunk = 0; chunk < chunks; chunk++) this.#measure(chunk);
    for (let first = this.#leaves >>> 1, pages = 32 * chunkWords; first > 0; first >>>= 1, pages *= 2) {
      for (let node = first; node < 2 * first; node++) this.#join(node, pages);
    }
  }

  /** Words of these chunks, both included, have changed. */
  change(firstChunk: number, lastChunk: number): void {
    for (let chunk = firstChunk; chunk <= lastChunk; chunk++) {
      if (this.#isChanged[chunk] === 1) continue;
      this.#isChanged[chunk] = 1;
      this.#changed.push(chunk);
    }
  }

  /** In pages; 0 where nothing is free. */
  longest(): number {
    const changed = this.#changed;
    this.#changed = [];
    for (const chunk of changed) {
      this.#isChanged[chunk] = 0;
      this.#measure(chunk);
      let pages = 32 * this.#chunkWords;
      for (let node = (this.#leaves + chunk) >>> 1; node > 0; node >>>= 1, pages *= 2) this.#join(node, pages);
    }
    return this.#longest[1] ?? 0;
  }

  /** Works out a node of two others, each of so many pages. */
  #join(node: number, pages: number): void {
    const [left, right] = [2 * node, 2 * node + 1];
    const [leftHead = 0, rightHead = 0] = [this.#head[left], this.#head[right]];
    const [leftTail = 0, rightTail = 0] = [this.#tail[left], this.#tail[right]];
    this.#head[node] = leftHead === pages ? pages + rightHead : leftHead;
    this.#tail[node] = rightTail === pages ? pages + leftTail : rightTail;
    this.#longest[node] = Math.max(this.#longest[left] ?? 0, this.#longest[right] ?? 0, leftTail + rightHead);
  }

  #measure(chunk: number): void {
    const first = chunk * this.#chunkWords;
    let head = -1;
    let longest = 0;
    let run = 0;
    for (let index = first; index < first + this.#chunkWords; index++) {
      let taken = this.#words[index] ?? 0;
      let counted = 0;
      for (; taken !== 0; taken &= taken - 1) {
        const bit = 31 - Math.clz32(taken & -taken);
        run += bit - counted;
        if (head < 0) head = run;
        longest = Math.max(longest, run);
        run = 0;
        counted = bit + 1;
      }
      run += 32 - counted;
    }
    const leaf = this.#leaves + chunk;
    this.#head[leaf] = head < 0 ? run : head;
    this.#tail[leaf] = run;
    this.#longest[leaf] = Math.max(longest, run);
  }
}
