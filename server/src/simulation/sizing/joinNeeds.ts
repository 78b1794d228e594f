import { roundUp } from '../../kernel/units/rounding.ts';
import type { PoolNeed, ScenarioNeeds } from './poolNeeds.ts';

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * What several kernels need of a board's pools together: of each pool, by its name, the largest size, a multiple of the
 * largest granule (they are powers of two). What a pool's size is made of is that of the kernel that needs most. A CMA
 * area that has to grow becomes a multiple of `areaGranule`, too: the largest of the kernels, those included that have no heap of it.
 */
export function joinNeeds(needs: readonly ScenarioNeeds[], areaGranule: bigint): PoolNeed[] {
  const joined = new Map<string, PoolNeed>();
  for (const pool of needs.flatMap(({ pools }) => pools)) {
    const other = joined.get(pool.name);
    joined.set(pool.name, other === undefined ? pool : together(other, pool));
  }
  return [...joined.values()].map((pool) =>
    pool.allocator === 'cma' && !pool.fits ? onGranule(pool, areaGranule) : pool,
  );
}

function onGranule(pool: PoolNeed, areaGranule: bigint): PoolNeed {
  const granule = larger(pool.granule, areaGranule);
  if (pool.needed === undefined) return { ...pool, granule };
  const needed = roundUp(pool.needed, granule);
  return {
    ...pool,
    granule,
    needed,
    parts: { ...pool.parts, rounding: pool.parts.rounding + (needed - pool.needed) },
  };
}

function together(a: PoolNeed, b: PoolNeed): PoolNeed {
  const heaps = [...new Set([...a.heaps, ...b.heaps])];
  const fits = a.fits && b.fits;
  const granule = larger(a.granule, b.granule);
  if (a.needed === undefined || b.needed === undefined) {
    return { ...(a.needed === undefined ? a : b), heaps, fits, granule };
  }
  const most = a.needed >= b.needed ? a : b;
  const least = larger(a.needed, b.needed);
  const needed = roundUp(least, granule);
  const rounding = most.parts.rounding + (needed - least);
  return { ...most, range: a.range, heaps, fits, granule, needed, parts: { ...most.parts, rounding } };
}
