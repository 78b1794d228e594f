import type { BootingRegion, BootState, CmaAreaState } from '../early/bootState.ts';
import type { Memblock } from '../early/memblock.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { AreaRefusal } from '../outcome/regionCause.ts';
import type { AddressRange } from '../units/addressRange.ts';

/** `CMA_MAX_NAME` without the byte that ends a string. */
const NAME_LENGTH = 63;

/** `MAX_CMA_AREAS`: how many areas there can be. */
export function cmaAreaLimit(kernel: Kernel): number {
  const fewer = behaves(kernel, 'cma-areas-fewer-by-default') ? 1 : 0;
  const fallback = (kernel.configuration.isEnabled('CONFIG_NUMA') ? 20 : 8) - fewer;
  const configured = kernel.configuration.number('CONFIG_CMA_AREAS') ?? fallback;
  return configured + (behaves(kernel, 'one-more-cma-area') ? 1 : 0);
}

/**
 * mm/cma.c `cma_init_reserved_mem`: makes an area of memory that is reserved already. Returns why it could not: the
 * caller has checked the alignment.
 */
export function addCmaArea(
  state: BootState,
  name: string,
  range: AddressRange,
  origin: { readonly region: BootingRegion | undefined; readonly basePredictable: boolean },
): CmaAreaState | AreaRefusal {
  const { kernel, log, memblock, cmaAreas } = state;
  const limit = cmaAreaLimit(kernel);
  if (cmaAreas.length >= limit) {
    log.noCmaSlots(origin.region);
    return { kind: 'cma-slots-full', limit };
  }
  if (range.size === 0n || !memblock.isReserved(range.base, range.size)) return { kind: 'memory-not-reserved' };
  const area: CmaAreaState = {
    name: name.slice(0, NAME_LENGTH),
    range,
    ...origin,
    pages: Number(range.size / kernel.pageBytes),
    usedAtBoot: 0,
    activated: false,
  };
  cmaAreas.push(area);
  return area;
}

/** The pages of a range before the end of RAM; those beyond it are in no zone (mm/page_isolation.c). */
export function usablePages({ base, size }: AddressRange, memblock: Memblock, pageBytes: bigint): number {
  const left = memblock.endOfRam - base;
  return Number((left < 0n ? 0n : left < size ? left : size) / pageBytes);
}
