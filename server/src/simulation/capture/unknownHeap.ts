import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { CaptureDifference } from './compareCapture.ts';

/** The heaps that a kernel without patches makes whatever the regions are (drivers/dma-buf/heaps). */
const OWN_HEAPS: ReadonlySet<string> = new Set(['system', 'system_cc_shared', 'reserved', 'default_cma_region']);

/**
 * The cause of a heap that only the target has and that nothing else explains: its name is neither a region's nor the
 * kernel's.
 */
export function unknownHeapCause(
  { booted, regions }: Pick<BootOutcome, 'booted' | 'regions'>,
  { kind, captured }: CaptureDifference,
): string | undefined {
  if (!booted || kind !== 'heap' || captured === undefined || OWN_HEAPS.has(captured)) return undefined;
  if (regions.some(({ name }) => name === captured)) return undefined;
  return `neither a region of the board nor the kernel gives a heap "${captured}": the target has a driver or a patch that is not modelled, or was booted with another tree`;
}
