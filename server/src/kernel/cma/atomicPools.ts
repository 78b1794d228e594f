import type { BootState, CmaAreaState } from '../early/bootState.ts';
import { dmaZoneLimit, populatedZones, type ZoneName } from '../early/zones.ts';
import { behaves } from '../input/kernel.ts';
import { hashTables, memoryMapSize } from '../pages/earlyTables.ts';
import { cmaAllocationFailure } from './allocationFailure.ts';
import { usablePages } from './areas.ts';
import { takesMemoryMapEarly } from './defaultArea.ts';
import { largestOrder } from './minimumAlignment.ts';

/** 128 KiB for every GiB, and at least that. */
const SHARE = 8192n;
const SMALLEST = 128n << 10n;
const ARM_POOL = 256n << 10n;

/**
 * kernel/dma/pool.c `dma_atomic_pool_init` (a postcore_initcall): pools for coherent allocations that cannot sleep.
 * Their pages come from the default CMA area where that lies within the pool's zone, and are never given back.
 */
export function takeAtomicPools(state: BootState): void {
  const area = state.defaultCmaArea;
  if (area === undefined || area.pages === 0) return;
  if (state.kernel.architecture === 'arm') {
    takeArmPool(state, area);
    return;
  }
  const order = poolOrder(state);
  for (const zone of poolZones(state)) {
    if (lastAddressOfZone(state, zone) >= area.range.end - 1n) takePages(state, area, 2 ** order);
  }
}

/** arch/arm/mm/dma-mapping.c `atomic_pool_init`: one pool of 256 KiB, or what `coherent_pool=` says, wherever it lies. */
function takeArmPool(state: BootState, area: CmaAreaState): void {
  const { commandLine, pageBytes } = state.kernel;
  const bytes = commandLine.coherentPool ?? ARM_POOL;
  takePages(state, area, Number((bytes + pageBytes - 1n) / pageBytes));
}

/** The zones that get a pool, in the order in which they do. */
function poolZones(state: BootState): ZoneName[] {
  const { kernel } = state;
  const populated = populatedZones(state);
  const onlyPopulated = behaves(kernel, 'atomic-pool-per-managed-zone');
  const zones: ZoneName[] = [];
  if (!onlyPopulated || populated.has('Normal')) zones.push('Normal');
  if (populated.has('DMA')) zones.push('DMA');
  if (onlyPopulated ? populated.has('DMA32') : kernel.configuration.isEnabled('CONFIG_ZONE_DMA32')) zones.push('DMA32');
  return zones;
}

/** `cma_in_zone`: up to where the area may reach to serve a zone's pool. */
function lastAddressOfZone(state: BootState, zone: ZoneName): bigint {
  switch (zone) {
    case 'Normal':
      return (1n << 64n) - 1n;
    case 'DMA':
      return dmaZoneLimit(state);
    case 'DMA32':
      return 0xffff_ffffn;
  }
}

/** The order of a pool: `coherent_pool=`, or a share of the RAM that the page allocator has. */
function poolOrder(state: BootState): number {
  const { kernel, memblock } = state;
  const largest = largestOrder(kernel);
  let bytes = kernel.commandLine.coherentPool ?? 0n;
  if (bytes === 0n) {
    const largestPages = 1n << BigInt(largest);
    let pages = managedPages(state) / SHARE;
    if (pages > largestPages) pages = largestPages;
    bytes = pages * kernel.pageBytes;
    if (bytes < SMALLEST) bytes = SMALLEST;
  }
  const pages = (bytes + kernel.pageBytes - 1n) / kernel.pageBytes;
  const order = pages <= 1n ? 0 : (pages - 1n).toString(2).length;
  return memblock.totalRam === 0n ? 0 : Math.min(order, largest);

  /** RAM that is mapped and not reserved, without what the kernel takes before the page allocator; CMA areas count as free. */
  function managedPages({ cmaAreas }: BootState): bigint {
    let free = memblock.freeRanges.reduce((sum, { size }) => sum + size, 0n);
    free -= hashTables(free);
    if (!takesMemoryMapEarly(kernel)) free -= memoryMapSize(memblock.ranges, kernel);
    for (const { range } of cmaAreas) free += range.size;
    return free < 0n ? 0n : free / kernel.pageBytes;
  }
}

/**
 * Takes pages of the area: the lowest that fit, aligned to the order of their number up to CONFIG_CMA_ALIGNMENT. Where
 * none fit the pool's pages come from elsewhere.
 */
function takePages(state: BootState, area: CmaAreaState, pages: number): void {
  const { kernel } = state;
  if (pages < 1) return;
  const cap = kernel.configuration.number('CONFIG_CMA_ALIGNMENT') ?? 8;
  const alignment = 2 ** Math.min(Math.ceil(Math.log2(pages)), cap);
  const basePage = Number(area.range.base / kernel.pageBytes);
  const first = Math.ceil((basePage + area.usedAtBoot) / alignment) * alignment - basePage;
  if (first + pages <= Math.min(area.pages, usablePages(area.range, state.memblock, kernel.pageBytes))) {
    area.usedAtBoot = first + pages;
    return;
  }
  const line = cmaAllocationFailure(kernel.behaviours, area.name, area.pages, pages);
  if (line !== undefined) state.log.cmaAllocationFailed(area.region, line);
}
