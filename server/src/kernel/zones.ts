import type { FlatNode } from './bootInput.ts';
import type { BootState } from './bootState.ts';
import { cellCount, isAvailable, numberAt, propertyOf } from './flatNode.ts';
import { behaves } from './kernel.ts';

const FOUR_GIB = 1n << 32n;
const NO_LIMIT = (1n << 64n) - 1n;

/** An entry of `dma-ranges`: a stretch of bus addresses and where it lies in the parent's. */
interface BusWindow {
  readonly bus: bigint;
  readonly parent: bigint;
  readonly size: bigint;
}

/** The windows of a node's `dma-ranges`; empty where there are none or they cannot be read. */
function windowsOf(node: FlatNode, parentAddressCells: number): BusWindow[] {
  const bytes = propertyOf(node, 'dma-ranges');
  const addressCells = cellCount(node, '#address-cells') ?? 2;
  const sizeCells = cellCount(node, '#size-cells') ?? 1;
  const length = 4 * (addressCells + parentAddressCells + sizeCells);
  if (bytes === undefined || length === 0) return [];
  const windows: BusWindow[] = [];
  for (let offset = 0; offset + length <= bytes.length; offset += length) {
    windows.push({
      bus: numberAt(bytes, offset, addressCells),
      parent: numberAt(bytes, offset + 4 * addressCells, parentAddressCells),
      size: numberAt(bytes, offset + 4 * (addressCells + parentAddressCells), sizeCells),
    });
  }
  return windows;
}

/** A bus address as the CPU sees it, through the `dma-ranges` of the buses above, the innermost last. */
function translate(address: bigint, root: FlatNode, buses: readonly FlatNode[]): bigint {
  for (let index = buses.length - 1; index >= 0; index--) {
    const bus = buses[index];
    if (bus === undefined) break;
    const windows = windowsOf(bus, cellCount(buses[index - 1] ?? root, '#address-cells') ?? 2);
    const window = windows.find(({ bus: start, size }) => address >= start && address < start + size);
    if (window !== undefined) address = address - window.bus + window.parent;
  }
  return address;
}

/**
 * drivers/of/address.c `of_dma_get_max_cpu_address`: the highest address that every bus with `dma-ranges` reaches, the
 * smallest of the buses' ends; all ones where no bus is limited.
 */
export function highestCommonAddress(state: BootState): bigint {
  const { root, dmaRanges } = state.input;
  let highest = NO_LIMIT;
  for (const { node, buses } of dmaRanges) {
    if ([node, ...buses].some((each) => !isAvailable(each))) continue;
    if ((propertyOf(node, 'dma-ranges')?.length ?? 0) === 0) continue;
    const parentAddressCells = cellCount(buses.at(-1) ?? root, '#address-cells') ?? 2;
    let last = 0n;
    for (const window of windowsOf(node, parentAddressCells)) {
      const start = translate(window.parent, root, buses);
      if (start + window.size > last) last = start + window.size - 1n;
    }
    if (last < highest) highest = last;
  }
  return highest;
}

/** `zone_dma_limit`: the last address of what is kept for devices that reach little. */
export function dmaZoneLimit(state: BootState): bigint {
  const { kernel, memblock } = state;
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
  if (kernel.architecture === 'arm') return FOUR_GIB - 1n;
  const limit = dmaZoneLimit(state);
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
