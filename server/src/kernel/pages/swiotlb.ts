/** A slot of a swiotlb holds this many bytes (`IO_TLB_SHIFT`, include/linux/swiotlb.h). */
export const SLOT_BYTES = 2048;
/** A mapping's slots lie in one segment of this many (`IO_TLB_SEGSIZE`): no mapping is longer than 256 KiB. */
export const SEGMENT_SLOTS = 128;
/** More than any kernel allocates; keeps a hostile tree from asking for endless tables. */
const MAXIMUM_SLOTS = 1n << 26n;

/** Slots that a bounced mapping holds. */
export interface BounceSlots {
  readonly pool: SwiotlbPool;
  readonly first: number;
  readonly count: number;
}

/**
 * A swiotlb with one area: the memory through which the kernel copies what a device cannot reach
 * (`swiotlb_search_pool_area`, kernel/dma/swiotlb.c).
 *
 * The search begins after the slots given out last and wraps around once. With several areas (one a CPU since 6.0) a
 * pool fragments a little earlier; sizes that fit are the same.
 */
export class SwiotlbPool {
  readonly name: string;
  readonly base: bigint;
  readonly slots: number;
  /** Every mapping goes through the pool, whether its memory is in reach or not. */
  readonly forced: boolean;
  /**
   * For each slot, how many free ones follow it in its segment, itself included; 0 where it is taken. `undefined` until
   * something is allocated: most pools are only asked about, and a large one has millions of slots.
   */
  #free: Uint8Array | undefined;
  #next = 0;
  #used = 0;

  constructor(name: string, base: bigint, bytes: bigint, forced: boolean) {
    this.name = name;
    this.base = base;
    this.forced = forced;
    const slots = bytes / BigInt(SLOT_BYTES);
    this.slots = Number(slots < MAXIMUM_SLOTS ? slots : MAXIMUM_SLOTS);
  }

  get used(): number {
    return this.#used;
  }

  /**
   * Takes slots for `bytes` bytes and returns the first; -1 where there is no place.
   *
   * `dmaBase` is where the device sees the pool's start; a mapping of a page or more begins at a page there. A pool
   * outside the device's `dma-ranges` has an address of all ones and therefore no aligned slot.
   */
  allocate(bytes: bigint, pageSize: number, dmaBase: bigint): number {
    const count = Math.ceil(Number(bytes) / SLOT_BYTES);
    if (count > SEGMENT_SLOTS || count > this.slots - this.#used) return -1;
    const alignment = BigInt(Number(bytes) >= pageSize ? Math.max(pageSize, SLOT_BYTES) : SLOT_BYTES);
    const stride = Number(alignment) / SLOT_BYTES;
    const offset = dmaBase % alignment;
    if (offset % BigInt(SLOT_BYTES) !== 0n) return -1;
    const firstAligned = (stride - Number(offset) / SLOT_BYTES) % stride;
    this.#free ??= freeSlots(this.slots);
    const free = this.#free;
    let slot = this.#next;
    for (let checked = 0; checked < this.slots; ) {
      const aligned = slot % stride === firstAligned;
      if (aligned && (free[slot] ?? 0) >= count) {
        this.#take(free, slot, count);
        return slot;
      }
      const step = aligned ? stride : 1;
      slot += step;
      checked += step;
      if (slot >= this.slots) slot = 0;
    }
    return -1;
  }

  /** Gives back the slots of one `allocate`. */
  release(first: number, count: number): void {
    this.#free ??= freeSlots(this.slots);
    this.#free.fill(1, first, first + count);
    countSegment(this.#free, first);
    this.#used -= count;
  }

  #take(free: Uint8Array, first: number, count: number): void {
    free.fill(0, first, first + count);
    countSegment(free, first);
    this.#used += count;
    this.#next = first + count >= this.slots ? 0 : first + count;
  }
}

/** The table of a pool in which every slot is free. */
function freeSlots(slots: number): Uint8Array {
  const free = new Uint8Array(slots).fill(1);
  countSegment(free, 0);
  // Whole segments are alike: what is counted is doubled. The last segment may be shorter.
  for (let counted = SEGMENT_SLOTS; counted < slots; counted *= 2) free.copyWithin(counted, 0, counted);
  const last = slots - (slots % SEGMENT_SLOTS);
  free.fill(1, last);
  countSegment(free, last);
  return free;
}

/** Counts the free slots of the segment that holds `slot` anew. */
function countSegment(free: Uint8Array, slot: number): void {
  const start = slot - (slot % SEGMENT_SLOTS);
  const end = Math.min(start + SEGMENT_SLOTS, free.length);
  let following = 0;
  for (let at = end - 1; at >= start; at--) {
    following = (free[at] ?? 0) > 0 ? following + 1 : 0;
    free[at] = following;
  }
}
