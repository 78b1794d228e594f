import { type BootState, type CmaAreaState, stop } from '../early/bootState.ts';
import { zoneEdges } from '../early/zones.ts';
import { behaves } from '../input/kernel.ts';
import { PAGE_DESCRIPTOR } from '../pages/pageDescriptor.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { cmaMinimumAlignment } from './minimumAlignment.ts';

/**
 * mm/cma.c `cma_init_reserved_areas` (a core_initcall): hands the pages of every area to the page allocator as CMA
 * pages. An area that crosses a zone stays, with no page; one without page descriptors ends the boot.
 */
export function activateAreas(state: BootState): void {
  // Zones reach no further than RAM: where none lies above an edge, there is no zone to cross into.
  const edges = zoneEdges(state).filter((edge) => edge < state.memblock.endOfRam);
  for (const area of state.cmaAreas) {
    if (!hasPageDescriptors(state, area)) {
      const { name, region, range } = area;
      const regions = region === undefined ? [] : [region.path];
      // arm writes beyond its array of page descriptors: the recorded boots end, or live on with a warning.
      const certain = state.kernel.architecture !== 'arm' || state.memblock.ranges.some((bank) => bank.overlaps(range));
      stop(state, { kind: 'area-outside-ram', regions, area: name, range, certain });
      return;
    }
    const edge = edges.find((each) => area.range.base < each && each < area.range.end);
    if (edge !== undefined) {
      area.pages = 0;
      if (area.region !== undefined) area.region.cause = { kind: 'crosses-zone', edge };
      state.log.cmaNotActivated(area.name, area.region);
      continue;
    }
    area.activated = true;
  }
}

/**
 * Whether every page of an area has a `struct page`, or something that passes for one. With sparse memory they come by
 * sections, of which some RAM must be there. With flat memory they are one array over all of RAM, of which arm gives back
 * the pageblocks without RAM (mm/memblock.c `free_unused_memmap`, for architectures with a pfn_valid of their own).
 */
function hasPageDescriptors(state: BootState, area: CmaAreaState): boolean {
  const { kernel, memblock } = state;
  const { base, end } = area.range;
  if (!kernel.configuration.hasFlatMemory) {
    // SECTION_SIZE_BITS
    const sectionBits = kernel.architecture === 'arm64' && kernel.pageSize === 65536 ? 29n : 27n;
    return everyPieceHasRam(area.range, memblock.ranges, 1n << sectionBits);
  }
  if (base < memblock.startOfRam || end > memblock.endOfRam + forgivenBytes(state)) return false;
  return kernel.architecture !== 'arm' || everyPieceHasRam(area.range, memblock.ranges, cmaMinimumAlignment(kernel));
}

/** Whether each aligned piece of a size that a range touches holds some RAM; the banks are sorted. */
function everyPieceHasRam(range: AddressRange, banks: readonly AddressRange[], piece: bigint): boolean {
  let at = range.base / piece;
  for (const bank of banks) {
    const last = (bank.end - 1n) / piece;
    if (at >= bank.base / piece && at <= last) at = last + 1n;
  }
  return at > (range.end - 1n) / piece;
}

/**
 * How far beyond the end of RAM an area may reach with flat memory. On riscv the default area is reserved right before the array of
 * page descriptors, so it ends beside them: what is written there for pages that do not exist hits free memory, and the
 * boot survives. On arm other data of the kernel lies there.
 */
function forgivenBytes(state: BootState): bigint {
  const { kernel, defaultCmaArea } = state;
  if (!behaves(kernel, 'riscv-default-area-after-regions') || kernel.architecture !== 'riscv') return 0n;
  if (defaultCmaArea === undefined || defaultCmaArea.basePredictable) return 0n;
  return (defaultCmaArea.range.size / PAGE_DESCRIPTOR) * kernel.pageBytes;
}
