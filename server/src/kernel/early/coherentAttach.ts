import type { AttachFailure } from '../outcome/regionCause.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import type { BootState, CoherentPoolState } from './bootState.ts';

/** Why `memremap` refuses a pool: its memory is RAM, partly RAM, or shares its first page with RAM. */
type RemapRefusal = Exclude<AttachFailure, 'empty'>;

/**
 * Whether a coherent pool can be mapped for a device (kernel/iomem.c `memremap`, arch `ioremap`): write-combined
 * mappings of what the kernel maps as RAM are refused. Pages that are only partly no-map do not count as RAM there.
 */
function remapRefusal(state: BootState, range: AddressRange): RemapRefusal | undefined {
  const { memblock, kernel } = state;
  const page = roundDown(range.base, kernel.pageBytes);
  const nearby = memblock.memoryWithin(page, range.end);
  let covered = 0n;
  for (const region of nearby) {
    if (region.noMap) continue;
    const base = roundUp(region.base, kernel.pageBytes);
    const end = roundDown(region.end, kernel.pageBytes);
    const low = base > range.base ? base : range.base;
    const high = end < range.end ? end : range.end;
    if (high > low) covered += high - low;
  }
  if (covered > 0n) return covered === range.size ? 'ram' : 'mixed';
  const isRam = nearby.some((region) => !region.noMap && region.base <= page && page < region.end);
  return isRam && kernel.architecture !== 'riscv' ? 'first-page-is-ram' : undefined;
}

/** `remapRefusal` with the warning that the kernel prints the first time. */
export function warnOfRefusedRemap(
  state: BootState,
  { region, range }: Pick<CoherentPoolState, 'region' | 'range'>,
): RemapRefusal | undefined {
  const refusal = remapRefusal(state, range);
  if (refusal === undefined) return undefined;
  const refuser = refusal === 'first-page-is-ram' ? 'ioremap' : 'memremap';
  if (state.warned.has(refuser)) return refusal;
  state.warned.add(refuser);
  if (refuser === 'memremap') state.log.memremapRefused(region, range, refusal === 'mixed');
  else if (state.kernel.architecture === 'arm64') state.log.ioremapRefused(region);
  return refusal;
}

/** Why no device can attach to a pool; `undefined` where one can. */
export function attachFailureOf(state: BootState, { range }: CoherentPoolState): AttachFailure | undefined {
  return range.size === 0n ? 'empty' : remapRefusal(state, range);
}
