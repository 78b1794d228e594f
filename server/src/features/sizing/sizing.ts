import type { Analysis } from '../../analysis.ts';
import type { SpanEdit } from '../../rules/finding.ts';
import type { Operations } from '../../simulation/operations.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { joinNeeds } from '../../simulation/sizing/joinNeeds.ts';
import type { PoolNeed, UnhelpedStep } from '../../simulation/sizing/poolNeeds.ts';
import { needsOnBoard } from './needsOnBoard.ts';
import { poolSizeEdit, type ResizedPool, regionOfPool } from './poolSizeEdit.ts';

/** An allocation that no size helps, and the kernel on which it fails. */
export interface UnhelpedAllocation extends UnhelpedStep {
  readonly kernel: string;
}

/** The smallest pools of a board for a scenario, and the edits of the tree that make them. */
export interface Sizing {
  readonly pools: readonly PoolNeed[];
  readonly unhelped: readonly UnhelpedAllocation[];
  /** Fills without `max`, by their index: they are left out. */
  readonly openFills: readonly number[];
  /** The pools that do not fit and can be given their size. */
  readonly resized: readonly ResizedPool[];
  /** One for each of `resized`. They are computed, not tried: see `sizingOutcome`. */
  readonly edits: readonly SpanEdit[];
  /** Why pools that do not fit have no edit, in sentences. */
  readonly obstacles: readonly string[];
}

/**
 * Sizes a board's pools for a scenario on each of several kernels at once; the first one's boot says where they lie. `call` is
 * what all runs of a call may do together.
 */
export function sizeOnKernels(
  analyses: readonly [Analysis, ...Analysis[]],
  scenario: Scenario,
  call?: Operations,
): Sizing {
  const needs = analyses.map((analysis) => needsOnBoard(analysis, scenario, call));
  const granules = analyses.map(({ boot }) => boot.cmaMinimumAlignment);
  const pools = joinNeeds(
    needs,
    granules.reduce((most, granule) => (granule > most ? granule : most)),
  );
  const refused = new Map(needs.flatMap((each) => [...each.refused]));
  // A kernel may refuse a region of which another one makes a pool.
  const pathOf = (pool: PoolNeed): string | undefined =>
    analyses.flatMap((analysis) => regionOfPool(analysis, pool)?.path ?? [])[0] ?? refused.get(pool.name);
  const small = pools.flatMap((pool): ResizedPool[] =>
    pool.fits || pool.needed === undefined ? [] : [{ pool, size: pool.needed, path: pathOf(pool) }],
  );
  const resized: ResizedPool[] = [];
  const edits: SpanEdit[] = [];
  const obstacles = pools
    .filter(({ needed }) => needed === undefined)
    .map(({ name }) => `the scenario asks for more of ${name} than any kernel keeps in one pool`);
  for (const each of small) {
    if (each.size <= each.pool.range.size && !refused.has(each.pool.name)) {
      obstacles.push(`${each.pool.name} has the size, but the kernel cannot use all of it: see dtheaps check`);
      continue;
    }
    const answer = poolSizeEdit(analyses[0], each, small);
    if ('obstacle' in answer) obstacles.push(answer.obstacle);
    else {
      resized.push(each);
      edits.push(...answer.edits);
    }
  }
  return {
    pools,
    unhelped: needs.flatMap(({ kernel, unhelped }) => unhelped.map((each) => ({ ...each, kernel }))),
    openFills: needs[0]?.openFills ?? [],
    resized,
    edits,
    obstacles,
  };
}
