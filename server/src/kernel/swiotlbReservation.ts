import type { DmaTopology } from './bootOutcome.ts';
import type { BootState } from './bootState.ts';
import { dmaZoneLimit } from './zones.ts';

const SLOT = 2048n;
const DEFAULT_SIZE = 64n << 20n;
const MIB = 1n << 20n;

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
  const isNeeded = memblock.endOfRam - 1n > limit;
  let size = argument !== undefined && argument.slots > 0 ? BigInt(argument.slots) * SLOT : DEFAULT_SIZE;
  if (!isNeeded && !force) {
    if (!kernel.configuration.isEnabled('CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC')) return undefined;
    const share = (memblock.totalRam + 1023n) / 1024n;
    const rounded = ((share + MIB - 1n) / MIB) * MIB;
    if ((argument?.slots ?? 0) === 0 && rounded < size) size = rounded;
  }
  const end = limit < memblock.endOfRam ? limit + 1n : memblock.endOfRam;
  const base = memblock.allocate(size, kernel.pageBytes, 0n, end, 'top-down', kernel.pageBytes);
  return { base, size, force };
}
