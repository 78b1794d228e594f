import type { BootState, CoherentPoolState } from '../outcome/bootState.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';

/** Why `memremap` refuses a pool: its memory is RAM, partly RAM, or shares its first page with RAM. */
export type RemapRefusal = 'ram' | 'mixed' | 'first-page-is-ram';

/**
 * Whether a coherent pool can be mapped for a device (kernel/iomem.c `memremap`, arch `ioremap`): write-combined
 * mappings of what the kernel maps as RAM are refused. Pages that are only partly no-map do not count as RAM there.
 */
export function remapRefusal(state: BootState, range: AddressRange): RemapRefusal | undefined {
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
export function warnOfRefusedRemap(state: BootState, range: AddressRange): RemapRefusal | undefined {
  const refusal = remapRefusal(state, range);
  if (refusal === undefined) return undefined;
  const refuser = refusal === 'first-page-is-ram' ? 'ioremap' : 'memremap';
  if (state.warned.has(refuser)) return refusal;
  state.warned.add(refuser);
  if (refuser === 'memremap') state.log.memremapRefused(range, refusal === 'mixed');
  else if (state.kernel.architecture === 'arm64') state.log.print('ioremap attempted on RAM pfn');
  return refusal;
}

/** Why no device can attach to a pool, in words. */
export function attachFailureOf(state: BootState, pool: CoherentPoolState): string | undefined {
  if (pool.range.size === 0n) return 'it is empty';
  switch (remapRefusal(state, pool.range)) {
    case 'ram':
      return 'it is ordinary RAM: without no-map the kernel refuses to map it uncached, and every attach fails with EINVAL';
    case 'mixed':
      return 'it is partly ordinary RAM: the kernel refuses to map it uncached, and every attach fails with EINVAL';
    case 'first-page-is-ram':
      return 'its base is not page-aligned and shares a page with ordinary RAM: every attach fails with EINVAL';
    case undefined:
      return undefined;
  }
}
