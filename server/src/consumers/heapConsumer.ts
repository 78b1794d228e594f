/** A program, or a driver, that opens DMA-BUF heaps by name. */
export interface HeapConsumer {
  readonly name: string;
  /** The names below /dev/dma_heap that it tries, in this order; it takes the first that is there. */
  readonly heaps: readonly string[];
  /** Where the names were read, and when; absent for one that a workspace describes itself. */
  readonly source?: string;
  /** The day on which it was written down here, as `2026-11-21`: names change from release to release. */
  readonly recorded?: string;
}
