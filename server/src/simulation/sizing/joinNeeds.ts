import type { PoolNeed, ScenarioNeeds } from './poolNeeds.ts';

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * What several kernels need of a board's pools together: of each pool, by its name, the largest size, a multiple of the
 * largest granule (they are powers of two). What a pool's size is made of is that of the kernel that needs most.
 */
export function joinNeeds(needs: readonly ScenarioNeeds[]): PoolNeed[] {
  const joined = new Map<string, PoolNeed>();
  for (const pool of needs.flatMap(({ pools }) => pools)) {
    const other = joined.get(pool.name);
    joined.set(pool.name, other === undefined ? pool : together(other, pool));
  }
  return [...joined.values()];
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
  const needed = ((least + granule - 1n) / granule) * granule;
  const rounding = most.parts.rounding + (needed - least);
  return { ...most, range: a.range, heaps, fits, granule, needed, parts: { ...most.parts, rounding } };
}
