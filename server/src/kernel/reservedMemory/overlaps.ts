import type { BootState } from '../bootState.ts';
import { compareEntries } from './byAddress.ts';

/**
 * `__rmem_check_for_overlap`: reports neighbours, by base, of which the first reaches into the second. It compares
 * neighbours only: what a large region covers beyond its next one goes unmentioned.
 */
export function reportOverlaps(state: BootState): void {
  if (state.table.length < 2) return;
  const entries = [...state.table].sort((a, b) => compareEntries(a, b));
  entries.forEach((entry, index) => {
    const next = entries[index + 1];
    if (next === undefined || entry.range.end <= next.range.base) return;
    state.log.overlap(entry.region.name, entry.range, next.region.name, next.range);
  });
}
