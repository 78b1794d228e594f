import { PAGE_DESCRIPTOR } from '../pages/pageDescriptor.ts';
import { type BootState, stop } from './bootState.ts';

/** Bytes of a `struct page` on 32-bit arm at least (include/linux/mm_types.h). */
const ARM_PAGE_DESCRIPTOR = 32n;

/**
 * Ends a boot that has not even room for the memory map, an array of descriptors of all pages of RAM, those among them
 * that are not mapped or reserved: mm/sparse.c `sparse_init` and mm/mm_init.c `alloc_node_mem_map` take it from what is
 * free, on arm below the end of lowmem. Where that is not enough nothing is left, and the kernel panics at its next
 * allocations ("Failed to allocate …"). A lower bound: what else the kernel takes is not counted.
 */
export function checkLeastMemory(state: BootState): void {
  const { kernel, memblock, lowmemEnd } = state;
  const isArm = kernel.architecture === 'arm';
  const free = memblock.freeRanges.reduce((sum, { base, end }) => {
    const reached = isArm && end > lowmemEnd ? lowmemEnd : end;
    return reached > base ? sum + reached - base : sum;
  }, 0n);
  const needed = (memblock.totalRam / kernel.pageBytes) * (isArm ? ARM_PAGE_DESCRIPTOR : PAGE_DESCRIPTOR);
  if (free >= needed) return;
  const takers = state.regions
    .flatMap(({ path, range }) =>
      range !== undefined && free + range.size >= needed ? [{ path, size: range.size }] : [],
    )
    .sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : 0));
  stop(state, { kind: 'no-free-memory', regions: takers.map(({ path }) => path), free, needed });
}
