import type { AddressRange } from '../units/addressRange.ts';

/** Somebody's memory: a region's, or what the kernel holds from the start (its image, the initrd, the DTB). */
export interface MemoryHolder {
  readonly name: string;
  /** The region's path; `undefined` for what is no region. */
  readonly path: string | undefined;
  readonly range: AddressRange;
}

/** Why no CMA area is made of memory that is reserved already (mm/cma.c `cma_init_reserved_mem`). */
export type AreaRefusal =
  | { readonly kind: 'cma-slots-full' /** Areas that this kernel has room for. */; readonly limit: number }
  | { readonly kind: 'memory-not-reserved' };

/** Why a driver refuses a region (the error that its set-up function returns). */
export type DriverRefusal =
  | AreaRefusal
  /** `cma=` on the command line takes the place of a `linux,cma-default` node. */
  | { readonly kind: 'bypassed-by-cma' }
  | { readonly kind: 'not-reusable' }
  | { readonly kind: 'reusable-and-no-map' }
  /** `base` is set where the base is wrong, else the size is; `alignment` is in bytes. */
  | {
      readonly kind: 'misaligned';
      readonly base: bigint | undefined;
      readonly size: bigint;
      readonly alignment: bigint;
    }
  | { readonly kind: 'reusable-coherent-pool' }
  /** The option that compiles the driver in is off, and the drivers that are there refuse what is not theirs. */
  | { readonly kind: 'driver-not-configured'; readonly option: string }
  | { readonly kind: 'coherent-pool-mapped' }
  | { readonly kind: 'restricted-pool-forbids'; readonly property: string };

/** What became of the memory of a region that its driver refused. */
export interface RefusedMemory {
  /** `released`: it goes back to the page allocator; `kept`: it stays reserved and nobody uses it. */
  readonly fate: 'released' | 'kept';
  /** Whether the linear map lacks what goes back, so that its first use panics. */
  readonly unmapped: boolean;
  /** Whose memory goes back with it. */
  readonly victim: MemoryHolder | undefined;
}

/** Why the kernel maps a coherent pool for no device (kernel/iomem.c `memremap`); every attach fails with EINVAL. */
export type AttachFailure = 'empty' | 'ram' | 'mixed' | 'first-page-is-ram';

/** Why a region has no heap of its name. */
export type MissingHeap =
  | { readonly obstacle: 'minors-full'; readonly limit: number }
  | { readonly obstacle: 'name-taken'; readonly name: string }
  | { readonly obstacle: 'name-empty' }
  /** The list in which a posting of the coherent heap keeps pools is full; the first posting defers all heaps. */
  | { readonly obstacle: 'list-full'; readonly limit: number; readonly deferred: boolean };

/** Why a region is not what its author asked for. `causeText` makes the sentence. */
export type RegionCause =
  /** A driver refused it. `memory` is absent where the region was passed over, or kept, without asking a driver. */
  | (DriverRefusal & { readonly memory?: RefusedMemory })
  | { readonly kind: 'root-without-ranges' }
  /** The cells of `/reserved-memory` are not the root's, which these are. */
  | { readonly kind: 'root-cells-differ'; readonly address: number; readonly size: number }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'no-reg-nor-size' }
  | { readonly kind: 'empty-reg' }
  | { readonly kind: 'zero-size' }
  /** `reg` or `alloc-ranges` is no multiple of the root's cells; `ignored`: it counts as absent. */
  | { readonly kind: 'malformed-ranges'; readonly property: 'reg' | 'alloc-ranges'; readonly ignored: boolean }
  /** A number that must have the root's count of cells. */
  | { readonly kind: 'malformed-number'; readonly property: 'size' | 'alignment'; readonly cells: number }
  /** More entries than one in `reg`: what of them is reserved, and whether the first becomes the region. */
  | {
      readonly kind: 'several-ranges';
      readonly entries: number;
      readonly reserved: 'first' | 'all';
      readonly used: boolean;
    }
  /**
   * A table of the kernel has no place for one more region: that of all regions, that of dynamic ones (both of
   * `limit` places), or that which the first scan has counted. `reserved`: its memory is set aside nevertheless.
   */
  | {
      readonly kind: 'table-full';
      readonly table: 'all' | 'dynamic' | 'counted';
      readonly limit: number;
      readonly reserved: boolean;
    }
  /** memblock has no room for one more reservation, or piece of memory (a no-map region makes one). */
  | { readonly kind: 'memblock-full'; readonly array: 'reserved' | 'memory' }
  /**
   * A no-map region over what is reserved already, by `holder` if that is known; `image`: by the kernel's image, wherever
   * it lies, for the region covers all of RAM.
   */
  | { readonly kind: 'reserved-before'; readonly holder: MemoryHolder | undefined; readonly image?: boolean }
  /** Nothing is free for a dynamic region within its `alloc-ranges` (anywhere, where it has none). */
  | {
      readonly kind: 'no-place';
      readonly size: bigint;
      readonly alignment: bigint;
      readonly searched: readonly AddressRange[] | undefined;
      readonly largestHole: AddressRange | undefined;
    }
  /** This version has no driver of that name. */
  | { readonly kind: 'driver-unknown'; readonly compatible: string }
  | { readonly kind: 'reusable-without-pool' }
  /** Another `linux,cma-default` region is initialised later. */
  | { readonly kind: 'not-default-area'; readonly winner: { readonly name: string; readonly path: string } }
  | { readonly kind: 'crosses-zone'; readonly edge: bigint }
  | { readonly kind: 'cannot-attach'; readonly failure: AttachFailure }
  | ({ readonly kind: 'no-heap' } & MissingHeap)
  /** The memory reservation block names memory within a CMA area. */
  | { readonly kind: 'reservation-inside'; readonly reservation: AddressRange }
  | { readonly kind: 'shares-memory-with'; readonly holder: MemoryHolder }
  /** `refused`, which its driver did not take, was given back with what of this region's memory it covers: `range`. */
  | { readonly kind: 'given-back-with'; readonly refused: MemoryHolder; readonly range: AddressRange }
  | { readonly kind: 'boot-ended' };

/** Why the default area of the configuration or of `cma=` could not be reserved (`cma_declare_contiguous_nid`). */
export type DefaultAreaCause =
  | AreaRefusal
  | { readonly kind: 'misaligned'; readonly base: bigint; readonly alignment: bigint }
  | { readonly kind: 'crosses-lowmem'; readonly edge: bigint }
  | { readonly kind: 'beyond-limit'; readonly base: bigint; readonly size: bigint; readonly limit: bigint }
  | { readonly kind: 'reserved-before'; readonly range: AddressRange }
  | { readonly kind: 'no-place'; readonly size: bigint; readonly base: bigint; readonly limit: bigint };
