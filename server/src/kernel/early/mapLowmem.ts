import { AddressRange } from '../units/addressRange.ts';
import { roundDown } from '../units/rounding.ts';
import type { Memblock } from './memblock.ts';

/** Bytes of a section (`SECTION_SIZE`) of the short-descriptor page tables. */
const SECTION = 1n << 20n;
/** Bytes of a first-level entry pair (`PMD_SIZE`), which shares one table of pages. */
const PAIR = 1n << 21n;

/**
 * What arm without LPAE cannot map while it maps lowmem; `undefined` where all of it can be mapped.
 *
 * arch/arm/mm/mmu.c `map_lowmem` maps the stretches of RAM between no-map regions one after the other.
 * `alloc_init_pmd` maps the part of a stretch in a pair of entries by sections where it begins and ends at a section,
 * else by pages, and `arm_pte_alloc` finds a pair that already holds a section to be no table: a BUG before exceptions
 * can be reported, so the kernel hangs without a word. `end` is the end of lowmem. With LPAE a section is as large as what
 * shares a table (pgtable-3level.h `SECTION_SHIFT` 21), so that no stretch finds the section of another.
 */
export function unmappableLowmem(memblock: Memblock, end: bigint): AddressRange | undefined {
  /** The last pair that got a section, by its base. */
  let sectionPair: bigint | undefined;
  for (const region of memblock.memory) {
    if (region.noMap) continue;
    const stop = region.end < end ? region.end : end;
    if (region.base >= stop) continue;
    // Pairs in the middle of a stretch are its own: only the first and the last can be shared.
    for (const part of edgeParts(region.base, stop)) {
      const pair = roundDown(part.base, PAIR);
      const bySection = part.base % SECTION === 0n && part.end % SECTION === 0n;
      if (!bySection && sectionPair === pair) return part;
      if (bySection) sectionPair = pair;
    }
  }
  return undefined;
}

/** The parts of `[base, end)` in its first and in its last pair of entries. */
function edgeParts(base: bigint, end: bigint): AddressRange[] {
  const firstEnd = roundDown(base, PAIR) + PAIR;
  if (firstEnd >= end) return [new AddressRange(base, end - base)];
  const lastBase = roundDown(end - 1n, PAIR);
  return [new AddressRange(base, firstEnd - base), new AddressRange(lastBase, end - lastBase)];
}
