import { type BounceSlots, SEGMENT_SLOTS, SLOT_BYTES } from '../pages/swiotlb.ts';
import { formatHex, formatSize } from '../units/formatBytes.ts';
import { busAddress, type DmaReach, highestAddress } from './device.ts';
import type { MappingCounts } from './operationResult.ts';

/** One entry of a scatterlist: contiguous physical memory. */
export interface Segment {
  readonly base: bigint;
  readonly size: bigint;
}

/** A mapping that stands: what it holds until it is unmapped. */
export interface Mapping {
  readonly counts: MappingCounts;
  readonly slots: readonly BounceSlots[];
  /** Why segments bounce; `undefined` where none does. */
  readonly why: string | undefined;
}

/** A mapping that failed: inside the kernel it is -EIO (`dma_direct_map_sg`), whatever an exporter makes of it. */
export interface MappingFailure {
  readonly why: string;
  readonly log: readonly string[];
}

/** Tells whether a warning that the kernel gives once is due; true the first time for each name. */
export type WarnOnce = (name: string) => boolean;

const ALL_ONES = (1n << 64n) - 1n;

/**
 * Maps segments for a device as `dma_map_sgtable` does without an IOMMU (`dma_direct_map_phys`, kernel/dma/direct.h):
 * direct where the device reaches the memory, else through its swiotlb. The first segment that fails undoes the rest.
 * With an IOMMU every segment is in reach (`iommu_dma_map_sg`, drivers/iommu/dma-iommu.c).
 */
export function mapSegments(
  reach: DmaReach,
  segments: readonly Segment[],
  pageSize: number,
  warnOnce: WarnOnce,
): Mapping | MappingFailure {
  const device = reach.name;
  if (reach.iommu) {
    const counts = { device, segments: segments.length, direct: 0, bounced: 0, iommu: segments.length };
    return { counts, slots: [], why: undefined };
  }
  const slots: BounceSlots[] = [];
  let why: string | undefined;
  for (const segment of segments) {
    const forced = reach.pool?.forced === true;
    if (!forced && reaches(reach, segment)) continue;
    const cause = forced ? forcedCause(reach) : outOfReach(reach, segment);
    const bounced = bounce(reach, segment, pageSize, warnOnce, cause);
    if ('log' in bounced) {
      unmapSlots(slots);
      return bounced;
    }
    slots.push(bounced);
    why ??= `${cause}; it is copied through the swiotlb (${reach.pool?.name}), so the CPU must bracket its accesses`;
  }
  const direct = segments.length - slots.length;
  const counts = { device, segments: segments.length, direct, bounced: slots.length, iommu: 0 };
  return { counts, slots, why };
}

/** Gives the slots of a mapping back. */
export function unmapSlots(slots: readonly BounceSlots[]): void {
  for (const { pool, first, count } of slots) pool.release(first, count);
}

/** Whether a device can address all of a segment (`dma_capable`, include/linux/dma-direct.h). */
function reaches(reach: DmaReach, segment: Segment): boolean {
  const address = busAddress(reach.windows, segment.base);
  return address !== undefined && address + segment.size - 1n <= highestAddress(reach);
}

function bounce(
  reach: DmaReach,
  segment: Segment,
  pageSize: number,
  warnOnce: WarnOnce,
  cause: string,
): BounceSlots | MappingFailure {
  const pool = reach.pool;
  const limits = `(mask ${reach.mask.toString(16)}, bus limit ${reach.busLimit.toString(16)}).`;
  if (pool === undefined) {
    const address = busAddress(reach.windows, segment.base) ?? ALL_ONES;
    const line = `DMA addr ${fullHex(address)}+${segment.size} overflow ${limits}`;
    return { why: `${cause}, and there is no swiotlb to copy it through`, log: warnOnce('direct') ? [line] : [] };
  }
  const poolAddress = busAddress(reach.windows, pool.base);
  const first = pool.allocate(segment.size, pageSize, (poolAddress ?? ALL_ONES) & SEGMENT_BOUNDARY);
  if (first < 0) {
    const line = `swiotlb buffer is full (sz: ${segment.size} bytes), total ${pool.slots} (slots), used ${pool.used} (slots)`;
    return { why: `${cause}, and ${noSlots(reach, segment, poolAddress)}`, log: [line] };
  }
  const count = Math.ceil(Number(segment.size) / SLOT_BYTES);
  const slotBase = pool.base + BigInt(first * SLOT_BYTES);
  if (!reaches(reach, { base: slotBase, size: segment.size })) {
    pool.release(first, count);
    const address = busAddress(reach.windows, slotBase) ?? ALL_ONES;
    const line = `swiotlb addr ${fullHex(address)}+${segment.size} overflow ${limits}`;
    return {
      why: `${cause}, but the swiotlb (${pool.name}) at ${formatHex(pool.base)} is itself out of the device's reach, which ends at ${formatHex(highestAddress(reach))}`,
      log: warnOnce('swiotlb') ? [line] : [],
    };
  }
  return { pool, first, count };
}

/** The address space that one mapping may not cross (`dma_get_seg_boundary`): 4 GiB unless a driver says otherwise. */
const SEGMENT_BOUNDARY = 0xffffffffn;

function noSlots(reach: DmaReach, segment: Segment, poolAddress: bigint | undefined): string {
  const pool = reach.pool;
  const limit = BigInt(SEGMENT_SLOTS * SLOT_BYTES);
  if (segment.size > limit) {
    return `a segment of ${formatSize(segment.size)} is longer than the ${formatSize(limit)} that the swiotlb can copy at once`;
  }
  if (poolAddress === undefined) {
    return `the swiotlb (${pool?.name}) at ${formatHex(pool?.base ?? 0n)} lies outside the device's dma-ranges`;
  }
  const free = ((pool?.slots ?? 0) - (pool?.used ?? 0)) * SLOT_BYTES;
  return `the swiotlb (${pool?.name}) has no ${formatSize(segment.size)} in one piece: ${formatSize(BigInt(free))} of ${formatSize(BigInt((pool?.slots ?? 0) * SLOT_BYTES))} are free`;
}

function forcedCause(reach: DmaReach): string {
  return `everything ${reach.name} maps goes through the swiotlb (${reach.pool?.name})`;
}

function outOfReach(reach: DmaReach, segment: Segment): string {
  const place = `${formatSize(segment.size)} at ${formatHex(segment.base)}`;
  if (busAddress(reach.windows, segment.base) === undefined) {
    return `${place} is in none of the dma-ranges through which ${reach.name} reaches memory`;
  }
  const limit = highestAddress(reach);
  const by = limit === reach.mask ? 'its DMA mask' : "its bus's dma-ranges";
  return `${place} is beyond ${formatHex(limit)}, the last address ${reach.name} reaches (${by})`;
}

/** As `%pad` prints an address. */
function fullHex(address: bigint): string {
  return `0x${address.toString(16).padStart(16, '0')}`;
}
