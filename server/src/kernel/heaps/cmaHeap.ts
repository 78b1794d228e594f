import { cmaAllocationFailure } from '../cma/allocationFailure.ts';
import type { Kernel } from '../input/kernel.ts';
import type { CmaAllocator } from '../pages/cmaAllocator.ts';
import { AddressRange } from '../units/addressRange.ts';
import { formatSize } from '../units/formatBytes.ts';
import type { Segment } from '../use/dmaMapping.ts';
import type { BufferMemory, Exporter, ExporterOperation, HeapUsage, PoolExtent } from '../use/exporter.ts';
import type { OperationRefusal, PageChange } from '../use/operationResult.ts';
import type { Hazard } from './hazards.ts';
import { refusalOfPageList } from './pageList.ts';

interface CmaMemory extends BufferMemory {
  readonly start: number;
  readonly pageCount: number;
}

/** An entry of a scatterlist is at most 4 GiB less a page (`SCATTERLIST_MAX_SEGMENT`, include/linux/scatterlist.h). */
const SEGMENT_LIMIT = 1n << 32n;

/**
 * The heap of a CMA area (drivers/dma-buf/heaps/cma_heap.c): one contiguous run of pages a buffer, hence one
 * scatterlist entry; every failure, of allocation and of mapping, is ENOMEM to the caller.
 */
export class CmaHeap implements Exporter<CmaMemory> {
  readonly mapErrno = 'ENOMEM';
  readonly #allocator: CmaAllocator;
  readonly #pageSize: bigint;
  readonly #kernel: Kernel;
  readonly #hazards: readonly Hazard[];
  readonly #isBusy: ((start: number, pages: number) => boolean) | undefined;

  /** `isBusy` answers whether an overlapping area has given out some of these pages; `undefined` where no area overlaps. */
  constructor(
    allocator: CmaAllocator,
    kernel: Kernel,
    hazards: readonly Hazard[],
    isBusy: ((start: number, pages: number) => boolean) | undefined,
  ) {
    this.#hazards = hazards.filter((hazard) => hazard.range.overlaps(allocator.area.range));
    this.#allocator = allocator;
    this.#kernel = kernel;
    this.#pageSize = kernel.pageBytes;
    this.#isBusy = isBusy;
  }

  allocate(size: bigint): CmaMemory | OperationRefusal {
    const area = this.#allocator.area;
    if (!area.activated) {
      const why = `the area ${area.name} could not be activated at boot, so it has no pages to give`;
      return { result: 'ENOMEM', why };
    }
    const pageCount = Number(size / this.#pageSize);
    const start = this.#allocator.allocate(pageCount, this.#isBusy);
    if (start < 0) return this.#refusal(pageCount);
    const base = area.range.base + BigInt(start) * this.#pageSize;
    const taken = new AddressRange(base, size);
    const hazard = this.#hazards.find((each) => each.range.overlaps(taken));
    if (hazard !== undefined) return { result: 'crash', why: hazard.why };
    const refusal = refusalOfPageList(this.#kernel, pageCount);
    if (refusal !== undefined) {
      this.#allocator.release(start, pageCount);
      return refusal;
    }
    const pages: PageChange = { area: area.name, base, pages: pageCount, change: 'set' };
    return { size, segments: segmentsOf(base, size, this.#pageSize), pages, start, pageCount };
  }

  pagesApart(size: bigint): number {
    return this.#allocator.pagesApart(Number(size / this.#pageSize));
  }

  release(memory: CmaMemory): PageChange | undefined {
    this.#allocator.release(memory.start, memory.pageCount);
    return memory.pages === undefined ? undefined : { ...memory.pages, change: 'clear' };
  }

  refuses(_operation: ExporterOperation, _memory: CmaMemory): OperationRefusal | undefined {
    return undefined;
  }

  /** `cma_heap_mmap` asks for a shared mapping. */
  allowsPrivateMapping(): boolean {
    return false;
  }

  usage(): HeapUsage {
    const allocator = this.#allocator;
    const activated = allocator.area.activated;
    return {
      size: allocator.area.range.size,
      used: BigInt(allocator.usedPages) * this.#pageSize,
      largestFree: activated ? BigInt(allocator.largestFree()) * this.#pageSize : 0n,
      peak: BigInt(allocator.peakPages) * this.#pageSize,
    };
  }

  extent(): PoolExtent {
    const { area, endPage, peakPages } = this.#allocator;
    const bytes = (pages: number): bigint => BigInt(pages) * this.#pageSize;
    return {
      end: bytes(endPage),
      boot: bytes(Math.min(area.usedAtBoot, area.pages)),
      peak: bytes(peakPages),
      padding: 0n,
    };
  }

  /** The answer and the message of a search without result. */
  #refusal(pageCount: number): OperationRefusal {
    const { area } = this.#allocator;
    const line = cmaAllocationFailure(this.#kernel.behaviours, area.name, area.pages, pageCount);
    const freeRuns = this.#allocator.freeRunsLine();
    return { result: 'ENOMEM', why: this.#why(pageCount), log: line === undefined ? [] : [line], freeRuns };
  }

  #why(pageCount: number): string {
    const { area, freePages } = this.#allocator;
    const size = formatSize(BigInt(pageCount) * this.#pageSize);
    if (pageCount > area.pages) {
      return `${pageCount} pages (${size}) are more than the ${area.pages} pages of the area ${area.name}`;
    }
    const beyond = area.pages - area.usablePages;
    const outside =
      beyond > 0 ? `; the last ${beyond} pages of the area lie beyond the end of RAM and are never given out` : '';
    const largest = this.#allocator.largestFree();
    const found =
      `the largest free run of ${area.name} is ${largest} pages, ${pageCount} are needed; ` +
      `${freePages} are free in all${outside}`;
    if (largest < pageCount) return found;
    return `${found}; no free run of ${pageCount} pages begins where the allocation may begin (${this.#allocator.alignmentWords(pageCount)})`;
  }
}

/** Contiguous memory as a scatterlist: one entry, unless it is longer than an entry can say. */
function segmentsOf(base: bigint, size: bigint, pageSize: bigint): Segment[] {
  const limit = SEGMENT_LIMIT - pageSize;
  const segments: Segment[] = [];
  for (let offset = 0n; offset < size; offset += limit) {
    segments.push({ base: base + offset, size: size - offset < limit ? size - offset : limit });
  }
  return segments;
}
