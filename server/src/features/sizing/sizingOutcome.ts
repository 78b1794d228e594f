import type { Analysis } from '../../analysis.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Operations } from '../../simulation/operations.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { poolNeeds } from '../../simulation/sizing/poolNeeds.ts';
import { heapNamesOf } from '../scenario/runOnBoard.ts';
import { type ResizedPool, regionOfPool, spoiltBy } from './poolSizeEdit.ts';

/** What came of a scenario on a board that was booted again with other pools. */
export interface SizingOutcome {
  /** Why the scenario does not run there; `undefined` where it does. */
  readonly why: string | undefined;
  /** Whether the edits are why: without them it is no better where a heap is missing. */
  readonly blamesEdits: boolean;
}

/**
 * How a scenario runs on a board with other pools: whether the pools come out as meant, are large enough, and no step fails
 * whatever their size. Edits that are blamed for a failure are offered to nobody.
 */
export function sizingOutcome(
  before: Analysis,
  after: Analysis,
  resized: readonly ResizedPool[],
  scenario: Scenario,
  call?: Operations,
): SizingOutcome {
  const spoilt = spoiltBy(before, after, resized);
  if (spoilt !== undefined) return { why: spoilt, blamesEdits: true };
  const { pools, unhelped } = poolNeeds(after.boot, scenario, heapNamesOf(after), call);
  const small = pools.find(({ fits }) => !fits);
  if (small !== undefined) {
    const cause = regionOfPool(after, small)?.cause;
    const because = cause === undefined ? '' : `: ${causeText(cause)}`;
    const why = `${small.name} with ${formatSize(small.range.size)} does not hold the scenario${because}`;
    return { why, blamesEdits: resized.some(({ pool }) => pool.name === small.name) };
  }
  const [failed] = unhelped;
  return { why: failed === undefined ? undefined : `step ${failed.step}: ${failed.why}`, blamesEdits: false };
}
