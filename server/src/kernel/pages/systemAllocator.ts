import type { BootOutcome } from '../outcome/bootOutcome.ts';
import { AddressRange } from '../units/addressRange.ts';
import { rangesWithout } from '../units/rangesWithout.ts';
import { PAGE_DESCRIPTOR } from './pageDescriptor.ts';

/** A block that the page allocator handed out. */
export interface PageBlock {
  readonly frame: number;
  readonly order: number;
}

/** The largest block that the system heap asks for is this order; larger ones are cut up. */
const LARGEST_ORDER = 10;
const FOUR_GIB = 1n << 32n;

/**
 * The free pages of one zone, as a buddy allocator (mm/page_alloc.c). Boot hands the pages over from the lowest up and
 * puts each block after the others (`__free_pages_core`), so fresh memory is used from the zone's start; what was
 * given back last is used first.
 */
class Zone {
  freePages = 0;
  /** Ranges of frames that nobody touched yet, the lowest last. */
  readonly #untouched: { start: number; end: number }[] = [];
  /** Free blocks by order; an entry counts only as long as `#free` agrees. */
  readonly #stacks: number[][] = Array.from({ length: LARGEST_ORDER + 1 }, () => []);
  readonly #free = new Map<number, number>();

  add(start: number, end: number): void {
    this.#untouched.push({ start, end });
    this.freePages += end - start;
  }

  allocate(order: number): number {
    let from = order;
    let frame = this.#pop(from);
    while (frame < 0 && from < LARGEST_ORDER) frame = this.#pop(++from);
    if (frame < 0) {
      if (!this.#carve()) return -1;
      return this.allocate(order);
    }
    while (from > order) {
      from--;
      this.#push(frame + 2 ** from, from);
    }
    this.freePages -= 2 ** order;
    return frame;
  }

  release(frame: number, order: number): void {
    this.freePages += 2 ** order;
    while (order < LARGEST_ORDER) {
      const size = 2 ** order;
      const buddy = Math.floor(frame / size) % 2 === 0 ? frame + size : frame - size;
      if (this.#free.get(buddy) !== order) break;
      this.#free.delete(buddy);
      frame = Math.min(frame, buddy);
      order++;
    }
    this.#push(frame, order);
  }

  #push(frame: number, order: number): void {
    this.#free.set(frame, order);
    this.#stacks[order]?.push(frame);
  }

  #pop(order: number): number {
    const stack = this.#stacks[order] ?? [];
    for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
      if (this.#free.get(frame) !== order) continue;
      this.#free.delete(frame);
      return frame;
    }
    return -1;
  }

  /** Makes blocks of the start of the lowest untouched range: up to the next boundary of the largest order. */
  #carve(): boolean {
    const range = this.#untouched.at(-1);
    if (range === undefined) return false;
    const largest = 2 ** LARGEST_ORDER;
    const start = range.start;
    const end = Math.min(range.end, Math.floor(start / largest) * largest + largest);
    const blocks: PageBlock[] = [];
    for (let frame = start; frame < end; ) {
      let order = LARGEST_ORDER;
      while (frame % 2 ** order !== 0 || frame + 2 ** order > end) order--;
      blocks.push({ frame, order });
      frame += 2 ** order;
    }
    for (const block of blocks.reverse()) this.#push(block.frame, block.order);
    range.start = end;
    if (range.start === range.end) this.#untouched.pop();
    return true;
  }
}

/**
 * The free memory of the system, as far as a simulator can know it: RAM without what boot reserved and without the
 * memory map. The highest zone is used first (`get_page_from_freelist`, mm/page_alloc.c), so a system buffer comes
 * from above 4 GiB as long as there is memory.
 */
export class SystemAllocator {
  readonly #pageSize: bigint;
  /** Highest first. */
  readonly #zones: { readonly end: bigint; readonly zone: Zone }[];
  readonly totalPages: number;
  #peak = 0;

  constructor(outcome: BootOutcome) {
    this.#pageSize = BigInt(outcome.pageSize);
    const ends = [outcome.dma.dmaZoneLimit + 1n, FOUR_GIB, 1n << 64n];
    this.#zones = [...new Set(ends)].sort((a, b) => (a > b ? -1 : 1)).map((end) => ({ end, zone: new Zone() }));
    for (const range of freeMemory(outcome).reverse()) this.#add(range);
    this.totalPages = this.freePages;
  }

  get freePages(): number {
    return this.#zones.reduce((sum, { zone }) => sum + zone.freePages, 0);
  }

  get usedPages(): number {
    return this.totalPages - this.freePages;
  }

  get peakPages(): number {
    return this.#peak;
  }

  /** Takes a block of 2^order pages from the highest zone that has one; `undefined` where none has. */
  allocate(order: number): PageBlock | undefined {
    for (const { zone } of this.#zones) {
      const frame = zone.allocate(order);
      if (frame < 0) continue;
      this.#peak = Math.max(this.#peak, this.usedPages);
      return { frame, order };
    }
    return undefined;
  }

  release(block: PageBlock): void {
    const address = BigInt(block.frame) * this.#pageSize;
    this.#zones.findLast(({ end }) => address < end)?.zone.release(block.frame, block.order);
  }

  #add(range: AddressRange): void {
    for (const [index, { end, zone }] of this.#zones.entries()) {
      const start = this.#zones[index + 1]?.end ?? 0n;
      const from = maximum(range.base, start);
      const to = minimum(range.end, end);
      const first = Number((from + this.#pageSize - 1n) / this.#pageSize);
      const last = Number(to / this.#pageSize);
      if (last > first) zone.add(first, last);
    }
  }
}

/** RAM that nobody reserved, lowest first. */
function freeMemory(outcome: BootOutcome): AddressRange[] {
  const taken: AddressRange[] = outcome.profile.occupied.map((occupied) => occupied.range);
  for (const region of outcome.regions) {
    const kept = region.state !== 'released' && region.state !== 'skipped' && region.state !== 'failed';
    if (kept && region.range !== undefined) taken.push(region.range);
  }
  for (const area of outcome.cmaAreas) taken.push(area.range);
  const swiotlb = outcome.dma.swiotlb;
  if (swiotlb?.base !== undefined) taken.push(new AddressRange(swiotlb.base, swiotlb.size));
  const memory = [...outcome.memory].sort((a, b) => (a.base < b.base ? -1 : 1));
  const free = rangesWithout(memory, taken);
  const total = memory.reduce((sum, range) => sum + range.size, 0n);
  return withoutTop(free, (total / BigInt(outcome.pageSize)) * PAGE_DESCRIPTOR);
}

/** The ranges without their highest `bytes` bytes: memblock serves the kernel's early tables from the top. */
function withoutTop(ranges: readonly AddressRange[], bytes: bigint): AddressRange[] {
  const rest = [...ranges];
  for (let range = rest.pop(); range !== undefined; range = rest.pop()) {
    if (range.size > bytes) return [...rest, new AddressRange(range.base, range.size - bytes)];
    bytes -= range.size;
  }
  return [];
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
