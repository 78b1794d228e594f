import { hasWholeEntries } from '../../text/cells.ts';
import { cellCount, hasProperty, isAvailable, propertyOf, rangesOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import { type BootState, type Region, stop } from '../outcome/bootState.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { formatRange } from '../units/formatBytes.ts';
import { initialiseByAddress, saveForLater } from './byAddress.ts';
import { placeRegion } from './placeRegion.ts';
import { initialiseRegion, isPreparedForCma, isSkippedForCommandLine } from './regionDrivers.ts';

/** Of so many regions before it a region that cannot be reserved is told which one is in its way. */
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
        region.reason = unsupportedReason(state);
      }
      if (behaves(kernel, 'unsupported-root-clears-count')) state.tableCapacity = 0;
    }
  }
  if (!behaves(kernel, 'memreserve-before-regions')) reserveBlock(state);
  if (behaves(kernel, 'regions-initialised-by-address') && state.stopped === undefined) initialiseByAddress(state);
}

function unsupportedReason(state: BootState): string {
  const node = state.input.reservedMemory?.node;
  if (node !== undefined && !hasProperty(node, 'ranges')) {
    return '/reserved-memory has no ranges: the kernel ignores all of its children';
  }
  return `the cells of /reserved-memory are not the root's (${state.cells.address} and ${state.cells.size}): the kernel ignores all of its children`;
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
  const dynamic: Region[] = [];
  let counted = 0;
  for (const region of state.regions) {
    if (state.stopped !== undefined) return;
    if (!isAvailable(region.node)) {
      region.reason = 'its status is neither "okay" nor "ok"';
      continue;
    }
    const result = reserveStatic(state, region);
    if (result !== 'absent') {
      if (result === 'reserved') counted++;
      continue;
    }
    if (!hasProperty(region.node, 'size')) {
      region.reason ??= 'it has neither a usable reg nor a size';
      continue;
    }
    if (byAddress) {
      saveForLater(state, region, undefined);
    } else if (dynamic.length === STATIC_TABLE_CAPACITY) {
      log.tooManyDynamicRegions(region.name);
      region.state = 'failed';
      region.reason = `the kernel places at most ${STATIC_TABLE_CAPACITY} dynamic regions`;
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
  state.tableCapacity = counted;
}

/** `fdt_reserved_mem_save_node` since 6.12: the region is initialised as it enters the table. */
export function saveAndInitialise(state: BootState, region: Region, range: AddressRange): void {
  if (state.table.length >= state.tableCapacity) {
    state.log.noSpaceForRegions();
    region.range = range;
    region.state = 'failed';
    region.reason = 'the kernel has no room for one more region: the memory is set aside and unused';
    return;
  }
  if (initialiseRegion(state, region, range)) state.table.push({ region, range });
}

/** `__reserved_mem_reserve_reg`: takes what `reg` names out of the free memory. */
function reserveStatic(state: BootState, region: Region): 'reserved' | 'absent' | 'refused' {
  const { kernel, log, cells } = state;
  const bytes = propertyOf(region.node, 'reg');
  if (bytes === undefined) return 'absent';
  if (!hasWholeEntries(bytes, cells)) {
    region.reason = 'the length of reg is no multiple of the root cells';
    if (behaves(kernel, 'malformed-reg-means-absent')) return 'absent';
    log.invalidReg(region.name);
    return 'refused';
  }
  const entries = rangesOf(bytes, cells, kernel.addressMask);
  const onlyFirst = behaves(kernel, 'only-first-reg-entry-reserved');
  if (entries.length === 0) {
    region.reason = 'its reg is empty';
    if (behaves(kernel, 'empty-reg-means-absent')) return 'absent';
  }
  if (onlyFirst && entries.length > 1) {
    log.onlyFirstEntryUsed(region.name, entries.length);
    region.reason = `only the first of its ${entries.length} reg entries is reserved`;
  }
  if (isSkippedForCommandLine(state, region, 'early')) return 'refused';
  const reserved = onlyFirst ? entries.slice(0, 1) : entries;
  let isFirst = true;
  for (const range of reserved) {
    const problem = range.size === 0n ? 'its size is 0' : reserveRange(state, region, range);
    // A full memblock panics before it could be reported.
    if (problem !== undefined && diesOfFullMemblock(state)) return 'refused';
    if (isFirst) {
      region.range = range;
      region.state = 'reserved';
    }
    if (problem === undefined) {
      if (!behaves(kernel, 'regions-initialised-by-address') && isPreparedForCma(kernel, region)) {
        state.earlyFixups.push(range);
      }
    } else {
      log.failedToReserve(region.name, range);
      region.state = 'failed';
      region.reason = problem;
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
    state.log.print(`Kernel panic - not syncing: memblock: cannot resize ${overflow} array`);
    stop(state, `${FULL_MEMBLOCK[overflow]} than the kernel has room for before paging is up: it panics`);
  }
  return true;
}

/** What there is too much of. */
export const FULL_MEMBLOCK = {
  memory: 'there are more pieces of RAM (no-map regions cut it)',
  reserved: 'there are more reservations',
} as const;

/** `early_init_dt_reserve_memory`: why a range could not be reserved; a plain one always can. */
function reserveRange(state: BootState, region: Region, range: AddressRange): string | undefined {
  const { memblock, input } = state;
  if (!region.noMap) {
    return memblock.reserve(range.base, range.size) ? undefined : 'the kernel has no room for one more reservation';
  }
  if (behaves(state.kernel, 'no-map-removes-memory')) {
    memblock.removeMemory(range.base, range.size);
    return undefined;
  }
  if (memblock.overlapsMemory(range.base, range.size) && memblock.isReserved(range.base, range.size)) {
    const other =
      input.profile.occupied.find((occupied) => occupied.range.overlaps(range)) ??
      state.regions
        .slice(Math.max(0, region.order - NEIGHBOURS_NAMED), region.order)
        .find((earlier) => earlier.range?.overlaps(range));
    const who = other === undefined ? 'something' : `${other.name} (${formatRange(other.range ?? range)})`;
    return `${who} has reserved a part of it before, so it cannot be taken out of the map: it stays mapped and shared`;
  }
  return memblock.markNoMap(range.base, range.size)
    ? undefined
    : 'the kernel has no room for one more memory region, so it cannot be taken out of the map';
}
