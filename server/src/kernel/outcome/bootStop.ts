import type { ProfileFault } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';

/** Which array of memblock is full: pieces of RAM, or reservations. */
export type MemblockArray = 'memory' | 'reserved';

/** Why arm cannot map CMA memory anew. */
export type RemapObstacle = 'kernel-image' | 'end-still-mapped' | 'overlaps-cma';

/** Why a boot ends before init. `stopText` makes the sentence. */
export type BootStop = {
  /** The paths of the regions without which it would not end so, the one that it ends over first. */
  readonly regions: readonly string[];
} & (
  | ProfileFault
  | { readonly kind: 'no-memory' }
  /** What regions leave of RAM, in bytes, is less than the kernel needs to describe its pages. */
  | { readonly kind: 'no-free-memory'; readonly free: bigint; readonly needed: bigint }
  /** `panics`: with a message at once; else the boot dies later, without one. */
  | { readonly kind: 'memblock-full'; readonly array: MemblockArray; readonly panics: boolean }
  /** arm hangs while it maps this range, a region's part below the end of lowmem, as CMA memory. */
  | { readonly kind: 'remap'; readonly range: AddressRange; readonly obstacle: RemapObstacle }
  /** arm hangs while it maps this part of lowmem: it needs pages in a pair of entries that holds a section already. */
  | { readonly kind: 'unmappable-lowmem'; readonly range: AddressRange }
  /** arm's next allocation lies in this rest of an entry, which was unmapped together with CMA memory. */
  | { readonly kind: 'unmapped-with-cma'; readonly range: AddressRange }
  /** arm64's first allocation lies in this part of a page, whose other part is no-map: it is not mapped. */
  | { readonly kind: 'partial-page'; readonly range: AddressRange }
  /** A refused region gives back the kernel image, which lies in `image`. */
  | { readonly kind: 'image-released'; readonly region: string; readonly image: AddressRange }
  /** A refused region gives back memory that the linear map lacks, and the boot uses it. */
  | { readonly kind: 'unmapped-release'; readonly range: AddressRange }
  /** `certain`: the kernel panics; else what activating the area does is chance, and few boots survive it. */
  | {
      readonly kind: 'area-outside-ram';
      readonly area: string;
      readonly range: AddressRange;
      readonly certain: boolean;
    }
);
