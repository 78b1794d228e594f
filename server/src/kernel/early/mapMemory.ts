import { behaves } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { type BootState, stop } from './bootState.ts';
import { unmappableLowmem } from './mapLowmem.ts';
import { firstUnmappedAllocation, linearMapTableBytes, partialPages } from './unmappedMemory.ts';

/**
 * The linear map (`paging_init`). Ends the boot where the pieces that no-map regions leave cannot be mapped (arm), or where
 * what is free and not mapped is the first to be used (arm64: drivers/of/fdt.c `unflatten_device_tree` takes it).
 */
export function mapMemory(state: BootState): void {
  const { kernel, memblock, lowmemEnd } = state;
  if (kernel.architecture === 'arm' && !kernel.configuration.isEnabled('CONFIG_ARM_LPAE')) {
    const range = unmappableLowmem(memblock, lowmemEnd);
    if (range !== undefined) stop(state, { kind: 'unmappable-lowmem', regions: noMapBeside(state, range), range });
  } else if (kernel.architecture === 'arm64' && behaves(kernel, 'linear-map-in-whole-pages')) {
    const range = firstUnmappedAllocation(
      memblock,
      partialPages(memblock, kernel.pageBytes),
      memblock.endOfRam,
      linearMapTableBytes(memblock, kernel.pageBytes),
      kernel.pageBytes,
    );
    if (range !== undefined) stop(state, { kind: 'partial-page', regions: noMapBeside(state, range), range });
  }
}

/** The paths of the no-map regions that end where a piece of RAM begins or begin where it ends. */
function noMapBeside({ regions }: BootState, piece: AddressRange): string[] {
  return regions
    .filter(
      ({ noMap, range }) => noMap && range !== undefined && (range.end === piece.base || range.base === piece.end),
    )
    .map(({ path }) => path);
}
