import { armDmaZone } from '../input/armMachines.ts';
import { physicalWindows } from '../input/dmaRanges.ts';
import { compatibleOf, isAvailable, propertyOf } from '../input/flatNode.ts';
import { behaves } from '../input/kernel.ts';
import type { BootState } from './bootState.ts';
import { physicalOffset } from './systemMemory.ts';

const FOUR_GIB = 1n << 32n;
const NO_LIMIT = (1n << 64n) - 1n;

/**
 * drivers/of/address.c `of_dma_get_max_cpu_address`: the highest address that every bus with `dma-ranges` reaches, the
 * smallest of the buses' ends; all ones where no bus is limited.
 */
function highestCommonAddress(state: BootState): bigint {
  let highest = NO_LIMIT;
  for (const { node, buses } of state.input.dmaRanges) {
    const path = [...buses, node];
    if (path.some((each) => !isAvailable(each))) continue;
    if ((propertyOf(node, 'dma-ranges')?.length ?? 0) === 0) continue;
    let last = 0n;
    for (const { physical, size } of physicalWindows(path, path.length - 1)) {
      if (physical + size > last) last = physical + size - 1n;
    }
    if (last < highest) highest = last;
  }
  return highest;
}

/** arch/arm/mm/init.c `arm_dma_limit`: the last address that every device of the machine reaches. */
function armDmaLimit(state: BootState): bigint {
  const zone = armDmaZone(state.kernel, compatibleOf(state.input.root));
  return zone === undefined ? FOUR_GIB - 1n : physicalOffset(state) + zone - 1n;
}

/** `zone_dma_limit`: the last address of what is kept for devices that reach little. */
export function dmaZoneLimit(state: BootState): bigint {
  const { kernel, memblock } = state;
  if (kernel.architecture === 'arm') return armDmaLimit(state);
  if (kernel.architecture !== 'arm64') return FOUR_GIB - 1n;
  if (!kernel.configuration.isEnabled('CONFIG_ZONE_DMA')) {
    return kernel.configuration.isEnabled('CONFIG_ZONE_DMA32') ? FOUR_GIB - 1n : NO_LIMIT;
  }
  let limit = highestCommonAddress(state);
  const start = memblock.startOfRam;
  if (behaves(kernel, 'dma-zone-in-whole-bits')) {
    const bits = BigInt(limit.toString(2).length);
    limit = bits >= 32n ? FOUR_GIB - 1n : (1n << bits) - 1n;
    if (start >= FOUR_GIB) return NO_LIMIT;
    return start > limit ? FOUR_GIB - 1n : limit;
  }
  return start < FOUR_GIB && limit >= FOUR_GIB ? FOUR_GIB - 1n : limit;
}

/** The end of the zone that the default CMA area is placed in; 0 for no limit. */
export function defaultAreaLimit(state: BootState): bigint {
  const { kernel, memblock } = state;
  const limit = dmaZoneLimit(state);
  if (kernel.architecture === 'arm') return limit;
  return limit < memblock.endOfRam - 1n ? limit + 1n : memblock.endOfRam;
}

/** Addresses at which one zone ends and the next begins. */
export function zoneEdges(state: BootState): bigint[] {
  const { kernel } = state;
  if (kernel.architecture === 'arm') return kernel.configuration.isEnabled('CONFIG_HIGHMEM') ? [state.lowmemEnd] : [];
  const edges: bigint[] = [];
  if (kernel.architecture === 'arm64' && kernel.configuration.isEnabled('CONFIG_ZONE_DMA')) {
    edges.push(dmaZoneLimit(state) + 1n);
  }
  if (kernel.configuration.isEnabled('CONFIG_ZONE_DMA32')) edges.push(FOUR_GIB);
  return edges;
}

export type ZoneName = 'DMA' | 'DMA32' | 'Normal';

/** The zones that have memory. */
export function populatedZones(state: BootState): ReadonlySet<ZoneName> {
  const { kernel, memblock } = state;
  const zones = new Set<ZoneName>();
  const hasDma = kernel.architecture === 'arm64' && kernel.configuration.isEnabled('CONFIG_ZONE_DMA');
  const hasDma32 = kernel.configuration.isEnabled('CONFIG_ZONE_DMA32');
  const dmaEnd = hasDma ? dmaZoneLimit(state) + 1n : 0n;
  const dma32End = hasDma32 && FOUR_GIB > dmaEnd ? FOUR_GIB : dmaEnd;
  for (const { base, end, noMap } of memblock.memory) {
    if (noMap) continue;
    if (base < dmaEnd) zones.add('DMA');
    if (dmaEnd < dma32End && base < dma32End && end > dmaEnd) zones.add('DMA32');
    if (end > dma32End) zones.add('Normal');
  }
  return zones;
}
