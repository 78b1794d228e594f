import type { MemoryReservation } from '../tree/deviceTree.ts';
import { FDT_MAGIC, HEADER, RESERVATION_SIZE, SMALLEST_HEADER_SIZE } from './flattenedFormat.ts';
import type { BlobFault } from './structureBlock.ts';

/** Where the blocks of a blob stand in its bytes. */
export interface BlobHeader {
  /** The end of the blob by its own word; not after the end of its bytes. */
  readonly totalSize: number;
  readonly version: number;
  readonly lastCompatibleVersion: number;
  readonly bootCpu: number;
  readonly reservations: number;
  readonly structure: number;
  /** The end of the structure block where the header has it (from version 17 on). */
  readonly structureEnd: number | undefined;
  readonly strings: number;
  /** The end of the strings block; the end of the blob where the header does not have it (below version 3). */
  readonly stringsEnd: number;
}

/**
 * Reads a header and checks that every block lies inside the blob, as strictly as dtc does (`dt_from_blob` in its
 * flattree.c). Blocks may overlap and stand in any order. Answers the fault where it does not hold together.
 */
export function readHeader(bytes: Uint8Array): BlobHeader | BlobFault {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const isCut = length < 4 && bytes.every((byte, at) => byte === ((FDT_MAGIC >>> (24 - 8 * at)) & 0xff));
  if (isCut) return truncated(length, 'its header');
  if (length < 4 || view.getUint32(HEADER.magic) !== FDT_MAGIC) {
    const message = 'This is no device tree blob: it does not begin with d0 0d fe ed.';
    return { id: 'blob-bad-magic', offset: 0, message };
  }
  if (length < 8) return truncated(length, 'its header');
  const totalSize = view.getUint32(HEADER.totalSize);
  if (totalSize < SMALLEST_HEADER_SIZE) {
    const message = `The header gives a total size of ${totalSize} bytes, less than its own.`;
    return { id: 'blob-bad-header', offset: HEADER.totalSize, message };
  }
  if (totalSize > length) return truncated(length, `the ${totalSize} bytes that its header announces`);

  const word = (offset: number): number => (offset + 4 <= totalSize ? view.getUint32(offset) : 0);
  const outside = (block: string, offset: number): BlobFault => {
    const message = `The ${block} block lies outside the ${totalSize} bytes that the header announces.`;
    return { id: 'blob-bad-header', offset, message };
  };
  const reservations = word(HEADER.reservationsOffset);
  if (reservations >= totalSize) return outside('memory reservation', HEADER.reservationsOffset);
  const structure = word(HEADER.structureOffset);
  if (structure >= totalSize) return outside('structure', HEADER.structureOffset);
  const strings = word(HEADER.stringsOffset);
  if (strings > totalSize) return outside('strings', HEADER.stringsOffset);
  const version = word(HEADER.version);
  const stringsEnd = version >= 3 ? strings + word(HEADER.stringsSize) : totalSize;
  if (stringsEnd > totalSize) return outside('strings', HEADER.stringsSize);
  const structureEnd = version >= 17 ? structure + word(HEADER.structureSize) : undefined;
  if (structureEnd !== undefined && structureEnd > totalSize) return outside('structure', HEADER.structureSize);
  return {
    totalSize,
    version,
    lastCompatibleVersion: word(HEADER.lastCompatibleVersion),
    // A version 1 header has no such field; dtc reads what stands there all the same.
    bootCpu: word(HEADER.bootCpu),
    reservations,
    structure,
    structureEnd,
    strings,
    stringsEnd,
  };
}

function truncated(length: number, part: string): BlobFault {
  if (length === 0) return { id: 'blob-truncated', offset: 0, message: 'The blob is empty.' };
  return { id: 'blob-truncated', offset: length, message: `The blob ends after ${length} bytes, before ${part}.` };
}

/** The memory reservations up to the one of size 0 that ends them; a fault where the blob ends before it. */
export function readReservations(bytes: Uint8Array, header: BlobHeader): readonly MemoryReservation[] | BlobFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reservations: MemoryReservation[] = [];
  for (let at = header.reservations; at + RESERVATION_SIZE <= header.totalSize; at += RESERVATION_SIZE) {
    const size = view.getBigUint64(at + 8);
    if (size === 0n) return reservations;
    reservations.push({ base: view.getBigUint64(at), size, span: undefined });
  }
  const message = 'The memory reservation block has no end: no entry of size 0.';
  return { id: 'blob-truncated', offset: header.reservations, message };
}
