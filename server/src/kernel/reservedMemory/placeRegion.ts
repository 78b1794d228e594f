import { hasWholeEntries, numberAt } from '../../text/cells.ts';
import { cmaMinimumAlignment } from '../cma/minimumAlignment.ts';
import { propertyOf, rangesOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import type { BootState, Region } from '../outcome/bootState.ts';
import { AddressRange } from '../units/addressRange.ts';
import { formatRange, formatSize } from '../units/formatBytes.ts';
import { isPreparedForCma, isSkippedForCommandLine } from './regionDrivers.ts';

/** `SMP_CACHE_BYTES` of the modelled architectures. */
const CACHE_LINE = 64n;

function refuse(region: Region, state: Region['state'], reason: string): undefined {
  region.state = state;
  region.reason = reason;
  return undefined;
}

/**
 * drivers/of/of_reserved_mem.c `__reserved_mem_alloc_size`: finds a place for a region described by `size`,
 * `alignment` and `alloc-ranges`, and reserves it. `undefined` where none was found or the properties are unreadable.
 */
export function placeRegion(state: BootState, region: Region): AddressRange | undefined {
  const { kernel, log, memblock, cells } = state;
  const { node, name, noMap } = region;
  const sizeBytes = propertyOf(node, 'size');
  if (sizeBytes === undefined) return refuse(region, 'skipped', 'it has neither a usable reg nor a size');
  if (sizeBytes.length !== 4 * cells.size) {
    log.invalidProperty('size', name);
    return refuse(region, 'skipped', `size must be ${cells.size} cells, the root's #size-cells`);
  }
  const size = numberAt(sizeBytes, 0, cells.size) & kernel.addressMask;
  let alignment = 0n;
  const alignmentBytes = propertyOf(node, 'alignment');
  if (alignmentBytes !== undefined) {
    if (alignmentBytes.length !== 4 * cells.address) {
      log.invalidProperty('alignment', name);
      return refuse(region, 'skipped', `alignment must be ${cells.address} cells, the root's #address-cells`);
    }
    alignment = numberAt(alignmentBytes, 0, cells.address) & kernel.addressMask;
  }
  if (isSkippedForCommandLine(state, region, 'early')) return undefined;
  if (wantsCmaAlignment(state, region)) {
    const minimum = cmaMinimumAlignment(kernel);
    if (alignment < minimum) alignment = minimum;
  }
  if (alignment === 0n) alignment = CACHE_LINE;

  let rangesBytes = propertyOf(node, 'alloc-ranges');
  if (rangesBytes !== undefined && !hasWholeEntries(rangesBytes, cells)) {
    if (!behaves(kernel, 'malformed-reg-means-absent')) {
      log.invalidAllocRanges(name);
      return refuse(region, 'skipped', 'the length of alloc-ranges is no multiple of the root cells');
    }
    region.reason = 'the length of alloc-ranges is no multiple of the root cells: it is ignored, any address will do';
    rangesBytes = undefined;
  }
  let base: bigint | undefined;
  if (rangesBytes === undefined) {
    base = memblock.allocate(size, alignment, 0n, 0n, 'top-down', kernel.pageBytes);
  } else {
    for (const range of rangesOf(rangesBytes, cells, kernel.addressMask)) {
      const end = range.end & kernel.addressMask;
      const direction = searchDirection(state, range.base, end);
      base = memblock.allocate(size, alignment, range.base, end, direction, kernel.pageBytes);
      if (base !== undefined) break;
    }
  }
  if (base === undefined) {
    log.failedToPlace(name, size);
    const where = rangesBytes === undefined ? 'in RAM' : `within alloc-ranges (${describe(state, rangesBytes)})`;
    const searched = rangesBytes === undefined ? undefined : rangesOf(rangesBytes, cells, kernel.addressMask);
    return refuse(
      region,
      'failed',
      `no ${formatSize(size)} aligned to ${formatSize(alignment)} are free ${where}; ${largestHole(state, searched)}`,
    );
  }
  if (noMap && behaves(kernel, 'no-map-removes-memory')) {
    memblock.free(base, size);
    memblock.removeMemory(base, size);
  } else if (noMap && !memblock.markNoMap(base, size)) {
    memblock.free(base, size);
    log.failedToPlace(name, size);
    return refuse(region, 'failed', 'there are too many memory regions to take one more out of the map');
  }
  const range = new AddressRange(base, size);
  if (!behaves(kernel, 'regions-initialised-by-address') && isPreparedForCma(kernel, region)) {
    state.earlyFixups.push(range);
  }
  return range;
}

/** Whether the alignment is raised to what CMA needs; which options are asked changed with the drivers' methods. */
function wantsCmaAlignment(state: BootState, region: Region): boolean {
  const { kernel } = state;
  const option = behaves(kernel, 'region-drivers-declare-nodes') ? 'CONFIG_DMA_CMA' : 'CONFIG_CMA';
  return (
    kernel.configuration.isEnabled(option) &&
    region.compatible.includes('shared-dma-pool') &&
    region.reusable &&
    !region.noMap
  );
}

/**
 * `__reserved_mem_alloc_in_range`: bottom-up where a region that is in the table touches the start of the range but
 * none its end, so that regions lie together; top-down otherwise.
 */
function searchDirection(state: BootState, start: bigint, end: bigint): 'top-down' | 'bottom-up' {
  if (!behaves(state.kernel, 'placement-near-neighbours')) return 'top-down';
  let startTouches = false;
  let endTouches = false;
  for (const { range } of state.table) {
    if (range.size === 0n) continue;
    if (start >= range.base && start <= range.end) startTouches = true;
    if (end >= range.base && end <= range.end) endTouches = true;
  }
  return startTouches && !endTouches ? 'bottom-up' : 'top-down';
}

/** The largest free run in RAM, or within some ranges, in words. */
function largestHole(state: BootState, searched: readonly AddressRange[] | undefined): string {
  const holes = (searched ?? [new AddressRange(0n, 0n)]).map(({ base, end }) => state.memblock.largestFree(base, end));
  const largest = holes.reduce((best, hole) => (hole.size > best.size ? hole : best), new AddressRange(0n, 0n));
  return largest.size === 0n
    ? 'nothing is free there'
    : `the largest hole is ${formatSize(largest.size)} (${formatRange(largest)})`;
}

function describe(state: BootState, bytes: Uint8Array): string {
  const ranges = rangesOf(bytes, state.cells, state.kernel.addressMask);
  const shown = ranges.slice(0, 4).map(formatRange).join(', ');
  return ranges.length > 4 ? `${shown}, …` : shown;
}
