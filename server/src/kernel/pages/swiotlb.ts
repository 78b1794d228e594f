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
  /** For each slot, how many free ones follow it in its segment, itself included; 0 where it is taken. */
  readonly #free: Uint8Array;
  #next = 0;
  #used = 0;

  constructor(name: string, base: bigint, bytes: bigint, forced: boolean) {
    this.name = name;
    this.base = base;
    this.forced = forced;
    const slots = bytes / BigInt(SLOT_BYTES);
    this.slots = Number(slots < MAXIMUM_SLOTS ? slots : MAXIMUM_SLOTS);
    this.#free = new Uint8Array(this.slots).fill(1);
    for (let slot = 0; slot < this.slots; slot += SEGMENT_SLOTS) this.#count(slot);
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
    let slot = this.#next;
    for (let checked = 0; checked < this.slots; ) {
      const aligned = slot % stride === firstAligned;
      if (aligned && (this.#free[slot] ?? 0) >= count) {
        this.#take(slot, count);
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
    for (let slot = first; slot < first + count; slot++) this.#free[slot] = 1;
    this.#count(first);
    this.#used -= count;
  }

  #take(first: number, count: number): void {
    this.#free.fill(0, first, first + count);
    this.#count(first);
    this.#used += count;
    this.#next = first + count >= this.slots ? 0 : first + count;
  }

  /** Counts the free slots of the segment that holds `slot` anew. */
  #count(slot: number): void {
    const start = slot - (slot % SEGMENT_SLOTS);
    const end = Math.min(start + SEGMENT_SLOTS, this.slots);
    let following = 0;
    for (let at = end - 1; at >= start; at--) {
      following = (this.#free[at] ?? 0) > 0 ? following + 1 : 0;
      this.#free[at] = following;
    }
  }
}
