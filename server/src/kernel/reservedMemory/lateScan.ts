import { hasWholeEntries } from '../../text/cells.ts';
import type { BootingRegion, BootState } from '../early/bootState.ts';
import { isAvailable, propertyOf, rangesOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { hasSupportedFormat, saveAndInitialise } from './earlyScan.ts';
import { sortAndReportOverlaps } from './overlaps.ts';
import { isSkippedForCommandLine } from './regionDrivers.ts';

/**
 * The second scan (`fdt_scan_reserved_mem_reg_nodes`, later `fdt_scan_reserved_mem_late`), when the tree is
 * unflattened: static regions are initialised in the DTB's order, then all are checked for overlaps.
 */
export function scanLate(state: BootState): void {
  const { kernel, log, input } = state;
  if (behaves(kernel, 'regions-initialised-by-address')) return;
  if (input.reservedMemory === undefined) {
    log.noReservedMemoryNode();
    return;
  }
  if (!hasSupportedFormat(state)) {
    log.unsupportedFormat();
    return;
  }
  for (const region of state.regions) {
    if (!isAvailable(region.node)) continue;
    const range = rangeToInitialise(state, region);
    if (range === undefined || range.size === 0n) continue;
    saveAndInitialise(state, region, range);
  }
  sortAndReportOverlaps(state);
}

/** What of a node's `reg` becomes the region. */
function rangeToInitialise(state: BootState, region: BootingRegion): AddressRange | undefined {
  const { kernel, log, cells } = state;
  const bytes = propertyOf(region.node, 'reg');
  if (bytes === undefined) return undefined;
  if (!hasWholeEntries(bytes, cells)) {
    if (!behaves(kernel, 'malformed-reg-means-absent')) log.invalidReg(region);
    return undefined;
  }
  const entries = rangesOf(bytes, cells, kernel.addressMask);
  if (entries.length > 1) {
    if (behaves(kernel, 'several-reg-entries-ignored-late')) {
      // What the first scan did not reserve stays as it is.
      if (region.state === 'reserved')
        region.cause = { kind: 'several-ranges', entries: entries.length, reserved: 'all', used: false };
      return undefined;
    }
    if (behaves(kernel, 'unused-reg-entries-warned')) {
      log.entriesIgnored(region, entries.length - 1);
      region.cause = { kind: 'several-ranges', entries: entries.length, reserved: 'all', used: true };
    }
  }
  if (entries.length === 0) {
    return behaves(kernel, 'empty-reg-read-past-its-end') ? whatFollows(state, region) : undefined;
  }
  if (isSkippedForCommandLine(state, region, 'late')) return undefined;
  return entries[0];
}

/** What the kernel reads where `reg` is empty: the cells that follow it in the blob. */
function whatFollows({ input, cells, kernel }: BootState, region: BootingRegion): AddressRange | undefined {
  const bytes = input.afterEmptyReg.get(region.path);
  return bytes === undefined ? undefined : rangesOf(bytes, cells, kernel.addressMask)[0];
}
