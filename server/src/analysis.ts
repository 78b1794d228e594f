import type { HeapConsumer } from './consumers/heapConsumer.ts';
import type { Board } from './devicetree/board.ts';
import { boot } from './kernel/boot.ts';
import type { BootInput } from './kernel/input/bootInput.ts';
import type { Profile } from './kernel/input/profile.ts';
import { type OtherBoot, otherBoots } from './kernel/otherBoots.ts';
import type { BootedRegion, BootOutcome } from './kernel/outcome/bootOutcome.ts';
import type { AddressRange } from './kernel/units/addressRange.ts';
import { assumedMemory } from './memory/assumedMemory.ts';
import { bootInputOf } from './memory/bootInput.ts';
import { type MemoryMap, readMemory } from './memory/memoryMap.ts';
import { Remembered } from './text/remembered.ts';
import { sameData } from './text/sameData.ts';

/**
 * One board under one profile: its tree, its memory, and what the kernel makes of it. Everything that a person sees is
 * read off this value. Immutable.
 */
export interface Analysis {
  readonly board: Board;
  readonly profile: Profile;
  readonly memory: MemoryMap;
  readonly boot: BootOutcome;
  /** What the boot may come to as well, where a behaviour of this release is not known; empty in most cases. */
  readonly otherBoots: readonly OtherBoot[];
  /** Set where neither the tree nor the profile says how much RAM there is, and the boot was given a guess. */
  readonly memoryAssumed: boolean;
  /** That guess. */
  readonly assumedMemory: readonly AddressRange[] | undefined;
  /** The programs that matter to whoever asks; empty where nobody said so. */
  readonly consumers: readonly HeapConsumer[];
}

/** What a boot came to, as far as an analysis holds it. */
export type Boots = Pick<Analysis, 'boot' | 'otherBoots'>;

/**
 * Boots a board under a profile. Always answers: what could not be read is missing from it, see `board.problems`. Where
 * the kernel would be handed the same as in an `earlier` boot, such as that of the board before an edit, that one counts.
 */
export function analyse(
  board: Board,
  profile: Profile,
  consumers: readonly HeapConsumer[] = [],
  earlier?: Boots,
): Analysis {
  const memory = readMemory(board.tree);
  return { board, profile, memory, consumers, ...bootBoard(board, profile, memory, earlier) };
}

/** What each boot was handed. */
const inputs = new Remembered<BootOutcome, BootInput>();

function bootBoard(
  board: Board,
  profile: Profile,
  memory: MemoryMap,
  earlier?: Boots,
): Boots & Pick<Analysis, 'memoryAssumed' | 'assumedMemory'> {
  const assumed = profile.memory === undefined ? assumedMemory(board.tree, memory, profile.architecture) : undefined;
  const input = bootInputOf(board.tree, assumed === undefined ? profile : { ...profile, memory: assumed });
  const isSame = earlier !== undefined && sameData(inputs.get(earlier.boot), input);
  const boots = isSame ? earlier : bootsOf(input);
  return {
    boot: boots.boot,
    otherBoots: boots.otherBoots,
    memoryAssumed: assumed !== undefined,
    assumedMemory: assumed,
  };
}

function bootsOf(input: BootInput): Boots {
  const outcome = boot(input);
  inputs.set(outcome, input);
  return { boot: outcome, otherBoots: otherBoots(input, outcome) };
}

/** The same board booted by another kernel version; the same analysis where it is that version already. */
export function withKernel(analysis: Analysis, kernel: string): Analysis {
  if (analysis.profile.kernel === kernel) return analysis;
  const profile = { ...analysis.profile, kernel };
  return { ...analysis, profile, ...bootBoard(analysis.board, profile, analysis.memory) };
}

const regionsByPath = new Remembered<BootOutcome, ReadonlyMap<string, BootedRegion>>();

/** What the boot made of the region at a path; `undefined` where the kernel never looked at it. */
export function bootedRegion(boot: BootOutcome, path: string): BootedRegion | undefined {
  let byPath = regionsByPath.get(boot);
  if (byPath === undefined) {
    // Of two at one path the first counts.
    byPath = new Map([...boot.regions].reverse().map((region) => [region.path, region]));
    regionsByPath.set(boot, byPath);
  }
  return byPath.get(path);
}
