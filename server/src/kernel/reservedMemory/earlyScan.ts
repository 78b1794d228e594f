import { hasWholeEntries } from '../../text/cells.ts';
import { type BootingRegion, type BootState, holderOf, stop } from '../early/bootState.ts';
import { kernelImage, occupierOf } from '../early/systemMemory.ts';
import { cellCount, hasProperty, isAvailable, propertyOf, rangesOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import type { MemoryHolder, RegionCause } from '../outcome/regionCause.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { initialiseByAddress, saveForLater } from './byAddress.ts';
import { placeRegion } from './placeRegion.ts';
import { initialiseRegion, isPreparedForCma, isSkippedForCommandLine } from './regionDrivers.ts';

/** At most this many regions before one that cannot be reserved are searched for the one that is in its way. */
const NEIGHBOURS_NAMED = 200;

/** `MAX_RESERVED_REGIONS`. */
export const STATIC_TABLE_CAPACITY = 64;

/**
 * `__reserved_mem_check_root`: the cells of `/reserved-memory` must be there and be the root's, and `ranges` must be
 * there, whatever it says.
 */
export function hasSupportedFormat(state: BootState): boolean {
  const node = state.input.reservedMemory?.node;
  return (
    node !== undefined &&
    cellCount(node, '#size-cells') === state.cells.size &&
    cellCount(node, '#address-cells') === state.cells.address &&
    hasProperty(node, 'ranges')
  );
}

/**
 * `early_init_fdt_scan_reserved_mem`, right after the kernel has reserved its image: static regions are reserved,
 * dynamic ones placed, the memory reservation block reserved.
 */
export function scanEarly(state: BootState): void {
  const { kernel, log, input } = state;
  if (behaves(kernel, 'memreserve-before-regions')) reserveBlock(state);
  if (input.reservedMemory !== undefined) {
    if (hasSupportedFormat(state)) {
      scanRegions(state);
    } else {
      log.unsupportedFormat();
      for (const region of state.regions) {
        region.state = 'skipped';
        region.cause = unsupportedFormat(state);
      }
      if (behaves(kernel, 'unsupported-root-clears-count')) state.tableCapacity = 0;
    }
  }
  if (!behaves(kernel, 'memreserve-before-regions')) reserveBlock(state);
  if (behaves(kernel, 'regions-initialised-by-address') && state.stopped === undefined) initialiseByAddress(state);
}

function unsupportedFormat(state: BootState): RegionCause {
  const node = state.input.reservedMemory?.node;
  if (node !== undefined && !hasProperty(node, 'ranges')) return { kind: 'root-without-ranges' };
  return { kind: 'root-cells-differ', ...state.cells };
}

/** The DTB's memory reservation block; an entry of size 0 ends it. */
function reserveBlock(state: BootState): void {
  for (const range of state.input.memoryReservations) {
    if (range.size === 0n) break;
    state.memblock.reserve(range.base & state.kernel.addressMask, range.size & state.kernel.addressMask);
  }
}

/** `fdt_scan_reserved_mem`. */
function scanRegions(state: BootState): void {
  const { kernel, log } = state;
  const byAddress = behaves(kernel, 'regions-initialised-by-address');
  const dynamic: BootingRegion[] = [];
  let counted = 0;
  for (const region of state.regions) {
    if (state.stopped !== undefined) return;
    if (!isAvailable(region.node)) {
      region.cause = { kind: 'disabled' };
      continue;
    }
    const result = reserveStatic(state, region);
    if (result !== 'absent') {
      if (result === 'reserved') counted++;
      continue;
    }
    if (!hasProperty(region.node, 'size')) {
      region.cause ??= { kind: 'no-reg-nor-size' };
      continue;
    }
    if (byAddress) {
      saveForLater(state, region, undefined);
    } else if (dynamic.length === STATIC_TABLE_CAPACITY) {
      log.tooManyDynamicRegions(region);
      region.state = 'failed';
      region.cause = { kind: 'table-full', table: 'dynamic', limit: STATIC_TABLE_CAPACITY, reserved: false };
    } else {
      dynamic.push(region);
    }
  }
  if (byAddress) return;
  for (const region of dynamic) {
    const range = placeRegion(state, region);
    if (range === undefined) continue;
    counted++;
    saveAndInitialise(state, region, range);
  }
  if (!behaves(kernel, 'region-table-of-fixed-size')) state.tableCapacity = counted;
}

/** `fdt_reserved_mem_save_node` since the second scan: the region is initialised as it enters the table. */
export function saveAndInitialise(state: BootState, region: BootingRegion, range: AddressRange): void {
  if (state.table.length >= state.tableCapacity) {
    state.log.noSpaceForRegions(region);
    region.range = range;
    region.state = 'failed';
    const table = behaves(state.kernel, 'region-table-of-fixed-size') ? 'all' : 'counted';
    region.cause = { kind: 'table-full', table, limit: state.tableCapacity, reserved: true };
    return;
  }
  if (initialiseRegion(state, region, range)) state.table.push({ region, range });
}

/** `__reserved_mem_reserve_reg`: takes what `reg` names out of the free memory. */
function reserveStatic(state: BootState, region: BootingRegion): 'reserved' | 'absent' | 'refused' {
  const { kernel, log, cells } = state;
  const bytes = propertyOf(region.node, 'reg');
  if (bytes === undefined) return 'absent';
  if (!hasWholeEntries(bytes, cells)) {
    region.cause = { kind: 'malformed-ranges', property: 'reg', ignored: false };
    if (behaves(kernel, 'malformed-reg-means-absent')) return 'absent';
    log.invalidReg(region);
    return 'refused';
  }
  const entries = rangesOf(bytes, cells, kernel.addressMask);
  const onlyFirst = behaves(kernel, 'only-first-reg-entry-reserved');
  if (entries.length === 0) {
    region.cause = { kind: 'empty-reg' };
    if (behaves(kernel, 'empty-reg-means-absent')) return 'absent';
  }
  if (onlyFirst && entries.length > 1) {
    log.onlyFirstEntryUsed(region, entries.length);
    region.cause = { kind: 'several-ranges', entries: entries.length, reserved: 'first', used: true };
  }
  if (isSkippedForCommandLine(state, region, 'early')) return 'refused';
  const reserved = onlyFirst ? entries.slice(0, 1) : entries;
  let isFirst = true;
  for (const range of reserved) {
    const problem: RegionCause | undefined =
      range.size === 0n ? { kind: 'zero-size' } : reserveRange(state, region, range);
    // A full memblock panics before it could be reported.
    if (problem !== undefined && diesOfFullMemblock(state)) return 'refused';
    if (isFirst) {
      region.range = range;
      region.state = 'reserved';
    }
    if (problem === undefined) {
      if (!behaves(kernel, 'regions-initialised-by-address') && isPreparedForCma(kernel, region)) {
        state.earlyFixups.push({ range, region });
      }
    } else {
      log.failedToReserve(region, range);
      region.state = 'failed';
      region.cause = problem;
    }
    if (isFirst && behaves(kernel, 'regions-initialised-by-address')) saveForLater(state, region, range);
    isFirst = false;
  }
  return 'reserved';
}

/**
 * mm/memblock.c `memblock_double_array`: an array that is full before paging is up cannot grow. Newer kernels panic; in
 * older ones the request fails, and the boot dies later without a message.
 */
export function diesOfFullMemblock(state: BootState): boolean {
  const { overflow } = state.memblock;
  if (overflow === undefined || behaves(state.kernel, 'memblock-full-is-not-fatal-at-once')) return false;
  if (state.stopped === undefined) {
    state.log.memblockFull(overflow);
    stop(state, { kind: 'memblock-full', regions: [], array: overflow, panics: true });
  }
  return true;
}

/** `early_init_dt_reserve_memory`: why a range could not be reserved; a plain one always can. */
function reserveRange(state: BootState, region: BootingRegion, range: AddressRange): RegionCause | undefined {
  const { memblock } = state;
  if (!region.noMap) {
    return memblock.reserve(range.base, range.size) ? undefined : { kind: 'memblock-full', array: 'reserved' };
  }
  if (behaves(state.kernel, 'no-map-removes-memory')) {
    memblock.removeMemory(range.base, range.size);
    return undefined;
  }
  if (memblock.overlapsMemory(range.base, range.size) && memblock.isReserved(range.base, range.size)) {
    return { kind: 'reserved-before', holder: occupierOf(state, range) ?? neighbourOf(state, region, range) };
  }
  if (kernelImage(state) === undefined && memblock.isAllMappedIn(range.base, range.size)) {
    return { kind: 'reserved-before', holder: undefined, image: true };
  }
  return memblock.markNoMap(range.base, range.size) ? undefined : { kind: 'memblock-full', array: 'memory' };
}

/** The region before another one in the tree that a range reaches into. */
function neighbourOf(state: BootState, region: BootingRegion, range: AddressRange): MemoryHolder | undefined {
  const earlier = state.regions
    .slice(Math.max(0, region.order - NEIGHBOURS_NAMED), region.order)
    .find((each) => each.range?.overlaps(range));
  return earlier === undefined ? undefined : holderOf(earlier, range);
}
