import { largestOrder } from '../cma/minimumAlignment.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { PageBlock, SystemAllocator } from '../pages/systemAllocator.ts';
import { formatSize } from '../units/formatBytes.ts';
import type { Segment } from '../use/dmaMapping.ts';
import type { BufferMemory, Exporter, ExporterOperation, HeapUsage } from '../use/exporter.ts';
import type { OperationRefusal } from '../use/operationResult.ts';

/**
 * The memory of a buffer. Its scatterlist is made when it is asked for: there are hundreds of thousands of buffers, of which
 * few are ever attached.
 */
class SystemMemory implements BufferMemory {
  readonly size: bigint;
  readonly blocks: readonly PageBlock[];
  readonly #pageSize: bigint;
  #segments: readonly Segment[] | undefined;

  constructor(size: bigint, blocks: readonly PageBlock[], pageSize: bigint) {
    this.size = size;
    this.blocks = blocks;
    this.#pageSize = pageSize;
  }

  get segments(): readonly Segment[] {
    this.#segments ??= this.blocks.map(({ frame, order }) => ({
      base: BigInt(frame) * this.#pageSize,
      size: BigInt(2 ** order) * this.#pageSize,
    }));
    return this.#segments;
  }
}

/** Block sizes that the heap tries, in pages as powers of two: 1 MiB, 64 KiB and 4 KiB with 4 KiB pages. */
const LARGE_ORDERS = [8, 4, 0];
const SINGLE_PAGES = [0];
/** A buffer of more pages (1 TiB with 4 KiB pages) is not followed block by block; no machine has one to give. */
const MAXIMUM_PAGES = 2 ** 28;

/**
 * The system heap (drivers/dma-buf/heaps/system_heap.c): the largest block that still fits, again and again; one
 * scatterlist entry a block. Mapping errors reach the importer as they are.
 */
export class SystemHeap implements Exporter<SystemMemory> {
  readonly mapErrno: string;
  readonly #allocator: SystemAllocator;
  readonly #pageSize: bigint;
  readonly #orders: readonly number[];
  readonly #sharesHelpers: boolean;
  readonly #mapsByBlock: boolean;

  constructor(allocator: SystemAllocator, kernel: Kernel) {
    this.#allocator = allocator;
    this.#pageSize = kernel.pageBytes;
    const largest = largestOrder(kernel);
    const orders = behaves(kernel, 'system-heap-large-blocks') ? LARGE_ORDERS : SINGLE_PAGES;
    this.#orders = orders.filter((order) => order === 0 || order <= largest);
    this.#sharesHelpers = behaves(kernel, 'system-heap-shares-helpers');
    this.#mapsByBlock = behaves(kernel, 'system-heap-maps-by-block');
    const passedOn = behaves(kernel, 'mapping-error-passed-on') ? 'EIO' : 'EINVAL';
    this.mapErrno = this.#sharesHelpers ? 'ENOMEM' : passedOn;
  }

  allocate(size: bigint): SystemMemory | OperationRefusal {
    const pages = Number(size / this.#pageSize);
    if (pages > Math.min(this.#allocator.freePages, MAXIMUM_PAGES)) return this.#outOfMemory(size);
    const blocks: PageBlock[] = [];
    let rest = pages;
    for (const order of this.#orders) {
      while (rest >= 2 ** order) {
        const block = this.#allocator.allocate(order);
        if (block === undefined) break;
        blocks.push(block);
        rest -= 2 ** order;
      }
    }
    if (rest === 0) return new SystemMemory(size, blocks, this.#pageSize);
    for (const block of blocks) this.#allocator.release(block);
    return this.#outOfMemory(size);
  }

  pagesApart(size: bigint): number {
    return Number(size / this.#pageSize);
  }

  release(memory: SystemMemory): undefined {
    for (const block of memory.blocks) this.#allocator.release(block);
  }

  refuses(_operation: ExporterOperation, _memory: SystemMemory): OperationRefusal | undefined {
    return undefined;
  }

  /** A private mapping of page frames must be made in one piece (`remap_pfn_range`, mm/memory.c). */
  allowsPrivateMapping(memory: SystemMemory, offset: bigint, length: bigint): boolean {
    if (this.#sharesHelpers) return false;
    if (!this.#mapsByBlock) return length <= this.#pageSize;
    let start = 0n;
    for (const segment of memory.segments) {
      if (offset < start + segment.size) return offset + length <= start + segment.size;
      start += segment.size;
    }
    return false;
  }

  usage(): HeapUsage {
    const free = BigInt(this.#allocator.freePages) * this.#pageSize;
    return {
      size: BigInt(this.#allocator.totalPages) * this.#pageSize,
      used: BigInt(this.#allocator.usedPages) * this.#pageSize,
      largestFree: free,
      peak: BigInt(this.#allocator.peakPages) * this.#pageSize,
    };
  }

  extent(): undefined {
    return undefined;
  }

  #outOfMemory(size: bigint): OperationRefusal {
    const free = formatSize(BigInt(this.#allocator.freePages) * this.#pageSize);
    return {
      result: 'ENOMEM',
      why:
        `${formatSize(size)} are asked for and about ${free} are free. The heap does not compare the two: the kernel ` +
        'reclaims, then its OOM killer ends processes, first of all the caller, and panics where only init is left',
    };
  }
}
