import { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';

/** A memory region; what is not mapped is no longer the page allocator's. */
export interface MemoryRegion {
  readonly base: bigint;
  readonly end: bigint;
  readonly noMap: boolean;
}

interface Stretch {
  readonly base: bigint;
  readonly end: bigint;
}

interface ReservedRegion extends Stretch {
  /** `MEMBLOCK_RSRV_KERN`: the kernel has allocated it, while others are only said to be reserved. */
  readonly isAllocated: boolean;
}

const TOP = (1n << 64n) - 1n;

/**
 * The kernel's early allocator (mm/memblock.c): RAM, what of it is not to be mapped, and what is reserved.
 *
 * Regions are sorted and disjoint; neighbours that are alike are merged: of reservations all, or where allocations are
 * kept apart (`MEMBLOCK_RSRV_KERN`) those of one kind. The arrays have a fixed size until paging is
 * up: an operation that would need more room changes nothing and leaves its array's name in `overflow`.
 */
export class Memblock {
  readonly #memoryLimit: number;
  readonly #reservedLimit: number;
  readonly #keepsAllocationsApart: boolean;
  #memory: MemoryRegion[] = [];
  #reserved: ReservedRegion[] = [];
  overflow: 'memory' | 'reserved' | undefined;

  constructor(memoryLimit: number, reservedLimit: number, keepsAllocationsApart = false) {
    this.#keepsAllocationsApart = keepsAllocationsApart;
    this.#memoryLimit = memoryLimit;
    this.#reservedLimit = reservedLimit;
  }

  /** RAM with its gaps for what is not mapped. */
  get memory(): readonly MemoryRegion[] {
    return this.#memory;
  }

  /** All of RAM, mapped or not. */
  get ranges(): AddressRange[] {
    const ranges: AddressRange[] = [];
    for (const region of this.#memory) {
      const last = ranges.at(-1);
      if (last !== undefined && last.end === region.base) {
        ranges[ranges.length - 1] = new AddressRange(last.base, region.end - last.base);
      } else {
        ranges.push(new AddressRange(region.base, region.end - region.base));
      }
    }
    return ranges;
  }

  get reserved(): AddressRange[] {
    return this.#reserved.map((region) => new AddressRange(region.base, region.end - region.base));
  }

  get startOfRam(): bigint {
    return this.#memory[0]?.base ?? 0n;
  }

  get endOfRam(): bigint {
    return this.#memory.at(-1)?.end ?? 0n;
  }

  /** Bytes of RAM, mapped or not. */
  get totalRam(): bigint {
    return this.#memory.reduce((sum, region) => sum + region.end - region.base, 0n);
  }

  /** `memblock_add`: only what is not RAM yet is added. */
  addMemory(base: bigint, size: bigint): void {
    const end = capEnd(base, size);
    if (end <= base) return;
    const added: MemoryRegion[] = [];
    let at = base;
    for (const region of this.#memory) {
      if (region.end <= at) continue;
      if (region.base >= end) break;
      if (region.base > at) added.push({ base: at, end: region.base, noMap: false });
      at = region.end;
    }
    if (at < end) added.push({ base: at, end, noMap: false });
    if (this.#memory.length + added.length > this.#memoryLimit) {
      this.overflow = 'memory';
      return;
    }
    this.#memory = mergeMemory([...this.#memory, ...added].sort(byBase));
  }

  /** `memblock_remove`. */
  removeMemory(base: bigint, size: bigint): void {
    const end = capEnd(base, size);
    this.#memory = this.#memory.flatMap((region) => cut(region, base, end));
  }

  /** `memblock_cap_memory_range`: RAM outside is dropped unless it is not mapped, reservations outside are dropped. */
  capMemory(base: bigint, size: bigint): void {
    if (size === 0n) return;
    const end = capEnd(base, size);
    this.#memory = this.#memory.flatMap((region) =>
      region.noMap ? [region] : cut(region, 0n, base).flatMap((part) => cut(part, end, TOP)),
    );
    this.#reserved = this.#reserved.flatMap((region) => cut(region, 0n, base).flatMap((part) => cut(part, end, TOP)));
  }

  /** `memblock_reserve`: always succeeds on overlap, also outside RAM. */
  reserve(base: bigint, size: bigint): boolean {
    return this.#reserve(base, size, false);
  }

  /** `memblock_add_range`: what nobody has reserved yet becomes a reservation, and neighbours of its kind are merged. */
  #reserve(base: bigint, size: bigint, isAllocated: boolean): boolean {
    const end = capEnd(base, size);
    if (end <= base) return true;
    const first = firstEndingAtOrAfter(this.#reserved, base);
    const merged: ReservedRegion[] = [];
    const add = (region: ReservedRegion): void => {
      const last = merged.at(-1);
      if (last?.end === region.base && last.isAllocated === region.isAllocated) {
        merged[merged.length - 1] = { ...last, end: region.end };
      } else merged.push(region);
    };
    const kind = this.#keepsAllocationsApart && isAllocated;
    let at = base;
    let next = first;
    for (
      let region = this.#reserved[next];
      region !== undefined && region.base <= end;
      region = this.#reserved[++next]
    ) {
      if (region.base > at) add({ base: at, end: region.base, isAllocated: kind });
      add(region);
      at = max(at, region.end);
    }
    if (at < end) add({ base: at, end, isAllocated: kind });
    if (this.#reserved.length - (next - first) + merged.length > this.#reservedLimit && merged.length > next - first) {
      this.overflow = 'reserved';
      return false;
    }
    this.#reserved.splice(first, next - first, ...merged);
    return true;
  }

  /** `memblock_phys_free`: takes the range out of the reservations, whoever made them. */
  free(base: bigint, size: bigint): void {
    const end = capEnd(base, size);
    if (this.#reserved.length + 2 > this.#reservedLimit) {
      this.overflow = 'reserved';
      return;
    }
    this.#reserved = this.#reserved.flatMap((region) => cut(region, base, end));
  }

  /** `memblock_mark_nomap`; false where there was no room. */
  markNoMap(base: bigint, size: bigint): boolean {
    return this.#setNoMap(base, size, true);
  }

  /** Whether nothing is mapped outside of a range; false where nothing is mapped at all. */
  isAllMappedIn(base: bigint, size: bigint): boolean {
    const end = capEnd(base, size);
    const mapped = this.#memory.filter(({ noMap }) => !noMap);
    return mapped.length > 0 && mapped.every((region) => base <= region.base && region.end <= end);
  }

  /** `memblock_clear_nomap`. */
  clearNoMap(base: bigint, size: bigint): boolean {
    return this.#setNoMap(base, size, false);
  }

  #setNoMap(base: bigint, size: bigint, noMap: boolean): boolean {
    const end = capEnd(base, size);
    if (end <= base) return true;
    // Two more regions at most: memblock_isolate_range asks for them before it looks.
    if (this.#memory.length + 2 > this.#memoryLimit) {
      this.overflow = 'memory';
      return false;
    }
    const first = firstEndingAtOrAfter(this.#memory, base + 1n);
    const changed: MemoryRegion[] = [];
    let next = first;
    for (let region = this.#memory[next]; region !== undefined && region.base < end; region = this.#memory[++next]) {
      if (region.base < base) changed.push({ base: region.base, end: base, noMap: region.noMap });
      changed.push({ base: max(region.base, base), end: min(region.end, end), noMap });
      if (region.end > end) changed.push({ base: end, end: region.end, noMap: region.noMap });
    }
    // Neighbours that have become alike are merged.
    const from = Math.max(first - 1, 0);
    const merged = mergeMemory([...this.#memory.slice(from, first), ...changed, ...this.#memory.slice(next, next + 1)]);
    this.#memory.splice(from, next + 1 - from, ...merged);
    return true;
  }

  /** `memblock_is_region_reserved`: whether any byte of the range is. */
  isReserved(base: bigint, size: bigint): boolean {
    const end = capEnd(base, size);
    const region = this.#reserved[firstEndingAtOrAfter(this.#reserved, base + 1n)];
    return end > base && region !== undefined && region.base < end;
  }

  /** Whether every byte of the range is reserved. */
  isWhollyReserved(base: bigint, size: bigint): boolean {
    const end = capEnd(base, size);
    let at = base;
    let index = firstEndingAtOrAfter(this.#reserved, base + 1n);
    for (
      let region = this.#reserved[index];
      region !== undefined && region.base <= at;
      region = this.#reserved[++index]
    ) {
      at = region.end;
      if (at >= end) return true;
    }
    return false;
  }

  /** The memory regions that have a byte in `[base, end)`. */
  memoryWithin(base: bigint, end: bigint): readonly MemoryRegion[] {
    const first = firstEndingAtOrAfter(this.#memory, base + 1n);
    let next = first;
    for (let region = this.#memory[first]; region !== undefined && region.base < end; region = this.#memory[next])
      next++;
    return this.#memory.slice(first, next);
  }

  /** `memblock_overlaps_region` on RAM. */
  overlapsMemory(base: bigint, size: bigint): boolean {
    return size > 0n && this.memoryWithin(base, capEnd(base, size)).length > 0;
  }

  /**
   * `memblock_find_in_range_node` and the reservation after it: the base of `size` bytes within `[start, end)`, from
   * the top or from the bottom; `undefined` where none are free. An `end` of 0 means anywhere.
   */
  allocate(
    size: bigint,
    alignment: bigint,
    start: bigint,
    end: bigint,
    direction: 'top-down' | 'bottom-up',
    pageSize: bigint,
  ): bigint | undefined {
    const base = this.find(size, alignment, start, end, direction, pageSize);
    return base !== undefined && this.#reserve(base, size, true) ? base : undefined;
  }

  /** Where `allocate` would place it. */
  find(
    size: bigint,
    alignment: bigint,
    start: bigint,
    end: bigint,
    direction: 'top-down' | 'bottom-up',
    pageSize: bigint,
  ): bigint | undefined {
    const from = max(start, pageSize);
    const to = max(from, end === 0n ? TOP : end);
    // Nothing fits between reservations that touch and are not merged (mm/memblock.c __next_mem_range_rev).
    const free = this.#freeRanges(size === 0n);
    if (direction === 'top-down') {
      for (let index = free.length - 1; index >= 0; index--) {
        const range = free[index];
        if (range === undefined) break;
        const low = clamp(range.base, from, to);
        const high = clamp(range.end, from, to);
        if (high < size) continue;
        const candidate = roundDown(high - size, alignment);
        if (candidate >= low) return candidate;
      }
      return undefined;
    }
    for (const range of free) {
      const low = clamp(range.base, from, to);
      const high = clamp(range.end, from, to);
      const candidate = roundUp(low, alignment);
      if (candidate < high && high - candidate >= size) return candidate;
    }
    return undefined;
  }

  /** The largest run that is free within `[start, end)`, wherever it stands; empty where nothing is. An `end` of 0 means anywhere. */
  largestFree(start: bigint, end: bigint): AddressRange {
    const to = max(start, end === 0n ? TOP : end);
    let largest = new AddressRange(start, 0n);
    for (const range of this.#freeRanges()) {
      const low = clamp(range.base, start, to);
      const high = clamp(range.end, start, to);
      if (high - low > largest.size) largest = new AddressRange(low, high - low);
    }
    return largest;
  }

  /** Mapped RAM that is not reserved, lowest first; one range never spans two memory regions. */
  get freeRanges(): AddressRange[] {
    return this.#freeRanges().map(({ base, end }) => new AddressRange(base, end - base));
  }

  #freeRanges(withEmpty = false): Stretch[] {
    const free: Stretch[] = [];
    let next = 0;
    for (const region of this.#memory) {
      if (region.noMap) continue;
      while ((this.#reserved[next]?.end ?? TOP) <= region.base) next++;
      let at = region.base;
      let index = next;
      for (let taken = this.#reserved[index]; taken !== undefined && taken.base < region.end; ) {
        const isEmpty = taken.base === at && at > region.base;
        if (taken.base > at || (isEmpty && withEmpty)) free.push({ base: at, end: taken.base });
        at = max(at, taken.end);
        taken = this.#reserved[++index];
      }
      if (at < region.end) free.push({ base: at, end: region.end });
    }
    return free;
  }
}

/** Index of the first of sorted regions whose end is at or after an address. */
function firstEndingAtOrAfter(regions: readonly Stretch[], address: bigint): number {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((regions[middle]?.end ?? TOP) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `memblock_cap_size`: a range ends at the top of the address space at the latest. */
function capEnd(base: bigint, size: bigint): bigint {
  return base + size > TOP ? TOP : base + size;
}

/** What is left of a region without `[base, end)`. */
function cut<Region extends Stretch>(region: Region, base: bigint, end: bigint): Region[] {
  if (region.end <= base || region.base >= end) return [region];
  const parts: Region[] = [];
  if (region.base < base) parts.push({ ...region, end: base });
  if (region.end > end) parts.push({ ...region, base: end });
  return parts;
}

function mergeMemory(regions: readonly MemoryRegion[]): MemoryRegion[] {
  const merged: MemoryRegion[] = [];
  for (const region of regions) {
    const last = merged.at(-1);
    if (last !== undefined && last.end === region.base && last.noMap === region.noMap) {
      merged[merged.length - 1] = { base: last.base, end: region.end, noMap: last.noMap };
    } else {
      merged.push(region);
    }
  }
  return merged;
}

function byBase(a: MemoryRegion, b: MemoryRegion): number {
  return a.base < b.base ? -1 : a.base > b.base ? 1 : 0;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}
