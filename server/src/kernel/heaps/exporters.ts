import type { Kernel } from '../input/kernel.ts';
import type { BootOutcome, CoherentPool } from '../outcome/bootOutcome.ts';
import { CmaAllocator } from '../pages/cmaAllocator.ts';
import { CoherentAllocator } from '../pages/coherentAllocator.ts';
import { SystemAllocator } from '../pages/systemAllocator.ts';
import type { Exporter } from '../use/exporter.ts';
import { CmaHeap } from './cmaHeap.ts';
import { CoherentHeap } from './coherentHeap.ts';
import { accountsMemory, DmemRegion, dmemRegionName } from './dmem.ts';
import { hazardsOf } from './hazards.ts';
import { SystemHeap } from './systemHeap.ts';

/** Beyond this many pages the kernel cannot allocate a pool's bitmap; it bounds what a hostile tree can ask for. */
export const MAXIMUM_BITMAP_PAGES = 2 ** 27;

/** What Kconfig takes for CONFIG_CMA_ALIGNMENT (kernel/dma/Kconfig). */
const LEAST_ALIGNMENT = 2;
const MOST_ALIGNMENT = 12;

/**
 * The heaps of a boot by name, in the order of registration, with the memory they give out as it is when init starts.
 * Names over one backing lead to one exporter. `dmemLimits` is `dmem.max` by region, in bytes.
 */
export function exportersOf(
  outcome: BootOutcome,
  kernel: Kernel,
  dmemLimits: ReadonlyMap<string, bigint>,
): Map<string, Exporter> {
  const cmaHeaps = cmaHeapsOf(outcome, kernel);
  const coherentHeaps = outcome.coherentPools.map((pool) => coherentHeapOf(pool, outcome, kernel, dmemLimits));
  let system: SystemHeap | undefined;
  const exporters = new Map<string, Exporter>();
  for (const heap of outcome.heaps) {
    let exporter: Exporter | undefined;
    if (heap.allocator === 'cma') exporter = cmaHeaps[heap.backing ?? -1];
    else if (heap.allocator === 'coherent') exporter = coherentHeaps[heap.backing ?? -1];
    else exporter = system ??= new SystemHeap(new SystemAllocator(outcome), kernel);
    if (exporter !== undefined) exporters.set(heap.name, exporter);
  }
  return exporters;
}

/** By the index of their areas. */
function cmaHeapsOf(outcome: BootOutcome, kernel: Kernel): CmaHeap[] {
  const { pageSize } = outcome;
  const configured = kernel.configuration.number('CONFIG_CMA_ALIGNMENT') ?? 8;
  const alignment = Math.min(Math.max(Math.trunc(configured), LEAST_ALIGNMENT), MOST_ALIGNMENT);
  const allocators = outcome.cmaAreas.map((area) => {
    const activated = area.activated && area.pages <= MAXIMUM_BITMAP_PAGES;
    return new CmaAllocator({ ...area, activated, pages: activated ? area.pages : 0 }, pageSize, alignment);
  });
  const hazards = hazardsOf(outcome, kernel);
  return allocators.map((allocator) => {
    const isBusy = busyPages(allocator, allocators, kernel.pageBytes);
    return new CmaHeap(allocator, kernel, hazards, isBusy);
  });
}

/** Of the heaps that are modelled only the first posting of the coherent heap charges the caller's control group. */
function coherentHeapOf(
  pool: CoherentPool,
  outcome: BootOutcome,
  kernel: Kernel,
  dmemLimits: ReadonlyMap<string, bigint>,
): CoherentHeap {
  const allocator = new CoherentAllocator(pool.pages <= MAXIMUM_BITMAP_PAGES ? pool.pages : 0);
  const region = dmemRegionName(pool.name);
  const charges = kernel.patches.has('coherent-heap-v1') && accountsMemory(outcome.profile.commandLine);
  const dmem = charges ? new DmemRegion(region, dmemLimits.get(region) ?? pool.range.size) : undefined;
  return new CoherentHeap(pool, allocator, kernel, dmem);
}

/**
 * Pages of an area that an overlapping area has given out: its own bitmap does not know, but they cannot be moved.
 * `undefined` where no area overlaps.
 */
function busyPages(
  area: CmaAllocator,
  areas: readonly CmaAllocator[],
  pageSize: bigint,
): ((start: number, pages: number) => boolean) | undefined {
  const base = area.area.range.base;
  const others = areas.filter((other) => other !== area && other.area.range.overlaps(area.area.range));
  if (others.length === 0) return undefined;
  return (start, pages) =>
    others.some((other) => {
      const shift = Number((base - other.area.range.base) / pageSize);
      const from = Math.max(start + shift, 0);
      const to = Math.min(start + shift + pages, other.area.pages);
      return to > from && other.isTaken(from, to - from);
    });
}
