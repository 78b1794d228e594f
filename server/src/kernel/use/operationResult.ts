/** Pages of a CMA area that an operation took (`set`) or gave back (`clear`). */
export interface PageChange {
  /** The area's name. */
  readonly area: string;
  /** The address of the first page. */
  readonly base: bigint;
  readonly pages: number;
  readonly change: 'set' | 'clear';
}

/** How the scatterlist segments of a mapping reach their device. */
export interface MappingCounts {
  readonly device: string;
  readonly segments: number;
  readonly direct: number;
  /** Copied through a swiotlb. */
  readonly bounced: number;
  readonly iommu: number;
}

/**
 * What one operation on a heap or a buffer came to.
 *
 * `result` is `ok`, the name of an errno, or `crash` where the kernel does not survive the operation (or did not
 * survive an earlier one): after that a session answers `crash` to everything.
 */
export interface OperationResult {
  readonly result: string;
  /** Set where the heap's device node does not exist. */
  readonly stage?: 'open';
  /** Of the dma-buf: the length rounded to pages. */
  readonly bufferSize?: bigint;
  /** Of a fill: how many buffers it made; of freeAll: how many it closed. */
  readonly allocated?: number;
  /** Lowest address first within an area, adjoining pages as one run. */
  readonly cmaPages?: readonly PageChange[];
  /** Where a coherent pool's allocation lies. */
  readonly coherentBase?: bigint;
  readonly mapping?: MappingCounts;
  /** What the kernel prints. */
  readonly log?: readonly string[];
  /** Of a CMA area that had no place: its free runs, as `CmaAllocator.freeRunsLine` writes them. */
  readonly freeRuns?: string;
  /** The reason in words, with numbers: always of a failure, and of a success that has a catch. */
  readonly why?: string;
}

/** Something an exporter or the core refuses. */
export interface OperationRefusal {
  readonly result: string;
  readonly why: string;
  readonly freeRuns?: string;
  readonly log?: readonly string[];
}

/** Sorts page changes and joins those that adjoin, as a comparison of the bitmaps before and after shows them. */
export function joinPageChanges(changes: readonly PageChange[], pageSize: bigint): PageChange[] {
  const sorted = [...changes].sort(
    (a, b) => compare(a.area, b.area) || compare(a.change, b.change) || compare(a.base, b.base),
  );
  const joined: PageChange[] = [];
  for (const change of sorted) {
    const last = joined.at(-1);
    const adjoins =
      last?.area === change.area &&
      last.change === change.change &&
      last.base + BigInt(last.pages) * pageSize === change.base;
    if (last !== undefined && adjoins) joined[joined.length - 1] = { ...last, pages: last.pages + change.pages };
    else joined.push(change);
  }
  return joined;
}

function compare<T extends string | bigint>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
