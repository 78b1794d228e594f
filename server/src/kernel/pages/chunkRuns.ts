/**
 * The longest free run of a bitmap, whose words have a bit for each taken page. Of each chunk of words is kept how many pages
 * are free at its start, at its end and at most in between, and worked out again where something was changed: a scenario
 * asks after each of its steps.
 */
export class ChunkRuns {
  readonly #words: Uint32Array;
  readonly #chunkWords: number;
  readonly #head: Uint32Array;
  readonly #tail: Uint32Array;
  readonly #longest: Uint32Array;
  readonly #isChanged: Uint8Array;

  /** The words are a whole number of chunks. */
  constructor(words: Uint32Array, chunkWords: number) {
    this.#words = words;
    this.#chunkWords = chunkWords;
    const chunks = words.length / chunkWords;
    this.#head = new Uint32Array(chunks);
    this.#tail = new Uint32Array(chunks);
    this.#longest = new Uint32Array(chunks);
    this.#isChanged = new Uint8Array(chunks).fill(1);
  }

  /** Words of these chunks, both included, have changed. */
  change(firstChunk: number, lastChunk: number): void {
    for (let chunk = firstChunk; chunk <= lastChunk; chunk++) this.#isChanged[chunk] = 1;
  }

  /** In pages; 0 where nothing is free. */
  longest(): number {
    const chunkPages = 32 * this.#chunkWords;
    let longest = 0;
    let run = 0;
    for (let chunk = 0; chunk < this.#isChanged.length; chunk++) {
      if (this.#isChanged[chunk] === 1) this.#measure(chunk);
      const head = this.#head[chunk] ?? 0;
      longest = Math.max(longest, run + head, this.#longest[chunk] ?? 0);
      run = head === chunkPages ? run + head : (this.#tail[chunk] ?? 0);
    }
    return Math.max(longest, run);
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
    this.#head[chunk] = head < 0 ? run : head;
    this.#tail[chunk] = run;
    this.#longest[chunk] = longest;
    this.#isChanged[chunk] = 0;
  }
}
