import type { BootingRegion, BootState } from '../early/bootState.ts';
import { hasProperty } from '../input/flatNode.ts';
import type { MemoryHolder } from '../outcome/regionCause.ts';

interface Holder extends MemoryHolder {
  readonly region: BootingRegion | undefined;
}

/**
 * Gives every region that shares memory with another one, or with the image, the initrd or the DTB, that as its cause:
 * the kernel hands out such memory twice, and at most complains.
 */
export function explainSharedMemory(state: BootState): void {
  const holders: Holder[] = state.input.profile.occupied.map((occupied) => ({
    ...occupied,
    path: undefined,
    region: undefined,
  }));
  for (const region of state.regions) {
    if (region.range !== undefined && region.state !== 'released' && region.state !== 'skipped') {
      holders.push({ name: region.name, path: region.path, range: region.range, region });
    }
  }
  explainReservations(state);
  explainGivenBack(state);
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
      region.cause ??= { kind: 'reservation-inside', reservation: inside };
    }
  }
}

/**
 * What a refused region gives back goes to the page allocator whoever else had reserved a part of it (memblock_free of
 * the whole): a plain region that lies in it is given back, too. Both have a `reg`, for what is placed lies over nothing.
 */
function explainGivenBack(state: BootState): void {
  const refused = state.regions
    .flatMap((region) =>
      region.state === 'released' && !region.noMap && region.range !== undefined
        ? [{ region, range: region.range }]
        : [],
    )
    .sort((one, other) => (one.range.base < other.range.base ? -1 : 1));
  // For each of them the one that reaches farthest among it and those before.
  const farthest: typeof refused = [];
  for (const each of refused) {
    const before = farthest.at(-1);
    farthest.push(before !== undefined && before.range.end > each.range.end ? before : each);
  }
  for (const region of state.regions) {
    const { range } = region;
    if (region.state !== 'reserved' || region.noMap || range === undefined || !hasProperty(region.node, 'reg'))
      continue;
    const at = refused.findLastIndex((each) => each.range.base < range.end);
    const other = farthest[at];
    if (other === undefined || !other.range.overlaps(range)) continue;
    const { name, path } = other.region;
    region.cause = {
      kind: 'given-back-with',
      refused: { name, path, range: other.range },
      range: other.range.intersection(range),
    };
    if (other.range.contains(range)) region.state = 'released';
  }
}

function explain(holder: Holder, other: Holder): void {
  if (holder.region === undefined) return;
  const { name, path, range } = other;
  holder.region.cause ??= { kind: 'shares-memory-with', holder: { name, path, range } };
}
