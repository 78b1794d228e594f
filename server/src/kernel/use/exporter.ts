import type { Segment } from './dmaMapping.ts';
import type { OperationRefusal, PageChange } from './operationResult.ts';

/** What a buffer holds of its heap. */
export interface BufferMemory {
  /** Of the dma-buf, in bytes. */
  readonly size: bigint;
  /** The scatterlist of an attachment, one entry a contiguous piece. */
  readonly segments: readonly Segment[];
  /** The CMA pages that it took. */
  readonly pages?: PageChange;
  /** Where it lies in a coherent pool. */
  readonly coherentBase?: bigint;
  /** What is wrong with the addresses that an importer is given; absent where they are the memory's. */
  readonly addressNote?: string;
}

/** What may be asked of a buffer's exporter besides its memory. */
export type ExporterOperation = 'attach' | 'mmap' | 'vmap' | 'cpuAccess';

/** How much of a heap's memory is in use, in bytes. */
export interface HeapUsage {
  readonly size: bigint;
  readonly used: bigint;
  /** The longest piece that can still be had at once. */
  readonly largestFree: bigint;
  readonly peak: bigint;
}

/** How far a heap's pool has been used since boot, in bytes from its start. */
export interface PoolExtent {
  /** The end of the highest memory that was ever taken: first fit takes the same places in a pool of any size beyond it. */
  readonly end: bigint;
  /** What the kernel took for itself before init started. */
  readonly boot: bigint;
  /** The most that was taken at one time, boot included. */
  readonly peak: bigint;
  /** Of the peak, what blocks of powers of two hold beyond the buffers in them. */
  readonly padding: bigint;
}

/** A heap's side of the dma-bufs that it exports. Heaps over one backing share it. */
export interface Exporter<Memory extends BufferMemory = BufferMemory> {
  /** `size` is a positive multiple of the page size. */
  allocate(size: bigint): Memory | OperationRefusal;
  /** Gives back what `allocate` took. Answers the CMA pages that became free. */
  release(memory: Memory): PageChange | undefined;
  /** How many pages lie from one buffer of `size` bytes to the next in memory that is empty: its own and what alignment costs. */
  pagesApart(size: bigint): number;
  /** Why the exporter does not do an operation; `undefined` where it does. */
  refuses(operation: ExporterOperation, memory: Memory): OperationRefusal | undefined;
  /** The errno that an importer sees of a mapping that failed with EIO. */
  readonly mapErrno: string;
  /** Whether a private mapping of `length` bytes from `offset` is possible. */
  allowsPrivateMapping(memory: Memory, offset: bigint, length: bigint): boolean;
  usage(): HeapUsage;
  /** How far the pool has been used; `undefined` for a heap that takes its pages from all free memory. */
  extent(): PoolExtent | undefined;
}

/** Tells a refusal from memory. */
export function isRefusal(answer: BufferMemory | OperationRefusal): answer is OperationRefusal {
  return 'result' in answer;
}
