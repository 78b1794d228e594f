import { INPUT_LIMITS } from '../../text/limits.ts';
import { alignedToTag, FDT_BEGIN_NODE, FDT_END, FDT_END_NODE, FDT_NOP, FDT_PROP } from './flattenedFormat.ts';

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
  /** No byte at or after it is read. */
  readonly limit: number;
  /** Below version 16 values of 8 bytes and more are aligned to 8, counted from the block's start. */
  readonly alignsLongValues: boolean;
}

/**
 * Walks a structure block from its root node to its end token, as dtc's `unflatten_tree` and libfdt's `fdt_next_tag`
 * do. Answers the offset after the end token, or the first fault. Linear in the block's size, without recursion.
 */
export function walkStructure(block: StructureBlock, visitor: StructureVisitor): number | BlobFault {
  return new StructureWalk(block, visitor).run();
}

class StructureWalk {
  readonly #block: StructureBlock;
  readonly #visitor: StructureVisitor;
  readonly #view: DataView;
  #at: number;
  #depth = 0;

  constructor(block: StructureBlock, visitor: StructureVisitor) {
    this.#block = block;
    this.#visitor = visitor;
    this.#view = new DataView(block.bytes.buffer, block.bytes.byteOffset, block.bytes.length);
    this.#at = block.start;
  }

  run(): number | BlobFault {
    const { start, limit } = this.#block;
    if (start + 4 <= limit && this.#view.getUint32(start) !== FDT_BEGIN_NODE) {
      const message = `The structure block begins with ${hex(this.#view.getUint32(start))}, not with a node (0x1).`;
      return { id: 'blob-bad-structure', offset: start, message };
    }
    do {
      if (this.#at + 4 > limit) return overrun(this.#at);
      const token = this.#view.getUint32(this.#at);
      this.#at += 4;
      const fault = this.#token(token);
      if (fault !== undefined) return fault;
    } while (this.#depth > 0);
    return this.#end();
  }

  /** Visits what a token begins or ends, and goes to the next one. */
  #token(token: number): BlobFault | undefined {
    switch (token) {
      case FDT_PROP:
        return this.#property();
      case FDT_BEGIN_NODE:
        return this.#node();
      case FDT_END_NODE:
        this.#visitor.endNode();
        this.#depth--;
        return undefined;
      case FDT_NOP:
        this.#visitor.nop(this.#at - 4);
        return undefined;
      default: {
        const message =
          token === FDT_END
            ? 'The structure block ends inside a node.'
            : `${hex(token)} in the structure block is no token.`;
        return { id: 'blob-bad-structure', offset: this.#at - 4, message };
      }
    }
  }

  #property(): BlobFault | undefined {
    const { start, limit, alignsLongValues } = this.#block;
    if (this.#at + 8 > limit) return overrun(this.#at);
    const length = this.#view.getUint32(this.#at);
    const nameOffset = this.#view.getUint32(this.#at + 4);
    let value = this.#at + 8;
    if (alignsLongValues && length >= 8) value = start + ((value - start + 7) & ~7);
    if (value + length > limit) return overrun(value);
    this.#at = start + alignedToTag(value + length - start);
    return this.#visitor.property(nameOffset, value, length);
  }

  #node(): BlobFault | undefined {
    const { bytes, start, limit } = this.#block;
    const name = this.#at;
    let end = name;
    while (end < limit && bytes[end] !== 0) end++;
    if (end >= limit) return overrun(name);
    if (++this.#depth > INPUT_LIMITS.blobDepth) {
      return {
        id: 'blob-too-deep',
        offset: name,
        message: `Nodes are nested more than ${INPUT_LIMITS.blobDepth} deep.`,
      };
    }
    this.#at = start + alignedToTag(end + 1 - start);
    return this.#visitor.beginNode(name, end);
  }

  /** The token after the root node, which must end the block. */
  #end(): number | BlobFault {
    const at = this.#at;
    if (at + 4 > this.#block.limit) return overrun(at);
    const token = this.#view.getUint32(at);
    if (token === FDT_END) return at + 4;
    const message = `After the root node ${hex(token)} stands where the structure block should end (0x9).`;
    return { id: 'blob-bad-structure', offset: at, message };
  }
}

function overrun(offset: number): BlobFault {
  return { id: 'blob-truncated', offset, message: 'The structure block runs over the end of the blob.' };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
