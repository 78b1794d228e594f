import { hasWholeEntries, numberAt } from '../../text/cells.ts';
import { cmaMinimumAlignment } from '../cma/minimumAlignment.ts';
import type { BootingRegion, BootState } from '../early/bootState.ts';
import { propertyOf, rangesOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import type { RegionState } from '../outcome/bootOutcome.ts';
import type { RegionCause } from '../outcome/regionCause.ts';
import { AddressRange } from '../units/addressRange.ts';
import { isPreparedForCma, isSkippedForCommandLine } from './regionDrivers.ts';

/** `SMP_CACHE_BYTES` of the modelled architectures. */
const CACHE_LINE = 64n;

/** What a node says of the place that it needs, in bytes. */
interface PlaceRequest {
  readonly size: bigint;
  readonly alignment: bigint;
  /** Where it may lie; `undefined` for anywhere in RAM. */
  readonly within: readonly AddressRange[] | undefined;
}

function refuse(region: BootingRegion, state: RegionState, cause: RegionCause): undefined {
  region.state = state;
  region.cause = cause;
}

/**
 * drivers/of/of_reserved_mem.c `__reserved_mem_alloc_size`: finds a place for a region described by `size`,
 * `alignment` and `alloc-ranges`, and reserves it. `undefined` where none was found or the properties are unreadable.
 */
export function placeRegion(state: BootState, region: BootingRegion): AddressRange | undefined {
  const { kernel, log, memblock } = state;
  const request = readRequest(state, region);
  if (request === undefined) return undefined;
  const { size, alignment, within } = request;
  const base = findPlace(state, request);
  if (base === undefined) {
    log.failedToPlace(region, size);
    const largestHole = largestFree(state, within);
    return refuse(region, 'failed', { kind: 'no-place', size, alignment, searched: within, largestHole });
  }
  if (region.noMap && behaves(kernel, 'no-map-removes-memory')) {
    memblock.free(base, size);
    memblock.removeMemory(base, size);
  } else if (region.noMap && !memblock.markNoMap(base, size)) {
    memblock.free(base, size);
    log.failedToPlace(region, size);
    return refuse(region, 'failed', { kind: 'memblock-full', array: 'memory' });
  }
  const range = new AddressRange(base, size);
  if (!behaves(kernel, 'regions-initialised-by-address') && isPreparedForCma(kernel, region)) {
    state.earlyFixups.push({ range, region });
  }
  return range;
}

/** Reads what a node asks for, in the kernel's order; `undefined`, with the region's cause set, where it is refused. */
function readRequest(state: BootState, region: BootingRegion): PlaceRequest | undefined {
  const { kernel, log, cells } = state;
  const sizeBytes = propertyOf(region.node, 'size');
  if (sizeBytes === undefined) return refuse(region, 'skipped', { kind: 'no-reg-nor-size' });
  const size = readNumber(state, region, 'size', cells.size);
  const alignment = size === undefined ? undefined : readNumber(state, region, 'alignment', cells.address);
  if (size === undefined || alignment === undefined) return undefined;
  if (isSkippedForCommandLine(state, region, 'early')) return undefined;
  const rangesBytes = propertyOf(region.node, 'alloc-ranges');
  let within: readonly AddressRange[] | undefined;
  if (rangesBytes !== undefined && hasWholeEntries(rangesBytes, cells)) {
    within = rangesOf(rangesBytes, cells, kernel.addressMask);
  } else if (rangesBytes !== undefined) {
    const ignored = behaves(kernel, 'malformed-reg-means-absent');
    const cause: RegionCause = { kind: 'malformed-ranges', property: 'alloc-ranges', ignored };
    if (!ignored) {
      log.invalidAllocRanges(region);
      return refuse(region, 'skipped', cause);
    }
    region.cause = cause;
  }
  const minimum = wantsCmaAlignment(state, region) ? cmaMinimumAlignment(kernel) : 0n;
  const least = alignment < minimum ? minimum : alignment;
  return { size, alignment: least === 0n ? CACHE_LINE : least, within };
}

/** A property of `cells` cells as a number, 0 where it is absent; `undefined`, with the cause set, where it is malformed. */
function readNumber(
  { log, kernel }: BootState,
  region: BootingRegion,
  property: 'size' | 'alignment',
  cells: number,
): bigint | undefined {
  const bytes = propertyOf(region.node, property);
  if (bytes === undefined) return 0n;
  if (bytes.length === 4 * cells) return numberAt(bytes, 0, cells) & kernel.addressMask;
  log.invalidProperty(property, region);
  return refuse(region, 'skipped', { kind: 'malformed-number', property, cells });
}

/** Reserves the first place that fits, range by range; `undefined` where nothing does. */
function findPlace(state: BootState, { size, alignment, within }: PlaceRequest): bigint | undefined {
  const { kernel, memblock } = state;
  if (within === undefined) return memblock.allocate(size, alignment, 0n, 0n, 'top-down', kernel.pageBytes);
  for (const range of within) {
    const end = range.end & kernel.addressMask;
    const direction = searchDirection(state, range.base, end);
    const base = memblock.allocate(size, alignment, range.base, end, direction, kernel.pageBytes);
    if (base !== undefined) return base;
  }
  return undefined;
}

/** Whether the alignment is raised to what CMA needs; which options are asked changed with the drivers' methods. */
function wantsCmaAlignment(state: BootState, region: BootingRegion): boolean {
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

/** The largest free run in RAM, or within some ranges; `undefined` where nothing is free. */
function largestFree({ memblock }: BootState, searched: readonly AddressRange[] | undefined): AddressRange | undefined {
  let largest: AddressRange | undefined;
  for (const { base, end } of searched ?? [new AddressRange(0n, 0n)]) {
    const hole = memblock.largestFree(base, end);
    if (hole.size > (largest?.size ?? 0n)) largest = hole;
  }
  return largest;
}
