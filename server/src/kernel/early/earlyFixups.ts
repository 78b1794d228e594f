import { type BootState, stop } from '../outcome/bootState.ts';
import { AddressRange } from '../units/addressRange.ts';
import { formatRange } from '../units/formatBytes.ts';
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
  const done: AddressRange[] = [];
  for (const { base, end: wholeEnd } of state.earlyFixups) {
    const end = wholeEnd > state.lowmemEnd ? state.lowmemEnd : wholeEnd;
    if (base >= end) continue;
    const range = new AddressRange(base, end - base);
    const obstacle = remapObstacle(range, image, done);
    if (obstacle !== undefined) {
      stop(state, `the kernel hangs while it maps ${formatRange(range)} as CMA memory: ${obstacle}`);
      return;
    }
    done.push(range);
  }
}

/**
 * Why a range cannot be mapped anew: the entry that holds the last byte must be among those that were unmapped (one for
 * every 2 MiB from the base on), `vm_area_add_early` refuses overlaps, and the code that runs must stay mapped.
 */
function remapObstacle(
  range: AddressRange,
  image: AddressRange | undefined,
  done: readonly AddressRange[],
): string | undefined {
  if (image?.overlaps(range)) return 'the kernel image lies there';
  const lastUnmapped = (range.base + ((range.size - 1n) / PMD) * PMD) / PMD;
  if ((range.end - 1n) / PMD !== lastUnmapped) return 'its base is no multiple of 2 MiB, and its end is still mapped';
  return done.some((other) => other.overlaps(range)) ? 'it overlaps another CMA region' : undefined;
}
