import { type Analysis, analyse } from '../analysis.ts';
import { type Sizing, sizeOnKernels } from '../features/sizing/sizing.ts';
import { type SizingOutcome, sizingOutcome } from '../features/sizing/sizingOutcome.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { triedFiles } from '../rules/appliedEdits.ts';
import { Operations } from '../simulation/operations.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { Layer } from '../workspace/layers.ts';
import { UnusableError } from './failure.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import { banksOf, type RamVariant, ramVariantText } from './input/ramVariants.ts';
import { requireFollowed } from './requireFollowed.ts';

/** What came of a sizing that was tried: the board read and booted again with it. */
export interface SizingTrial extends SizingOutcome {
  readonly kernel: string;
  /** In words; `undefined` for the RAM that the board has. */
  readonly ram: string | undefined;
}

/** A sizing whose edits were tried: where the board does not come out as meant it has none, and says why. */
export function triedSizing(
  loader: BoardLoader,
  path: string,
  layer: Layer,
  analyses: readonly [Analysis, ...Analysis[]],
  scenario: Scenario,
  variants: readonly RamVariant[],
): { sizing: Sizing; trials: readonly SizingTrial[] } {
  const call = new Operations(INPUT_LIMITS.sizingOperations);
  const sizing = sizeOnKernels(analyses, scenario, call);
  requireFollowed(call);
  const { edits, resized } = sizing;
  const changed = triedFiles(edits);
  const board = edits.length === 0 ? analyses[0].board : readChanged(loader, changed, path, layer);
  if (board === undefined) {
    return {
      sizing: { ...sizing, edits: [], obstacles: [...sizing.obstacles, 'the tree cannot be read with the edits'] },
      trials: [],
    };
  }
  const trials: SizingTrial[] = [];
  const banks: readonly (RamVariant | undefined)[] = [undefined, ...variants];
  for (const variant of banks) {
    for (const analysis of analyses) {
      const memory = variant === undefined ? undefined : banksOf(variant, analysis);
      const before = memory === undefined ? analysis : withMemory(analysis, memory);
      const after = analyse(board, before.profile, before.consumers);
      const ram = variant === undefined ? undefined : ramVariantText(variant);
      trials.push({ kernel: analysis.profile.kernel, ram, ...sizingOutcome(before, after, resized, scenario, call) });
      requireFollowed(call);
    }
  }
  const failed =
    edits.length === 0 ? undefined : trials.find(({ ram, blamesEdits }) => ram === undefined && blamesEdits);
  if (failed === undefined) return { sizing, trials };
  const obstacle = `on Linux ${failed.kernel} ${failed.why}: no edit is offered`;
  return { sizing: { ...sizing, edits: [], obstacles: [...sizing.obstacles, obstacle] }, trials };
}

/** The board as it reads with changed files; `undefined` where it does not. */
function readChanged(
  loader: BoardLoader,
  changed: readonly SourceFile[],
  path: string,
  layer: Layer,
): Analysis['board'] | undefined {
  try {
    return loader.changed.during(changed, () => loader.open(path, [layer]).board);
  } catch (error) {
    if (error instanceof UnusableError) return undefined;
    throw error;
  }
}

function withMemory({ board, profile, consumers }: Analysis, memory: readonly AddressRange[]): Analysis {
  return analyse(board, { ...profile, memory }, consumers);
}
