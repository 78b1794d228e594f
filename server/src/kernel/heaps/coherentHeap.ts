import type { Kernel } from '../input/kernel.ts';
import type { CoherentPool } from '../outcome/bootOutcome.ts';
import type { CoherentAllocator } from '../pages/coherentAllocator.ts';
import { pageOrder } from '../pages/pageOrder.ts';
import { formatSize } from '../units/formatBytes.ts';
import type { Segment } from '../use/dmaMapping.ts';
import type { BufferMemory, Exporter, ExporterOperation, HeapUsage, PoolExtent } from '../use/exporter.ts';
import type { OperationRefusal } from '../use/operationResult.ts';
import type { DmemRegion } from './dmem.ts';
import { refusalOfPageList } from './pageList.ts';

interface CoherentMemory extends BufferMemory {
  readonly start: number;
  readonly pageCount: number;
}

/** Where `virt_to_page` of an address outside the linear map leads: memory that no machine has. */
const INVENTED_BASE = 0x8000_8100_0000n;

const INVENTED_NOTE =
  'the addresses that the device gets are invented: the heap takes virt_to_page of memory that is not linearly mapped, ' +
  'so the device does not reach the buffer';

/** lib/scatterlist.c `pages_are_mergeable`, include/linux/mmzone.h `zone_device_pages_have_same_pgmap`. */
const ZONE_DEVICE_CRASH =
  'attaching joins neighbouring pages to one segment, for which a kernel with CONFIG_ZONE_DEVICE reads their page ' +
  'descriptors, and those of this heap are invented: a fault (so the source has it; no boot has shown it)';

/**
 * The proposed heap of a coherent pool, not upstream (drivers/dma-buf/heaps/coherent_heap.c of the postings). It
 * allocates with `dma_alloc_coherent` on its own device, so blocks are powers of two and failures print no message.
 *
 * All revisions take `virt_to_page` of memory that is remapped, not linearly mapped. The scatterlist of an import
 * therefore holds addresses that do not exist. The revision that knows `no-map` builds no pages for such pools and
 * forgets that attaching needs them.
 */
export class CoherentHeap implements Exporter<CoherentMemory> {
  readonly mapErrno = 'ENOMEM';
  readonly #pool: CoherentPool;
  readonly #allocator: CoherentAllocator;
  readonly #pageSize: bigint;
  readonly #kernel: Kernel;
  readonly #noMapAware: boolean;
  readonly #dmem: DmemRegion | undefined;

  constructor(pool: CoherentPool, allocator: CoherentAllocator, kernel: Kernel, dmem: DmemRegion | undefined) {
    this.#pool = pool;
    this.#allocator = allocator;
    this.#pageSize = kernel.pageBytes;
    this.#kernel = kernel;
    this.#noMapAware = kernel.patches.has('coherent-heap-no-map-aware');
    this.#dmem = dmem;
  }

  allocate(size: bigint): CoherentMemory | OperationRefusal {
    const refused = this.#dmem?.charge(size);
    if (refused !== undefined) return refused;
    const pageCount = Number(size / this.#pageSize);
    const start = this.#allocator.allocate(pageCount);
    if (start < 0) {
      this.#dmem?.uncharge(size);
      return { result: 'ENOMEM', why: this.#why(size, pageCount) };
    }
    const listsPages = !(this.#noMapAware && this.#pool.noMap);
    const refusal = listsPages ? refusalOfPageList(this.#kernel, pageCount) : undefined;
    if (refusal !== undefined) {
      this.#allocator.release(start, pageCount);
      this.#dmem?.uncharge(size);
      return refusal;
    }
    const coherentBase = this.#pool.range.base + BigInt(start) * this.#pageSize;
    const invented = (INVENTED_BASE + (coherentBase - this.#pool.range.base)) & this.#kernel.addressMask;
    const segments: Segment[] = [{ base: invented, size }];
    return { size, segments, coherentBase, addressNote: INVENTED_NOTE, start, pageCount };
  }

  pagesApart(size: bigint): number {
    return 2 ** pageOrder(Number(size / this.#pageSize));
  }

  release(memory: CoherentMemory): undefined {
    this.#allocator.release(memory.start, memory.pageCount);
    this.#dmem?.uncharge(memory.size);
  }

  refuses(operation: ExporterOperation, memory: CoherentMemory): OperationRefusal | undefined {
    if (this.#noMapAware && this.#pool.noMap) return refusalOfNoMap(operation);
    if (operation === 'attach' && memory.pageCount > 1 && this.#kernel.configuration.isEnabled('CONFIG_ZONE_DEVICE')) {
      return { result: 'crash', why: ZONE_DEVICE_CRASH };
    }
    if (operation !== 'vmap') return undefined;
    return {
      result: 'ENOMEM',
      why: 'the heap has no valid pages for memory outside the linear map, so vmap refuses them with a WARNING at vmap_pages_pte_range (mm/vmalloc.c)',
    };
  }

  /** `dma_mmap_coherent` maps page frames, which a private mapping takes only in one piece: the whole mapping is one. */
  allowsPrivateMapping(): boolean {
    return true;
  }

  usage(): HeapUsage {
    const allocator = this.#allocator;
    return {
      size: this.#pool.range.size,
      used: BigInt(allocator.usedPages) * this.#pageSize,
      largestFree: BigInt(allocator.largestBlock()) * this.#pageSize,
      peak: BigInt(allocator.peakPages) * this.#pageSize,
    };
  }

  extent(): PoolExtent {
    const { endPage, peakPages, paddingPages } = this.#allocator;
    const bytes = (pages: number): bigint => BigInt(pages) * this.#pageSize;
    return { end: bytes(endPage), boot: 0n, peak: bytes(peakPages), padding: bytes(paddingPages) };
  }

  #why(size: bigint, pageCount: number): string {
    const { freePages, pages } = this.#allocator;
    const block = 2 ** pageOrder(pageCount);
    if (block > pages) {
      return (
        `${formatSize(size)} need a block of ${block} pages (a power of two); ` +
        `the pool ${this.#pool.name} has ${pages} pages`
      );
    }
    return (
      `${formatSize(size)} need a block of ${block} pages, aligned to itself from the start of the pool; ` +
      `the largest free one is ${this.#allocator.largestBlock()} pages, ${freePages} are free in all`
    );
  }
}

function refusalOfNoMap(operation: ExporterOperation): OperationRefusal {
  if (operation === 'attach') {
    return {
      result: 'crash',
      why: 'attaching builds a scatterlist from the page array that this revision does not make for no-map pools: a NULL pointer is followed in sg_alloc_append_table_from_pages',
    };
  }
  const asked = { mmap: 'mmap', vmap: 'vmap', cpuAccess: 'CPU access' }[operation];
  return { result: 'EINVAL', why: `this revision of the heap refuses ${asked} for pools with no-map` };
}
