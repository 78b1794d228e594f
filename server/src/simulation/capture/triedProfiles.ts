import { COMPARED_RELEASES } from '../../kernel/behaviours/releases.ts';
import type { Profile } from '../../kernel/input/profile.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { Capture } from './capture.ts';
import { type CaptureDifference, settledBy } from './compareCapture.ts';
import { defaultAreaSettings } from './defaultAreaSize.ts';

/** What a board comes to under other options. */
export type TryProfile = (settings: Partial<Profile>) => BootOutcome;

/** Options that decide which heaps there are, whatever the tree says: the one that explains least comes first. */
const HEAP_OPTIONS = ['CONFIG_DMABUF_HEAPS_CMA', 'CONFIG_DMABUF_HEAPS_SYSTEM', 'CONFIG_DMABUF_HEAPS'];
/** Pages of arm64 in KiB, other than those that nobody has to ask for. */
const LARGE_PAGES = [16, 64];

/**
 * The differences that come of the prediction's kernel, its configuration or command line, each with the cause: those that are
 * gone once the board is booted as the target says that it was, or as it may have been. What a call says goes over the capture,
 * so the two may differ.
 */
export function profileCauses(
  outcome: BootOutcome,
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
  const { profile } = outcome;
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
  for (const release of kernel === undefined ? COMPARED_RELEASES : []) {
    if (causes.size > 0 || release === profile.kernel) continue;
    const cause = `the target does as Linux ${release} would, the prediction is for Linux ${profile.kernel}: --kernel ${release}`;
    tryWith({ kernel: release }, cause, true);
  }
  if (causes.size > 0) return causes;
  for (const { settings, cause } of defaultAreaSettings(outcome, capture)) tryWith(settings, cause);
  if (causes.size > 0) return causes;
  const withOption = (option: string, value: string): Partial<Profile> => ({
    config: new Map([...profile.config, [option, value]]),
  });
  if (differences.every(({ kind }) => kind === 'heap')) {
    for (const option of HEAP_OPTIONS) {
      const cause = `the target does as a kernel without ${option} would: --kernel-config with its .config`;
      tryWith(withOption(option, 'n'), cause, true);
    }
  }
  if (capture.pageSize === undefined && profile.architecture === 'arm64') {
    for (const size of LARGE_PAGES) {
      const option = `CONFIG_ARM64_${size}K_PAGES`;
      const cause = `the target does as a kernel with pages of ${size} KiB would (${option}): --kernel-config with its .config`;
      tryWith(withOption(option, 'y'), cause, true);
    }
  }
  return causes;
}

/** At most this much of a command line stands in a sentence. */
const LONGEST_QUOTED = 120;

function quoted(commandLine: string): string {
  if (commandLine === '') return 'no command line';
  return JSON.stringify(commandLine.length > LONGEST_QUOTED ? `${commandLine.slice(0, LONGEST_QUOTED)}…` : commandLine);
}
