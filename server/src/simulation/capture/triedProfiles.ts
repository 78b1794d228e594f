import { COMPARED_RELEASES } from '../../kernel/behaviours/releases.ts';
import type { Profile } from '../../kernel/input/profile.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { Capture } from './capture.ts';
import { type CaptureDifference, settledBy } from './compareCapture.ts';

/** What a board comes to under other options. */
export type TryProfile = (settings: Partial<Profile>) => BootOutcome;

/**
 * The differences that come of the prediction's kernel or command line, each with the cause: those that are gone once the board
 * is booted as the target says that it was. What a call says goes over the capture, so the two may differ.
 */
export function profileCauses(
  { profile }: BootOutcome,
  capture: Capture,
  differences: readonly CaptureDifference[],
  withProfile: TryProfile,
): ReadonlyMap<string, string> {
  if (differences.length === 0) return new Map();
  const causes = new Map<string, string>();
  const tryWith = (settings: Partial<Profile>, cause: string, mustSettleAll = false): void => {
    const { settled, left } = settledBy(withProfile(settings), capture, differences);
    if (mustSettleAll && left > 0) return;
    for (const each of settled) if (!causes.has(each)) causes.set(each, cause);
  };
  const { kernel, commandLine } = capture;
  if (commandLine !== undefined && commandLine !== profile.commandLine) {
    const cause = `the target was booted with ${quoted(commandLine)}, the prediction with ${quoted(profile.commandLine)}: leave --cmdline out`;
    tryWith({ commandLine }, cause);
  }
  if (kernel !== undefined && kernel !== profile.kernel) {
    tryWith(
      { kernel },
      `the target runs Linux ${kernel}, the prediction is for Linux ${profile.kernel}: --kernel ${kernel}`,
    );
  }
  if (kernel !== undefined) return causes;
  for (const release of COMPARED_RELEASES) {
    if (causes.size > 0 || release === profile.kernel) continue;
    const cause = `the target does as Linux ${release} would, the prediction is for Linux ${profile.kernel}: --kernel ${release}`;
    tryWith({ kernel: release }, cause, true);
  }
  return causes;
}

/** At most this much of a command line stands in a sentence. */
const LONGEST_QUOTED = 120;

function quoted(commandLine: string): string {
  if (commandLine === '') return 'no command line';
  return JSON.stringify(commandLine.length > LONGEST_QUOTED ? `${commandLine.slice(0, LONGEST_QUOTED)}…` : commandLine);
}
