import { bootedRegion } from '../analysis.ts';
import type { BootOutcome, Heap } from '../kernel/outcome/bootOutcome.ts';
import { grouped } from '../text/grouped.ts';
import { Remembered } from '../text/remembered.ts';

/** What is behind what in a boot: rules ask for each region and for each heap. */
interface Backings {
  /** The first CMA area at a base, and the first coherent pool of a region's path, by their places in the boot. */
  readonly areas: ReadonlyMap<bigint, number>;
  readonly pools: ReadonlyMap<string, number>;
  /** The heaps of each allocator and backing. */
  readonly heaps: ReadonlyMap<string, readonly Heap[]>;
  /** The path of the first region at a base that is a CMA area. */
  readonly regions: ReadonlyMap<bigint, string>;
}

const backings = new Remembered<BootOutcome, Backings>();

function backingsOf(boot: BootOutcome): Backings {
  let known = backings.get(boot);
  if (known === undefined) {
    const regions = boot.regions.flatMap(({ state, range, path }): [bigint, string][] =>
      state === 'cma' && range !== undefined ? [[range.base, path]] : [],
    );
    known = {
      areas: firsts(boot.cmaAreas.map(({ range }, index) => [range.base, index])),
      pools: firsts(boot.coherentPools.map(({ path }, index) => [path, index])),
      heaps: grouped(boot.heaps, heapKey),
      regions: firsts(regions),
    };
    backings.set(boot, known);
  }
  return known;
}

const heapKey = ({ allocator, backing }: Pick<Heap, 'allocator' | 'backing'>): string => `${allocator} ${backing}`;

/** Of entries with the same key the first. */
function firsts<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  return new Map(entries.toReversed());
}

/** The heaps that hand out the memory of the region at a path; empty where there is none. */
export function heapsOfRegion(boot: BootOutcome, path: string): readonly Heap[] {
  const region = bootedRegion(boot, path);
  if (region?.range === undefined) return [];
  const { areas, pools, heaps } = backingsOf(boot);
  const { state, range } = region;
  if (state !== 'cma' && state !== 'coherent') return [];
  const backing = state === 'cma' ? areas.get(range.base) : pools.get(path);
  return backing === undefined ? [] : (heaps.get(heapKey({ allocator: state, backing })) ?? []);
}

/** The path of the region that a heap allocates from; `undefined` where it is none of a region. */
export function regionBehind(boot: BootOutcome, heap: Omit<Heap, 'minor'>): string | undefined {
  if (heap.backing === undefined) return undefined;
  if (heap.allocator === 'coherent') return boot.coherentPools[heap.backing]?.path;
  const base = boot.cmaAreas[heap.backing]?.range.base;
  return base === undefined ? undefined : backingsOf(boot).regions.get(base);
}
