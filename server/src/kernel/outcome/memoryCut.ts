import type { AddressRange } from '../units/addressRange.ts';

/** Why a kernel does not use RAM that firmware or the tree states. */
export type MemoryCutCause =
  /** It lies below the kernel's image, where the linear map has no place for it. */
  | 'below-image'
  /** A 32-bit kernel without LPAE has no address for it. */
  | 'beyond-addresses'
  /** `linux,usable-memory-range` of `/chosen` leaves it out. */
  | 'usable-memory-range'
  /** `mem=` on the command line leaves it out. */
  | 'mem-argument'
  /** It is no lowmem, and the kernel has no CONFIG_HIGHMEM. */
  | 'no-highmem';

/** RAM that is stated and that the kernel does not use. */
export interface MemoryCut {
  readonly range: AddressRange;
  readonly cause: MemoryCutCause;
}
