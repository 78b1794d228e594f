import type { AddressRange } from '../addressRange.ts';
import type { BootState, Region } from '../bootState.ts';
import { formatRange } from '../formatBytes.ts';

/** Somebody's memory: a region's, or what the kernel holds from the start. */
interface Holder {
  readonly name: string;
  readonly range: AddressRange;
  readonly region: Region | undefined;
}

/**
 * Gives every region that shares memory with another one, or with the image, the initrd or the DTB, that as its reason:
 * the kernel hands out such memory twice, and at most complains.
 */
export function explainSharedMemory(state: BootState): void {
  const holders: Holder[] = state.input.profile.occupied.map(({ name, range }) => ({ name, range, region: undefined }));
  for (const region of state.regions) {
    if (region.range !== undefined && region.state !== 'released' && region.state !== 'skipped') {
      holders.push({ name: region.name, range: region.range, region });
    }
  }
  holders.sort((a, b) => (a.range.base < b.range.base ? -1 : a.range.base > b.range.base ? 1 : 0));
  let widest: Holder | undefined;
  for (const holder of holders) {
    if (widest?.range.overlaps(holder.range)) {
      explain(widest, holder);
      explain(holder, widest);
    }
    if (widest === undefined || holder.range.end > widest.range.end) widest = holder;
  }
}

function explain(holder: Holder, other: Holder): void {
  if (holder.region === undefined) return;
  holder.region.reason ??= `it shares memory with ${other.name} (${formatRange(other.range)}), and both use it`;
}
