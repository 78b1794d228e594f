import { behaves } from '../input/kernel.ts';
import type { DmaTopology } from '../outcome/bootOutcome.ts';
import { SEGMENT_SLOTS, SLOT_BYTES } from '../pages/swiotlb.ts';
import { roundUp } from '../units/rounding.ts';
import type { BootState } from './bootState.ts';
import { dmaZoneLimit } from './zones.ts';

const DEFAULT_SIZE = 64n << 20n;
/** A buffer consists of whole segments. */
const SEGMENT = BigInt(SEGMENT_SLOTS * SLOT_BYTES);

/**
 * The default bounce buffer (arch mem_init, kernel/dma/swiotlb.c `swiotlb_init`): of full size where RAM lies beyond the
 * DMA limit, small where only unaligned kmalloc buffers bounce, from the top of the memory that every device reaches.
 * Its base is an estimate.
 */
export function reserveSwiotlb(state: BootState): DmaTopology['swiotlb'] {
  const { kernel, memblock } = state;
  if (!kernel.configuration.isEnabled('CONFIG_SWIOTLB')) return undefined;
  const argument = kernel.commandLine.swiotlb;
  if (argument?.disabled) return undefined;
  const limit = dmaZoneLimit(state);
  const force = argument?.force ?? false;
  const asked = BigInt(argument?.slots ?? 0) * BigInt(SLOT_BYTES);
  let size = asked > 0n ? asked : DEFAULT_SIZE;
  if (memblock.endOfRam - 1n <= limit) {
    if (bouncesKmalloc(state)) {
      const share = roundUp((memblock.totalRam + 1023n) / 1024n, SEGMENT);
      if (asked === 0n && share < size) size = share;
    } else if (!force) {
      return undefined;
    }
  }
  const end = limit < memblock.endOfRam ? limit + 1n : memblock.endOfRam;
  const base = memblock.allocate(size, kernel.pageBytes, 0n, end, 'top-down', kernel.pageBytes);
  return { base, size, force };
}

function bouncesKmalloc({ kernel }: BootState): boolean {
  return (
    behaves(kernel, 'swiotlb-for-unaligned-kmalloc') &&
    kernel.configuration.isEnabled('CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC')
  );
}
