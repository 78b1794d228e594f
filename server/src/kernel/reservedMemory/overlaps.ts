import type { BootState, ReservedMemoryEntry } from '../early/bootState.ts';
import { behaves } from '../input/kernel.ts';
import { heapSort } from './heapSort.ts';

/** By base, then by size: dynamic regions that have neither yet come first. */
function compareEntries(a: ReservedMemoryEntry, b: ReservedMemoryEntry): number {
  if (a.range.base !== b.range.base) return a.range.base < b.range.base ? -1 : 1;
  if (a.range.size !== b.range.size) return a.range.size < b.range.size ? -1 : 1;
  return 0;
}

/**
 * `__rmem_check_for_overlap`: sorts the table and reports neighbours of which the first reaches into the second. What a
 * large region covers beyond its next one goes unmentioned.
 */
export function sortAndReportOverlaps(state: BootState): void {
  const { kernel, table, log } = state;
  if (table.length < 2) return;
  const inTreeOrder = behaves(kernel, 'equal-regions-in-tree-order');
  heapSort(
    table,
    (a, b) => compareEntries(a, b) || (inTreeOrder ? a.region.order - b.region.order : 0),
    behaves(kernel, 'sort-pops-two'),
  );
  table.forEach((entry, index) => {
    const next = table[index + 1];
    // The sum of base and size wraps: a region that ends at the top of the address space overlaps nothing.
    if (next === undefined || (entry.range.end & kernel.addressMask) <= next.range.base) return;
    log.overlap(entry.region, entry.range, next.region, next.range);
  });
}
