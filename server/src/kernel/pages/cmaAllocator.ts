import type { CmaArea } from '../outcome/bootOutcome.ts';
import { PageBitmap } from './pageBitmap.ts';
import { pageOrder } from './pageOrder.ts';

/** A list of free runs is cut here. */
const LONGEST_LIST = 256;

/**
 * The pages of one CMA area (`cma_alloc`, `cma_release`, mm/cma.c).
 *
 * First fit at the lowest address, exactly as many pages as asked for. The place is aligned to the order of the
 * request, at most to 2^`alignmentOrder` pages (`CONFIG_CMA_ALIGNMENT`), counted in absolute page frames.
 */
export class CmaAllocator {
  readonly area: CmaArea;
  readonly #alignmentOrder: number;
  readonly #bitmap: PageBitmap;
  #peak: number;
  #end: number;

  constructor(area: CmaArea, pageSize: number, alignmentOrder: number) {
    this.area = area;
    this.#alignmentOrder = alignmentOrder;
    this.#bitmap = new PageBitmap(area.pages, Number(area.range.base / BigInt(pageSize)));
    const used = Math.min(area.usedAtBoot, area.pages);
    if (used > 0) this.#bitmap.take(0, used);
    this.#peak = used;
    this.#end = used;
  }

  /**
   * Takes `pages` pages (at least 1) and returns the index of the first; -1 where no place is free.
   *
   * `isBusy` answers whether somebody else holds pages that the bitmap has free: `alloc_contig_range` cannot move them, and
   * the search goes on one alignment step further.
   */
  allocate(pages: number, isBusy?: (start: number, pages: number) => boolean): number {
    const order = Math.min(pageOrder(pages), this.#alignmentOrder);
    let start = this.#bitmap.find(pages, order);
    while (start >= 0 && isBusy?.(start, pages) === true) {
      start = this.#bitmap.find(pages, order, start + 2 ** order);
    }
    // mm/page_isolation.c: a range that reaches beyond the last zone cannot be isolated, and the later ones do as well.
    if (start < 0 || start + pages > this.area.usablePages) return -1;
    this.#bitmap.take(start, pages);
    this.#peak = Math.max(this.#peak, this.#bitmap.used);
    this.#end = Math.max(this.#end, start + pages);
    return start;
  }

  /** From one run of `pages` pages to the next in an empty area. */
  pagesApart(pages: number): number {
    const step = 2 ** Math.min(pageOrder(pages), this.#alignmentOrder);
    return Math.ceil(pages / step) * step;
  }

  /** Gives back what one `allocate` took. */
  release(start: number, pages: number): void {
    this.#bitmap.give(start, pages);
  }

  get usedPages(): number {
    return this.#bitmap.used;
  }

  /** The most pages that were taken at one time. */
  get peakPages(): number {
    return this.#peak;
  }

  /** The end of the highest run that was ever taken, as a page index. */
  get endPage(): number {
    return this.#end;
  }

  get freePages(): number {
    return this.#bitmap.pages - this.#bitmap.used;
  }

  /** The longest free run, in pages. */
  largestFree(): number {
    return this.#bitmap.largestFree();
  }

  /** Where a request of `pages` pages may begin, in words. */
  alignmentWords(pages: number): string {
    const order = Math.min(pageOrder(pages), this.#alignmentOrder);
    return `at page frames that are multiples of ${2 ** order}`;
  }

  /** Whether any of `pages` pages from `page` on is taken; all of them are inside the area. */
  isTaken(page: number, pages: number): boolean {
    return !this.#bitmap.isFree(page, pages);
  }

  /**
   * The free runs as `cma_debug_show_areas` (mm/cma.c) prints them after "number of available pages: ", each as
   * length@first-page: `4@572+7@585=> 11 free of 2048 total pages`. Of more than a few hundred the rest is left out.
   */
  freeRunsLine(): string {
    const runs = this.#bitmap.freeRuns(LONGEST_LIST + 1);
    const words = runs.slice(0, LONGEST_LIST).map((run) => `${run.pages}@${run.start}`);
    if (runs.length > LONGEST_LIST) words.push('…');
    return `${words.join('+')}=> ${this.freePages} free of ${this.#bitmap.pages} total pages`;
  }
}
