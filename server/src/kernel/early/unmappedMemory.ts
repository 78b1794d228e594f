import { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import type { Memblock } from './memblock.ts';

/** `SMP_CACHE_BYTES`: what the kernel's own early allocations are aligned to, and the least that they take. */
const CACHE_LINE = 64n;

/** Free memory of at least this many bytes serves the kernel's first allocations, so that nothing below it is touched. */
const AMPLE = 64n << 10n;

/**
 * The unmapped memory that the kernel's first allocations after paging is up run into; `undefined` where they stay in
 * mapped memory.
 *
 * mm/memblock.c `memblock_alloc` takes from the top of what is free below `limit`, and clears it through the linear map.
 * `unmapped` are ranges that are free for memblock although the page tables lack them. `tableBytes` went to page tables
 * before, page by page from the top.
 */
export function firstUnmappedAllocation(
  memblock: Memblock,
  unmapped: readonly AddressRange[],
  limit: bigint,
  tableBytes: bigint,
  pageBytes: bigint,
): AddressRange | undefined {
  if (unmapped.length === 0) return undefined;
  let tables = tableBytes;
  for (const free of memblock.freeRanges.reverse()) {
    const end = free.end < limit ? free.end : limit;
    if (end <= free.base) continue;
    const left: AddressRange[] = [];
    tables -= takePages(free.base, end, tables, pageBytes, left);
    for (const { base, end: leftEnd, size } of left) {
      if (roundUp(base, CACHE_LINE) + CACHE_LINE > leftEnd) continue;
      const hit = unmapped.find((range) => range.base < leftEnd && leftEnd <= range.end);
      if (hit !== undefined) return hit;
      if (size >= AMPLE) return undefined;
    }
  }
  return undefined;
}

/** Takes up to `bytes` of whole pages from the top of `[base, end)`; what is left goes to `left`, the upper part first. */
function takePages(base: bigint, end: bigint, bytes: bigint, pageBytes: bigint, left: AddressRange[]): bigint {
  const bottom = roundUp(base, pageBytes);
  const top = roundDown(end, pageBytes);
  const taken = top <= bottom ? 0n : bytes < top - bottom ? roundUp(bytes, pageBytes) : top - bottom;
  if (taken === 0n) {
    left.push(new AddressRange(base, end - base));
    return 0n;
  }
  if (end > top) left.push(new AddressRange(top, end - top));
  if (top - taken > base) left.push(new AddressRange(base, top - taken - base));
  return taken;
}

/**
 * The parts of pages that arm64's linear map lacks although memblock calls them free: each stretch of mapped memory is
 * rounded inward to whole pages (arch/arm64/mm/mmu.c `map_mem`), so the rest of a page that a no-map region takes in part
 * has no mapping.
 */
export function partialPages(memblock: Memblock, pageBytes: bigint): AddressRange[] {
  const parts: AddressRange[] = [];
  const add = (base: bigint, end: bigint) => {
    if (end > base) parts.push(new AddressRange(base, end - base));
  };
  for (const { base, end, noMap } of memblock.memory) {
    if (noMap) continue;
    const first = roundUp(base, pageBytes);
    const last = roundDown(end, pageBytes);
    if (first >= last) {
      add(base, end);
      continue;
    }
    add(base, first);
    add(last, end);
  }
  return parts;
}

/** Bytes of the page tables of arm64's linear map, which has an entry of 8 bytes for every page that it maps. */
export function linearMapTableBytes(memblock: Memblock, pageBytes: bigint): bigint {
  const mapped = memblock.memory.reduce((sum, { base, end, noMap }) => (noMap ? sum : sum + end - base), 0n);
  return (mapped / pageBytes) * 8n;
}
