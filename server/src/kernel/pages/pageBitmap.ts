import { AlignedRuns } from './alignedRuns.ts';
import { BoundTree } from './boundTree.ts';
import { ChunkRuns } from './chunkRuns.ts';

const CHUNK_ORDER = 10;
const CHUNK_PAGES = 1 << CHUNK_ORDER;
const CHUNK_WORDS = CHUNK_PAGES / 32;

/** For an alignment of 2^index pages, the bits of a word at which a block may begin. */
const BLOCK_STARTS = [0xffffffff, 0x55555555, 0x11111111, 0x01010101, 0x00010001];

/** A run of free pages, in page indices. */
export interface FreeRun {
  readonly start: number;
  readonly pages: number;
}

/** The runs that begin at multiples of 2^order frames, kept for requests longer than a chunk's search answers. */
interface LongRuns {
  readonly order: number;
  /** How many frames before bit 0 the first block begins. */
  readonly lead: number;
  readonly runs: AlignedRuns;
}

/**
 * Which pages of an area are taken, with first-fit search at the lowest aligned place.
 *
 * The answers are those of a scan of the bitmap from its start (`bitmap_find_next_zero_area_off`, lib/bitmap.c), found
 * without one. A request no longer than its alignment lies in one block: for each chunk of 1,024 pages and each
 * alignment a bound is kept of the pages that may be had there, which a search without result makes exact and which
 * giving pages back raises. For longer requests a tree of aligned runs is made at the first of them and then kept up.
 */
export class PageBitmap {
  readonly pages: number;
  /** The frame that bit 0 stands for: the area's first frame, rounded down to a chunk. Bits outside the area are set. */
  readonly #origin: number;
  readonly #firstBit: number;
  readonly #endBit: number;
  readonly #chunks: number;
  readonly #words: Uint32Array;
  /** By order, for each chunk: no more pages than this are free from a multiple of 2^order on, within 2^order pages. */
  readonly #bounds: readonly BoundTree[];
  readonly #longRuns: LongRuns[] = [];
  /** Made where somebody asks for the longest run. */
  #chunkRuns: ChunkRuns | undefined;
  #used = 0;

  /** `firstFrame` is the page frame number that alignment counts from: 0 to align relative to the area's own start. */
  constructor(pages: number, firstFrame: number) {
    this.pages = pages;
    this.#firstBit = firstFrame % CHUNK_PAGES;
    this.#origin = firstFrame - this.#firstBit;
    this.#endBit = this.#firstBit + pages;
    this.#chunks = Math.ceil(this.#endBit / CHUNK_PAGES);
    this.#words = new Uint32Array(this.#chunks * CHUNK_WORDS);
    this.#bounds = Array.from({ length: CHUNK_ORDER + 1 }, (_, order) => new BoundTree(this.#chunks, 1 << order));
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
      order <= CHUNK_ORDER && count <= 1 << order && 2 * count > 1 << order
        ? this.#findInBlocks(count, order, from + this.#firstBit)
        : this.#findLong(count, order, from + this.#firstBit);
    return bit < 0 ? -1 : bit - this.#firstBit;
  }

  /** Takes pages that are free. */
  take(start: number, count: number): void {
    const bit = start + this.#firstBit;
    this.#fill(bit, count, true);
    this.#used += count;
    this.#changeRuns(bit, count);
  }

  /** Gives back pages that are taken. */
  give(start: number, count: number): void {
    const bit = start + this.#firstBit;
    this.#fill(bit, count, false);
    this.#used -= count;
    this.#raiseBounds(bit, count);
    this.#changeRuns(bit, count);
  }

  /** Whether all of `[start, start + count)` is free. */
  isFree(start: number, count: number): boolean {
    return this.#nextUsed(start + this.#firstBit, start + this.#firstBit + count) < 0;
  }

