import { PageBitmap } from './pageBitmap.ts';
import { pageOrder } from './pageOrder.ts';

/**
 * The pages of one coherent pool (`__dma_alloc_from_coherent`, kernel/dma/coherent.c, over `bitmap_find_free_region`,
 * lib/bitmap.c): blocks of 2^order pages, the lowest free one, aligned to their own size counted from the start of the
 * pool. The pool object is shared by all devices, and the heap, of its region.
 */
export class CoherentAllocator {
  readonly pages: number;
  readonly #bitmap: PageBitmap;
  #peak = 0;
  #end = 0;
  /** Of the pages that are taken, those that the requests asked for. */
  #asked = 0;
  #askedAtPeak = 0;

  constructor(pages: number) {
    this.pages = pages;
    this.#bitmap = new PageBitmap(pages, 0);
  }

  /** Takes a block that holds `pages` pages and returns its first page; -1 where no block is free. */
  allocate(pages: number): number {
    const order = pageOrder(pages);
    const start = this.#bitmap.find(2 ** order, order);
    if (start < 0) return -1;
    this.#bitmap.take(start, 2 ** order);
    this.#asked += pages;
    this.#end = Math.max(this.#end, start + 2 ** order);
    if (this.#bitmap.used > this.#peak) {
      this.#peak = this.#bitmap.used;
      this.#askedAtPeak = this.#asked;
    }
    return start;
  }

  /** Gives back the block that an `allocate` of `pages` pages took at `start`. */
  release(start: number, pages: number): void {
    this.#bitmap.give(start, 2 ** pageOrder(pages));
    this.#asked -= pages;
  }

  get usedPages(): number {
    return this.#bitmap.used;
  }

  get peakPages(): number {
    return this.#peak;
  }

  /** The end of the highest block that was ever taken, as a page index. */
  get endPage(): number {
    return this.#end;
  }

  /** Pages of the peak that no request asked for: what its blocks hold beyond their buffers. */
  get paddingPages(): number {
    return this.#peak - this.#askedAtPeak;
  }

  get freePages(): number {
    return this.pages - this.#bitmap.used;
  }

  /** The largest block that can be had, in pages: a power of two, aligned to itself; 0 where nothing is free. */
  largestBlock(): number {
    const longest = this.#bitmap.largestFree();
    if (longest === 0) return 0;
    const order = Math.floor(Math.log2(longest));
    // A run has at least one block of half its length, where it has none of its own.
    return 2 ** (this.#bitmap.find(2 ** order, order) >= 0 ? order : order - 1);
  }
}
