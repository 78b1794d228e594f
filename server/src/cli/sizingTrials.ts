import { type Analysis, analyse } from '../analysis.ts';
import { heapNamesOf } from '../features/scenario/runOnBoard.ts';
import { type ResizedPool, regionOfPool, spoiltBy } from '../features/sizing/poolSizeEdit.ts';
import { type Sizing, sizeOnKernels } from '../features/sizing/sizing.ts';
import { causeText } from '../kernel/outcome/causeText.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatSize } from '../kernel/units/formatBytes.ts';
import { editsByFile, textAfter } from '../rules/appliedEdits.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { poolNeeds } from '../simulation/sizing/poolNeeds.ts';
import { SourceFile } from '../text/sourceFile.ts';
import type { Layer } from '../workspace/layers.ts';
import { UnusableError } from './failure.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import { banksOf, type RamVariant, ramVariantText } from './input/ramVariants.ts';

/** What came of a sizing that was tried: the board read and booted again with it. */
export interface SizingTrial {
  readonly kernel: string;
  /** In words; `undefined` for the RAM that the board has. */
  readonly ram: string | undefined;
  /** Why the scenario does not run there; `undefined` where it does. */
  readonly why: string | undefined;
  /** Whether the edits are why: without them it is no better where a heap is missing. */
  readonly blamesEdits: boolean;
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
  const sizing = sizeOnKernels(analyses, scenario);
  const { edits, resized } = sizing;
  const changed = [...editsByFile(edits)].map(([file, of]) => new SourceFile(file.path, textAfter(file, of)));
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
      const after = analyse(board, before.profile);
      const ram = variant === undefined ? undefined : ramVariantText(variant);
      trials.push({ kernel: analysis.profile.kernel, ram, ...outcomeOf(before, after, resized, scenario) });
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

/** How a scenario runs on a board with other pools. */
function outcomeOf(
  before: Analysis,
  after: Analysis,
  resized: readonly ResizedPool[],
  scenario: Scenario,
): Pick<SizingTrial, 'why' | 'blamesEdits'> {
  const spoilt = spoiltBy(before, after, resized);
  if (spoilt !== undefined) return { why: spoilt, blamesEdits: true };
  const { pools, unhelped } = poolNeeds(after.boot, scenario, heapNamesOf(after));
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