  /** The free runs, lowest first; no more than `most` of them. */
  freeRuns(most = Number.POSITIVE_INFINITY): FreeRun[] {
    const runs: FreeRun[] = [];
    let bit = this.#nextFree(this.#firstBit);
    while (bit < this.#endBit && runs.length < most) {
      const end = this.#endOfRun(bit);
      runs.push({ start: bit - this.#firstBit, pages: end - bit });
      bit = this.#nextFree(end);
    }
    return runs;
  }

  /** The length of the longest free run; 0 where nothing is free. */
  largestFree(): number {
    this.#chunkRuns ??= new ChunkRuns(this.#words, CHUNK_WORDS);
    return this.#chunkRuns.longest();
  }

  #endOfRun(bit: number): number {
    const used = this.#nextUsed(bit, this.#endBit);
    return used < 0 ? this.#endBit : used;
  }

  /** Requests as long as their order says: they lie in one aligned block, so each chunk answers for itself. */
  #findInBlocks(count: number, order: number, from: number): number {
    const bounds = this.#bounds[order];
    let chunk = bounds?.find(count, from >>> CHUNK_ORDER) ?? -1;
    while (bounds !== undefined && chunk >= 0) {
      const start = chunk << CHUNK_ORDER;
      const bit = this.#findInChunk(start, count, order, Math.max(from, start));
      if (bit >= 0) return bit;
      if (from <= Math.max(start, this.#firstBit)) bounds.set(chunk, this.#largestInChunk(start, order));
      chunk = bounds.find(count, chunk + 1);
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
      let free = ~(this.#words[bit >>> 5] ?? 0);
      if (bit < from) free &= -1 << (from - bit);
      const places = runsOf(free, count) & starts;
      if (places !== 0) return bit + trailingZeros(places);
    }
    return -1;
  }

  /** The most pages that are free from a multiple of 2^order on in a chunk, within 2^order pages. */
  #largestInChunk(start: number, order: number): number {
    const end = start + CHUNK_PAGES;
    const step = 1 << order;
    const starts = BLOCK_STARTS[order];
    let largest = 0;
    if (starts === undefined) {
      for (let bit = start; bit < end; bit += step) {
        const used = this.#nextUsed(bit, bit + step);
        largest = Math.max(largest, used < 0 ? step : used - bit);
      }
      return largest;
    }
    for (let bit = start; bit < end; bit += 32) {
      const free = ~(this.#words[bit >>> 5] ?? 0);
      while (free !== 0 && largest < step && (runsOf(free, largest + 1) & starts) !== 0) largest++;
    }
    return largest;
  }

  /** What becomes possible when pages are given back lies in the free run that they are now part of. */
  #raiseBounds(bit: number, count: number): void {
    const firstChunk = bit >>> CHUNK_ORDER;
    const lastChunk = (bit + count - 1) >>> CHUNK_ORDER;
    const runStart = this.#lastUsed(bit, firstChunk << CHUNK_ORDER) + 1;
    const chunksEnd = (lastChunk + 1) << CHUNK_ORDER;
    const used = this.#nextUsed(bit + count, chunksEnd);
    const run = (used < 0 ? chunksEnd : used) - runStart;
    for (let order = 0; order <= CHUNK_ORDER; order++) {
      const bounds = this.#bounds[order];
      // Shorter requests have a smaller order.
      if (bounds === undefined || 2 * run <= 1 << order) break;
      const possible = Math.min(run, 1 << order);
      for (let chunk = firstChunk; chunk <= lastChunk; chunk++) {
        if (bounds.get(chunk) < possible) bounds.set(chunk, possible);
      }
    }
  }

  /** Requests longer than their alignment, or aligned to more than they need or than a chunk. */
  #findLong(count: number, order: number, from: number): number {
    if (from > this.#firstBit) return this.#scan(count, 2 ** order, from);
    const { runs, lead } = this.#longRuns.find((each) => each.order === order) ?? this.#makeLongRuns(order);
    const block = runs.find(count);
    return block < 0 ? -1 : block * 2 ** order - lead;
  }

  #makeLongRuns(order: number): LongRuns {
    const step = 2 ** order;
    const lead = this.#origin % step;
    const freePrefix = (block: number) => {
      const start = block * step - lead;
      if (start < this.#firstBit) return 0;
      const end = Math.min(start + step, this.#endBit);
      const used = this.#nextUsed(start, end);
      return (used < 0 ? end : used) - start;
    };
    const runs = new AlignedRuns(Math.ceil((this.#endBit + lead) / step), step, freePrefix);
    const made = { order, lead, runs };
    this.#longRuns.push(made);
    return made;
  }

  #changeRuns(bit: number, count: number): void {
    this.#chunkRuns?.change(bit >>> CHUNK_ORDER, (bit + count - 1) >>> CHUNK_ORDER);
    for (const { order, lead, runs } of this.#longRuns) {
      const step = 2 ** order;
      runs.change(Math.floor((bit + lead) / step), Math.floor((bit + count - 1 + lead) / step));
    }
  }

  #scan(count: number, step: number, from: number): number {
    let bit = this.#alignUp(from, step);
    while (bit + count <= this.#endBit) {
      const used = this.#nextUsed(bit, bit + count);
      if (used < 0) return bit;
      bit = this.#alignUp(this.#nextFree(used + 1), step);
    }
    return -1;
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

  /** The last set bit in `[start, bit)`, one less than `start` where there is none; `start` begins a word. */
  #lastUsed(bit: number, start: number): number {
    let index = bit >>> 5;
    let word = (this.#words[index] ?? 0) & ~(-1 << (bit & 31));
    while (word === 0) {
      if (index << 5 <= start) return start - 1;
      index--;
      word = this.#words[index] ?? 0;
    }
    return (index << 5) + 31 - Math.clz32(word);
  }

  /** The first clear bit at or after `bit`; past the last word where there is none. */
  #nextFree(bit: number): number {
    let index = bit >>> 5;
    let word = ~(this.#words[index] ?? 0) & (-1 << (bit & 31));
    const end = (index | (CHUNK_WORDS - 1)) + 1;
    while (word === 0) {
      index++;
      if (index >= end) return this.#nextFreeFrom(end / CHUNK_WORDS);
      word = ~(this.#words[index] ?? 0);
    }
    return (index << 5) + trailingZeros(word);
  }

  /** The first clear bit of a chunk or a later one; past the last word where there is none. */
  #nextFreeFrom(first: number): number {
    const bounds = this.#bounds[0];
    for (let chunk = bounds?.find(1, first) ?? -1; chunk >= 0; chunk = bounds?.find(1, chunk + 1) ?? -1) {
      for (let index = chunk * CHUNK_WORDS; index < (chunk + 1) * CHUNK_WORDS; index++) {
        const word = ~(this.#words[index] ?? 0);
        if (word !== 0) return (index << 5) + trailingZeros(word);
      }
      // Full chunks are not looked through again until pages are given back.
      bounds?.set(chunk, 0);
    }
    return this.#chunks << CHUNK_ORDER;
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

/** The bits of a word at which `length` set bits (1 to 32) begin. */
function runsOf(word: number, length: number): number {
  for (let known = 1; known < length; ) {
    const shift = Math.min(known, length - known);
    word &= word >>> shift;
    known += shift;
  }
  return word;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
