import type { OtherBoot } from '../../kernel/otherBoots.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { Capture, CaptureNote } from './capture.ts';
import { differencesOf } from './compareCapture.ts';

/** What a board may come to: the likely boot, and those that it may come to as well. */
export interface PossibleBoots {
  readonly boot: BootOutcome;
  readonly otherBoots: readonly OtherBoot[];
}

/** The one of the possible boots that a target did, as far as its capture shows that. */
export interface ClosestBoot {
  readonly outcome: BootOutcome;
  /**
   * Which releases do as the target did, or come closest to it. Empty where the capture does not tell the boots apart, and
   * where the likely one differs from it, though least.
   */
  readonly notes: readonly CaptureNote[];
}

/**
 * The possible boot that differs least from a capture; of equal ones the likely boot. Where it is not known how a release
 * behaves, each of them is predicted, so that a target that did as one of them did as predicted.
 */
export function closestBoot({ boot, otherBoots }: PossibleBoots, capture: Capture): ClosestBoot {
  if (otherBoots.length === 0) return { outcome: boot, notes: [] };
  const own = distance(boot, capture);
  let closest: OtherBoot | undefined;
  let least = own;
  const ruledOut: OtherBoot[] = [];
  for (const other of otherBoots) {
    const count = distance(other.outcome, capture);
    if (count > own) ruledOut.push(other);
    if (count >= least) continue;
    closest = other;
    least = count;
  }
  const { kernel } = boot.profile;
  if (closest !== undefined) {
    const { outcome, like, unlike } = closest;
    return { outcome, notes: [noteOf(kernel, like, unlike, least === 0)] };
  }
  if (own > 0) return { outcome: boot, notes: [] };
  return { outcome: boot, notes: ruledOut.map(({ like, unlike }) => noteOf(kernel, unlike, like, true)) };
}

/** How many differences there are; a boot that ends is further away than any other from a target whose files were read. */
function distance(outcome: BootOutcome, capture: Capture): number {
  const { heaps, areas, cmaTotal, noHeapFolder } = capture;
  const isRunning = [heaps, areas, cmaTotal, noHeapFolder].some((files) => files !== undefined);
  return isRunning && !outcome.booted ? Number.POSITIVE_INFINITY : differencesOf(outcome, capture).length;
}

/** Which of the releases that were booted a target did as (`so`), and which it did not; unless `isSame`, it is only closer to them. */
function noteOf(kernel: string, so: readonly string[], notSo: readonly string[], isSame: boolean): CaptureNote {
  const does = isSame ? 'the target did as' : 'the target differs least from the boot that goes as on';
  const message = `Linux ${kernel} may boot in more than one way: ${does} Linux ${so.join(' and ')}, not as ${notSo.join(' and ')}`;
  return { message, line: undefined };
}
