const CHUNK_ORDER = 10;
const CHUNK_PAGES = 1 << CHUNK_ORDER;
const CHUNK_WORDS = CHUNK_PAGES / 32;
const UNKNOWN = 0xffff;

/** For an alignment of 2^index pages, the bits of a word at which a block may begin. */
const BLOCK_STARTS = [0xffffffff, 0x55555555, 0x11111111, 0x01010101, 0x00010001];

/** A run of free pages, in page indices. */
export interface FreeRun {
  readonly start: number;
  readonly pages: number;
}

/** What is known of the long requests of one alignment: none of `count` pages or more begins before `from`. */
interface SearchMemory {
  count: number;
  from: number;
}

/**
 * Which pages of an area are taken, with first-fit search at the lowest aligned place.
 *
 * The answers are those of a scan of the bitmap from its start (`bitmap_find_next_zero_area_off`, lib/bitmap.c); what
 * earlier scans found out is remembered, so that a crowded area is not read again: for each chunk of 1,024 pages and
 * each alignment the smallest count that has no place there, and for requests longer than their alignment the place
 * before which none fits. Taking pages never makes either wrong; giving pages back forgets what it touches.
 */
export class PageBitmap {
  readonly pages: number;
  /** The frame that bit 0 stands for: the area's first frame, rounded down to a chunk. Bits outside the area are set. */
  readonly #origin: number;
  readonly #firstBit: number;
  readonly #endBit: number;
  readonly #chunks: number;
  readonly #words: Uint32Array;
  readonly #tooLong: Uint16Array;
  readonly #longRequests = new Map<number, SearchMemory>();
  #used = 0;

  /** `firstFrame` is the page frame number that alignment counts from: 0 to align relative to the area's own start. */
  constructor(pages: number, firstFrame: number) {
    this.pages = pages;
    this.#firstBit = firstFrame % CHUNK_PAGES;
    this.#origin = firstFrame - this.#firstBit;
    this.#endBit = this.#firstBit + pages;
    this.#chunks = Math.ceil(this.#endBit / CHUNK_PAGES);
    this.#words = new Uint32Array(this.#chunks * CHUNK_WORDS);
    this.#tooLong = new Uint16Array((CHUNK_ORDER + 1) * this.#chunks).fill(UNKNOWN);
    this.#fill(0, this.#firstBit, true);
    this.#fill(this.#endBit, this.#chunks * CHUNK_PAGES - this.#endBit, true);
  }

  /** How many pages are taken. */
  get used(): number {
    return this.#used;
  }

  /**
   * The lowest page at or after `from` at which `count` pages are free and whose frame is a multiple of 2^order;
   * -1 where there is none. `count` is at least 1.
   */
  find(count: number, order: number, from = 0): number {
    if (count > this.pages) return -1;
    const bit =
      order <= CHUNK_ORDER && count <= 1 << order
        ? this.#findInBlocks(count, order, from + this.#firstBit)
        : this.#findLong(count, order, from + this.#firstBit);
    return bit < 0 ? -1 : bit - this.#firstBit;
  }

  /** Takes pages that are free. */
  take(start: number, count: number): void {
    this.#fill(start + this.#firstBit, count, true);
    this.#used += count;
  }

  /** Gives back pages that are taken. */
  give(start: number, count: number): void {
    const bit = start + this.#firstBit;
    this.#fill(bit, count, false);
    this.#used -= count;
    const lastChunk = (bit + count - 1) >>> CHUNK_ORDER;
    for (let order = 0; order <= CHUNK_ORDER; order++) {
      const row = order * this.#chunks;
      for (let chunk = bit >>> CHUNK_ORDER; chunk <= lastChunk; chunk++) this.#tooLong[row + chunk] = UNKNOWN;
    }
    for (const memory of this.#longRequests.values()) {
      if (memory.from > bit - memory.count) memory.from = Math.max(0, bit - memory.count + 1);
    }
  }

  /** Whether all of `[start, start + count)` is free. */
  isFree(start: number, count: number): boolean {
    return this.#nextUsed(start + this.#firstBit, start + this.#firstBit + count) < 0;
  }

