import type { Analysis } from '../../analysis.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { roundUp } from '../../kernel/units/rounding.ts';
import type { Operations } from '../../simulation/operations.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { type PoolNeed, poolNeeds, type ScenarioNeeds } from '../../simulation/sizing/poolNeeds.ts';
import { heapNamesOf } from '../scenario/runOnBoard.ts';
import { changedAnalysis } from '../whatIf/boardChange.ts';

/** What a scenario needs on a kernel, and the regions of its pools that are none there. */
export interface BoardNeeds extends ScenarioNeeds {
  readonly kernel: string;
  /** The paths of regions by the names of their pools: pools that this kernel makes only where their sizes are rounded up. */
  readonly refused: ReadonlyMap<string, string>;
}

/** A region that the kernel takes for no CMA area, for its size alone. */
interface RefusedRegion {
  readonly name: string;
  readonly path: string;
  readonly size: bigint;
  /** The size that it would take, in bytes. */
  readonly rounded: bigint;
}

/**
 * The pools that a scenario needs on a board. Where a heap is missing since the size of its region is no multiple of the
 * kernel's granule (`cma_init_reserved_mem`, mm/cma.c), as with pages of 16 KiB instead of 4, the pool is measured with its
 * size rounded up. `call` is what all runs of a call may do together.
 */
export function needsOnBoard(analysis: Analysis, scenario: Scenario, call?: Operations): BoardNeeds {
  const { kernel } = analysis.profile;
  const names = heapNamesOf(analysis);
  const own = poolNeeds(analysis.boot, scenario, names, call);
  const regions = own.unhelped.some(({ kind }) => kind === 'no-heap') ? refusedForSize(analysis) : [];
  if (regions.length === 0) return { kernel, ...own, refused: new Map() };
  const changes = regions.map(({ name, rounded }) => ({ kind: 'size' as const, region: name, value: rounded }));
  const needs = poolNeeds(changedAnalysis(analysis, changes).boot, scenario, names, call);
  const refused = new Map<string, string>();
  const pools = needs.pools.map((pool): PoolNeed => {
    const region = regions.find(({ name }) => name === pool.name);
    if (region === undefined || own.pools.some(({ name }) => name === pool.name)) return pool;
    refused.set(pool.name, region.path);
    return { ...pool, range: new AddressRange(pool.range.base, region.size), fits: false };
  });
  return { kernel, ...needs, pools, refused };
}

function refusedForSize({ boot, memory }: Analysis): RefusedRegion[] {
  return boot.regions.flatMap(({ path, cause }) => {
    if (cause?.kind !== 'misaligned' || !('size' in cause) || cause.base !== undefined) return [];
    const region = memory.regions.find((each) => each.path === path);
    if (region === undefined) return [];
    return { name: region.name, path, size: cause.size, rounded: roundUp(cause.size, cause.alignment) };
  });
}
