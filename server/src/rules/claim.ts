/**
 * What becomes of one region:
 * - `not-reserved`: nothing is reserved for it
 * - `not-placed`: no place is found for it
 * - `stays-mapped`: it is not taken out of the map, although it is no-map
 * - `given-back`: its driver refuses it, and its memory goes back to the page allocator
 * - `lost`: its memory, or a part of it, goes back to the page allocator with a region that is refused
 * - `kept`: its memory is set aside, and no driver uses it
 * - `area`, `pool`: it becomes a CMA area, a coherent or restricted pool
 * - `not-activated`: it becomes a CMA area of which nothing can be allocated
 * - `heap-missing`: no heap of its name is registered
 */
export type RegionFate =
  | 'not-reserved'
  | 'not-placed'
  | 'stays-mapped'
  | 'given-back'
  | 'lost'
  | 'kept'
  | 'area'
  | 'pool'
  | 'not-activated'
  | 'heap-missing';

/**
 * What a message says that the kernel does, as a value. A rule makes it together with the sentence that says so, and
 * `test/rules/claims.test.ts` holds it against what booted kernels did. Paths are those of regions.
 */
export type Claim =
  /** The kernel panics or hangs before init. */
  | { readonly kind: 'does-not-boot' }
  /** What becomes of the region at `path`. */
  | { readonly kind: RegionFate; readonly path: string }
  /** A dynamic region is placed at this address. */
  | { readonly kind: 'placed'; readonly path: string; readonly base: bigint }
  /** Of a CMA area this many pages can be allocated, the first ones. */
  | { readonly kind: 'usable-pages'; readonly path: string; readonly pages: number }
  /** There is no default CMA area. */
  | { readonly kind: 'no-default-area' }
  /** Buffers in a region are bounced for a device, or cannot be mapped for it; both are paths. */
  | { readonly kind: 'bounced' | 'not-mapped'; readonly device: string; readonly path: string };

/** A sentence, or a clause of one, with what it claims. */
export interface Statement {
  readonly text: string;
  readonly claims: readonly Claim[];
}
