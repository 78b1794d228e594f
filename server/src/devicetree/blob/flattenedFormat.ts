/**
 * The numbers of the flattened device tree format (Devicetree Specification, chapter 5), as libfdt and dtc name them.
 */

export const FDT_MAGIC = 0xd00dfeed;

export const FDT_BEGIN_NODE = 1;
export const FDT_END_NODE = 2;
export const FDT_PROP = 3;
export const FDT_NOP = 4;
export const FDT_END = 9;

/** Byte offsets of the header's 32-bit fields. The last three exist from version 2, 3 and 17 on. */
export const HEADER = {
  magic: 0,
  totalSize: 4,
  structureOffset: 8,
  stringsOffset: 12,
  reservationsOffset: 16,
  version: 20,
  lastCompatibleVersion: 24,
  bootCpu: 28,
  stringsSize: 32,
  structureSize: 36,
} as const;

/** The header's size in version 17, and that of the oldest version. */
export const HEADER_SIZE = 40;
export const SMALLEST_HEADER_SIZE = 28;

/** A memory reservation is two 64-bit numbers; one of size 0 ends the block. */
export const RESERVATION_SIZE = 16;

/** The version dtc and libfdt write, and the oldest version whose readers can read it. */
export const WRITTEN_VERSION = 17;
export const WRITTEN_COMPATIBLE_VERSION = 16;

/** Below this version a node's name is its whole path, values of 8 bytes and more are aligned to 8, and each node has a `name` property. */
export const FIRST_VERSION_WITH_SHORT_NAMES = 16;

/** The next multiple of 4 that is not below `offset`. */
export function alignedToTag(offset: number): number {
  return (offset + 3) & ~3;
}
