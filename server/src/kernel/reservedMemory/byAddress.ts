import type { BootingRegion, BootState } from '../early/bootState.ts';
import { AddressRange } from '../units/addressRange.ts';
import { sortAndReportOverlaps } from './overlaps.ts';
import { placeRegion } from './placeRegion.ts';
import { initialiseRegion } from './regionDrivers.ts';

/** `fdt_reserved_mem_save_node` before the second scan: the region enters a table of 64; one without a range is dynamic. */
export function saveForLater(state: BootState, region: BootingRegion, range: AddressRange | undefined): void {
  if (state.table.length >= state.tableCapacity) {
    state.log.noSpaceForRegions(region);
    region.range = range;
    region.state = 'failed';
    region.cause = {
      kind: 'table-full',
      table: 'all',
      limit: state.tableCapacity,
      reserved: range !== undefined,
    };
    return;
  }
  state.table.push({ region, range: range ?? new AddressRange(0n, 0n) });
}

/** `fdt_init_reserved_mem` before the second scan: sorts the table, reports overlaps, then places and initialises in its order. */
export function initialiseByAddress(state: BootState): void {
  sortAndReportOverlaps(state);
  for (const entry of state.table) {
    const { region } = entry;
    // A static region of size 0 is taken for a dynamic one here.
    if (entry.range.size === 0n) {
      const { state: previous, cause } = region;
      const range = placeRegion(state, region);
      if (range === undefined) {
        if (cause !== undefined) {
          region.state = previous;
          region.cause = cause;
        }
        continue;
      }
      entry.range = range;
    }
    initialiseRegion(state, region, entry.range);
  }
}
