import { alignedToTag, FDT_BEGIN_NODE, FDT_END, FDT_END_NODE, FDT_NOP, FDT_PROP } from './flattenedFormat.ts';

/**
 * How deep nodes may be nested. dtc has no bound of its own, it only runs out of stack; the kernel stops at 64
 * (`FDT_MAX_DEPTH`). Deeper blobs are refused so that whoever walks a tree may do so recursively.
 */
export const DEEPEST_NODE = 4096;

/** Why bytes do not hold together, and where. */
export interface BlobFault {
  readonly id:
    | 'blob-bad-magic'
    | 'blob-bad-header'
    | 'blob-truncated'
    | 'blob-bad-structure'
    | 'blob-bad-string'
    | 'blob-too-deep';
  /** The byte of the blob at which it shows. */
  readonly offset: number;
  readonly message: string;
}

/** What a walk over a structure block meets, in order. Offsets are those of the blob's bytes. */
export interface StructureVisitor {
  /** A node whose name stands in `[start, end)`. */
  beginNode(start: number, end: number): BlobFault | undefined;
  /** A property of the node that was begun last and not ended; its value is `length` bytes from `start` on. */
  property(nameOffset: number, start: number, length: number): BlobFault | undefined;
  endNode(): void;
  nop(offset: number): void;
}

/** Where a structure block stands. */
export interface StructureBlock {
  readonly bytes: Uint8Array;
  readonly start: number;
  /** No byte at or behind it is read. */
  readonly limit: number;
  /** Below version 16 values of 8 bytes and more are aligned to 8, counted from the block's start. */
  readonly alignsLongValues: boolean;
}

/**
 * Walks a structure block from its root node to its end token, as dtc's `unflatten_tree` and libfdt's `fdt_next_tag`
 * do. Answers the offset behind the end token, or the first fault. Linear in the block's size, without recursion.
 */
export function walkStructure(block: StructureBlock, visitor: StructureVisitor): number | BlobFault {
  const { bytes, start: base, limit } = block;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let depth = 0;
  let at = base;
  if (at + 4 <= limit && view.getUint32(at) !== FDT_BEGIN_NODE) {
    const message = `The structure block begins with ${hex(view.getUint32(at))}, not with a node (0x1).`;
    return { id: 'blob-bad-structure', offset: at, message };
  }
  do {
    if (at + 4 > limit) return overrun(at);
    const token = view.getUint32(at);
    at += 4;
    if (token === FDT_PROP) {
      if (at + 8 > limit) return overrun(at);
      const length = view.getUint32(at);
      const nameOffset = view.getUint32(at + 4);
      at += 8;
      if (block.alignsLongValues && length >= 8) at = base + ((at - base + 7) & ~7);
      if (at + length > limit) return overrun(at);
      const fault = visitor.property(nameOffset, at, length);
      if (fault !== undefined) return fault;
      at = base + alignedToTag(at + length - base);
    } else if (token === FDT_BEGIN_NODE) {
      let end = at;
      while (end < limit && bytes[end] !== 0) end++;
      if (end >= limit) return overrun(at);
      if (++depth > DEEPEST_NODE) {
        const message = `Nodes are nested more than ${DEEPEST_NODE} deep.`;
        return { id: 'blob-too-deep', offset: at, message };
      }
      const fault = visitor.beginNode(at, end);
      if (fault !== undefined) return fault;
      at = base + alignedToTag(end + 1 - base);
    } else if (token === FDT_END_NODE) {
      visitor.endNode();
      depth--;
    } else if (token === FDT_NOP) {
      visitor.nop(at - 4);
    } else {
      const message =
        token === FDT_END
          ? 'The structure block ends inside a node.'
          : `${hex(token)} in the structure block is no token.`;
      return { id: 'blob-bad-structure', offset: at - 4, message };
    }
  } while (depth > 0);
  if (at + 4 > limit) return overrun(at);
  if (view.getUint32(at) === FDT_END) return at + 4;
  const message = `After the root node ${hex(view.getUint32(at))} stands where the structure block should end (0x9).`;
  return { id: 'blob-bad-structure', offset: at, message };
}

function overrun(offset: number): BlobFault {
  return { id: 'blob-truncated', offset, message: 'The structure block runs over the end of the blob.' };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
