import { type Analysis, analyse } from '../analysis.ts';
import { runOnBoard } from '../features/scenario/runOnBoard.ts';
import { Operations } from '../simulation/operations.ts';
import type { Scenario } from '../simulation/scenario.ts';
import type { ScenarioResult } from '../simulation/scenarioResult.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { LoadedBoard } from './input/loadedBoard.ts';
import { banksOf, type RamVariant, ramVariantText } from './input/ramVariants.ts';
import { requireFollowed } from './requireFollowed.ts';

/** A scenario's run on one kernel with one amount of RAM. */
export interface ScenarioRun {
  readonly kernel: string;
  /** In words; `undefined` for the RAM that the board has. */
  readonly ram: string | undefined;
  readonly analysis: Analysis;
  readonly result: ScenarioResult;
}

/**
 * Runs a scenario on a board, on each of some kernels with each of some amounts of RAM; where none are named, on the
 * board's kernel, and with the RAM that it has. `onlyOutcomes` is that of `RunOptions`: a result may list a hundred
 * thousand buffers.
 */
export function scenarioRuns(
  loaded: LoadedBoard,
  scenario: Scenario,
  kernels: readonly string[],
  variants: readonly RamVariant[],
  onlyOutcomes: boolean,
): readonly ScenarioRun[] {
  const call = new Operations(INPUT_LIMITS.callOperations);
  const versions = kernels.length === 0 ? [loaded.profile.kernel] : kernels;
  const amounts: readonly (RamVariant | undefined)[] = variants.length === 0 ? [undefined] : variants;
  return versions.flatMap((kernel) =>
    amounts.map((variant): ScenarioRun => {
      const analysis = withRam(loaded.analyse(kernel), variant);
      const ram = variant === undefined ? undefined : ramVariantText(variant);
      const result = runOnBoard(analysis, scenario, { call, onlyOutcomes });
      requireFollowed(call);
      return { kernel, ram, analysis, result };
    }),
  );
}

function withRam(analysis: Analysis, variant: RamVariant | undefined): Analysis {
  if (variant === undefined) return analysis;
  const { board, profile, consumers } = analysis;
  return analyse(board, { ...profile, memory: banksOf(variant, analysis) }, consumers);
}
