import type { Profile } from '../../kernel/input/profile.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Capture } from './capture.ts';

/** `dma_contiguous_reserve` (kernel/dma/contiguous.c) reserves what `cma=` or else the configuration asks for. */
const RESERVED = /^cma: Reserved (\d+) MiB at /;

const MIB = 1n << 20n;

/** What makes the default area as large as the target's, and the sentence that says so. */
export interface DefaultAreaSetting {
  readonly settings: Partial<Profile>;
  readonly cause: string;
}

/**
 * What may have given the default area the size (in MiB) that it has on the target: the configuration, or `cma=` where
 * the capture does not show the command line. Nothing where the capture does not say the size, or it is as predicted.
 */
export function defaultAreaSettings(outcome: BootOutcome, capture: Capture): DefaultAreaSetting[] {
  const { profile, cmaAreas, defaultCmaArea } = outcome;
  const captured = capturedSize(outcome, capture);
  const area = defaultCmaArea === undefined ? undefined : cmaAreas[defaultCmaArea];
  if (captured === undefined || area?.range.size === captured) return [];
  const megabytes = captured / MIB;
  const predicted = area === undefined ? 'there is none' : `it is ${formatSize(area.range.size)}`;
  const what = `the default CMA area is ${formatSize(captured)} on the target, and ${predicted} in the prediction`;
  const byConfig = `CONFIG_CMA_SIZE_MBYTES=${megabytes} of its kernel (--kernel-config with its .config)`;
  const byCommandLine = `cma=${megabytes}M on a command line that the capture does not show (--cmdline "cma=${megabytes}M")`;
  const config = new Map([
    ...profile.config,
    ['CONFIG_CMA_SIZE_SEL_MBYTES', 'y'] as const,
    ['CONFIG_CMA_SIZE_MBYTES', Number(megabytes)] as const,
  ]);
  const isShown = capture.commandLine !== undefined;
  const configured = { settings: { config }, cause: `${what}: ${byConfig}${isShown ? '' : `, or ${byCommandLine}`}` };
  if (isShown) return [configured];
  // `cma=` goes over a node that asks for the default area, the configuration does not.
  const commandLine = `${profile.commandLine} cma=${megabytes}M`.trim();
  return [configured, { settings: { commandLine }, cause: `${what}: ${byCommandLine}` }];
}

/** The size that the log states; else, where no other area is predicted, what /proc/meminfo counts. */
function capturedSize({ cmaAreas, defaultCmaArea }: BootOutcome, { log, cmaTotal }: Capture): bigint | undefined {
  for (const { text } of log?.messages ?? []) {
    const size = RESERVED.exec(text)?.[1];
    if (size !== undefined) return BigInt(size) * MIB;
  }
  if (cmaTotal === undefined || cmaTotal.bytes === 0n || cmaTotal.bytes % MIB !== 0n) return undefined;
  return cmaAreas.every((_, index) => index === defaultCmaArea) ? cmaTotal.bytes : undefined;
}