  /** The free runs, lowest first. */
  freeRuns(): FreeRun[] {
    const runs: FreeRun[] = [];
    let bit = this.#nextFree(this.#firstBit);
    while (bit < this.#endBit) {
      const used = this.#nextUsed(bit, this.#endBit);
      const end = used < 0 ? this.#endBit : used;
      runs.push({ start: bit - this.#firstBit, pages: end - bit });
      bit = this.#nextFree(end);
    }
    return runs;
  }

  /** The length of the longest free run; 0 where nothing is free. */
  largestFree(): number {
    let largest = 0;
    for (const run of this.freeRuns()) largest = Math.max(largest, run.pages);
    return largest;
  }

  /** Requests no longer than their alignment: they lie in one aligned block, so each chunk answers for itself. */
  #findInBlocks(count: number, order: number, from: number): number {
    const row = order * this.#chunks;
    const tooLong = this.#tooLong;
    for (let chunk = from >>> CHUNK_ORDER; chunk < this.#chunks; chunk++) {
      if ((tooLong[row + chunk] ?? 0) <= count) continue;
      const start = chunk << CHUNK_ORDER;
      const bit = this.#findInChunk(start, count, order, Math.max(from, start));
      if (bit >= 0) return bit;
      if (from <= Math.max(start, this.#firstBit)) tooLong[row + chunk] = count;
    }
    return -1;
  }

  #findInChunk(start: number, count: number, order: number, from: number): number {
    const end = start + CHUNK_PAGES;
    const starts = BLOCK_STARTS[order];
    if (starts === undefined) {
      const step = 1 << order;
      for (let bit = Math.ceil(from / step) * step; bit < end; bit += step) {
        if (this.#nextUsed(bit, bit + count) < 0) return bit;
      }
      return -1;
    }
    for (let bit = from & ~31; bit < end; bit += 32) {
      let places = ~(this.#words[bit >>> 5] ?? 0);
      if (bit < from) places &= -1 << (from - bit);
      if (places === 0) continue;
      for (let length = 1; length < count; ) {
        const shift = Math.min(length, count - length);
        places &= places >>> shift;
        length += shift;
      }
      places &= starts;
      if (places !== 0) return bit + trailingZeros(places);
    }
    return -1;
  }

  /** Requests longer than their alignment, or aligned to more than a chunk. */
  #findLong(count: number, order: number, from: number): number {
    const step = 2 ** order;
    const fromStart = from <= this.#firstBit;
    let memory = this.#longRequests.get(order);
    if (memory !== undefined && count >= memory.count) from = Math.max(from, memory.from);
    let bit = this.#alignUp(from, step);
    while (bit + count <= this.#endBit) {
      const used = this.#nextUsed(bit, bit + count);
      if (used < 0) break;
      bit = this.#alignUp(this.#nextFree(used + 1), step);
    }
    const found = bit + count <= this.#endBit ? bit : -1;
    if (fromStart) {
      if (memory === undefined) {
        memory = { count: 0, from: 0 };
        this.#longRequests.set(order, memory);
      }
      memory.count = count;
      memory.from = found < 0 ? this.#endBit : found;
    }
    return found;
  }

  #alignUp(bit: number, step: number): number {
    return Math.ceil((this.#origin + bit) / step) * step - this.#origin;
  }

  /** The first set bit in `[bit, end)`, -1 where there is none. */
  #nextUsed(bit: number, end: number): number {
    if (bit >= end) return -1;
    let index = bit >>> 5;
    let word = (this.#words[index] ?? 0) & (-1 << (bit & 31));
    while (word === 0) {
      index++;
      if (index << 5 >= end) return -1;
      word = this.#words[index] ?? 0;
    }
    const used = (index << 5) + trailingZeros(word);
    return used < end ? used : -1;
  }

  /** The first clear bit at or after `bit`; past the last word where there is none. */
  #nextFree(bit: number): number {
    let index = bit >>> 5;
    if (index >= this.#words.length) return bit;
    let word = ~(this.#words[index] ?? 0) & (-1 << (bit & 31));
    while (word === 0) {
      index++;
      if (index >= this.#words.length) return index << 5;
      word = ~(this.#words[index] ?? 0);
    }
    return (index << 5) + trailingZeros(word);
  }

  #fill(bit: number, count: number, value: boolean): void {
    const end = bit + count;
    while (bit < end) {
      const index = bit >>> 5;
      const offset = bit & 31;
      const length = Math.min(32 - offset, end - bit);
      const mask = length === 32 ? -1 : ((1 << length) - 1) << offset;
      const word = this.#words[index] ?? 0;
      this.#words[index] = value ? word | mask : word & ~mask;
      bit += length;
    }
  }
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
