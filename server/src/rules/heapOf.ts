import { bootedRegion } from '../analysis.ts';
import type { BootOutcome, Heap } from '../kernel/outcome/bootOutcome.ts';

/** The heaps that hand out the memory of the region at a path; empty where there is none. */
export function heapsOfRegion(boot: BootOutcome, path: string): readonly Heap[] {
  const region = bootedRegion(boot, path);
  if (region?.range === undefined) return [];
  const { base } = region.range;
  if (region.state === 'cma') {
    const area = boot.cmaAreas.findIndex(({ range }) => range.base === base);
    return boot.heaps.filter((heap) => heap.allocator === 'cma' && heap.backing === area);
  }
  if (region.state === 'coherent') {
    const pool = boot.coherentPools.findIndex((each) => each.path === path);
    return boot.heaps.filter((heap) => heap.allocator === 'coherent' && heap.backing === pool);
  }
  return [];
}

/** The path of the region that a heap allocates from; `undefined` where it is none of a region. */
export function regionBehind(boot: BootOutcome, heap: Omit<Heap, 'minor'>): string | undefined {
  if (heap.backing === undefined) return undefined;
  if (heap.allocator === 'coherent') return boot.coherentPools[heap.backing]?.path;
  const base = boot.cmaAreas[heap.backing]?.range.base;
  return boot.regions.find(({ state, range }) => state === 'cma' && range?.base === base)?.path;
}
