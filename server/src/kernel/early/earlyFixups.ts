import type { RemapObstacle } from '../outcome/bootStop.ts';
import { AddressRange } from '../units/addressRange.ts';
import { type BootState, type RegionMemory, stop } from './bootState.ts';
import { kernelImage } from './systemMemory.ts';

/** Bytes of a first-level entry pair. */
const PMD = 1n << 21n;

/**
 * arch/arm/mm/mmu.c `dma_contiguous_remap`: lowmem that becomes CMA memory is unmapped by whole 2 MiB entries and mapped
 * again by pages, before exceptions can be reported. What cannot be done so hangs the kernel.
 */
export function remapForCma(state: BootState): void {
  if (state.kernel.architecture !== 'arm') return;
  const image = kernelImage(state);
  const done: RegionMemory[] = [];
  for (const { range: whole, region } of state.earlyFixups) {
    const { base } = whole;
    const end = whole.end > state.lowmemEnd ? state.lowmemEnd : whole.end;
    if (base >= end) continue;
    const range = new AddressRange(base, end - base);
    const other = done.find((each) => each.range.overlaps(range));
    const obstacle = remapObstacle(range, image, other !== undefined);
    if (obstacle !== undefined) {
      const involved = obstacle === 'overlaps-cma' ? [region, other?.region] : [region];
      stop(state, { kind: 'remap', regions: involved.flatMap((each) => each?.path ?? []), range, obstacle });
      return;
    }
    done.push({ range, region });
  }
}

/**
 * Why a range cannot be mapped anew: the entry that holds the last byte must be among those that were unmapped (one for
 * every 2 MiB from the base on), `vm_area_add_early` refuses overlaps, and the code that runs must stay mapped.
 */
function remapObstacle(
  range: AddressRange,
  image: AddressRange | undefined,
  overlapsMapped: boolean,
): RemapObstacle | undefined {
  if (image?.overlaps(range)) return 'kernel-image';
  const lastUnmapped = (range.base + ((range.size - 1n) / PMD) * PMD) / PMD;
  if ((range.end - 1n) / PMD !== lastUnmapped) return 'end-still-mapped';
  return overlapsMapped ? 'overlaps-cma' : undefined;
}
