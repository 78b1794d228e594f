import type { BootState, Region } from '../outcome/bootState.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { formatRange } from '../units/formatBytes.ts';

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
  explainReservations(state);
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

/** Entries of the memory reservation block that are looked at. */
const RESERVATIONS = 1000;

/** A CMA area hands out what the memory reservation block names within it; a plain region only says the same twice. */
function explainReservations(state: BootState): void {
  const reservations = state.input.memoryReservations.slice(0, RESERVATIONS);
  for (const { region, range } of state.cmaAreas) {
    const inside = reservations.find((reservation) => reservation.overlaps(range));
    if (inside !== undefined && region !== undefined) {
      region.reason ??= `the memory reservation block holds ${formatRange(inside)}, and the area hands it out nevertheless`;
    }
  }
}

function explain(holder: Holder, other: Holder): void {
  if (holder.region === undefined) return;
  holder.region.reason ??= `it shares memory with ${other.name} (${formatRange(other.range)}), and both use it`;
}
