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
    | 'blob-too-deep'
    | 'blob-too-large';
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
  private readonly _block: StructureBlock;
  private readonly _visitor: StructureVisitor;
  private readonly _view: DataView;
  private _at: number;
  private _depth = 0;

  constructor(block: StructureBlock, visitor: StructureVisitor) {
    this._block = block;
    this._visitor = visitor;
    this._view = new DataView(block.bytes.buffer, block.bytes.byteOffset, block.bytes.length);
    this._at = block.start;
  }

  run(): number | BlobFault {
    const { start, limit } = this._block;
    if (start + 4 <= limit && this._view.getUint32(start) !== FDT_BEGIN_NODE) {
      const message = `The structure block begins with ${hex(this._view.getUint32(start))}, not with a node (0x1).`;
      return { id: 'blob-bad-structure', offset: start, message };
    }
    do {
      if (this._at + 4 > limit) return overrun(this._at);
      const token = this._view.getUint32(this._at);
      this._at += 4;
      const fault = this._token(token);
      if (fault !== undefined) return fault;
    } while (this._depth > 0);
    return this._end();
  }

  /** Visits what a token begins or ends, and goes to the next one. */
  private _token(token: number): BlobFault | undefined {
    switch (token) {
      case FDT_PROP:
        return this._property();
      case FDT_BEGIN_NODE:
        return this._node();
      case FDT_END_NODE:
        this._visitor.endNode();
        this._depth--;
        return undefined;
      case FDT_NOP:
        this._visitor.nop(this._at - 4);
        return undefined;
      default: {
        const message =
          token === FDT_END
            ? 'The structure block ends inside a node.'
            : `${hex(token)} in the structure block is no token.`;
        return { id: 'blob-bad-structure', offset: this._at - 4, message };
      }
    }
  }

  private _property(): BlobFault | undefined {
    const { start, limit, alignsLongValues } = this._block;
    if (this._at + 8 > limit) return overrun(this._at);
    const length = this._view.getUint32(this._at);
    const nameOffset = this._view.getUint32(this._at + 4);
    let value = this._at + 8;
    if (alignsLongValues && length >= 8) value = start + ((value - start + 7) & ~7);
    if (value + length > limit) return overrun(value);
    this._at = start + alignedToTag(value + length - start);
    return this._visitor.property(nameOffset, value, length);
  }

  private _node(): BlobFault | undefined {
    const { bytes, start, limit } = this._block;
    const name = this._at;
    let end = name;
    while (end < limit && bytes[end] !== 0) end++;
    if (end >= limit) return overrun(name);
    if (++this._depth > INPUT_LIMITS.blobDepth) {
      return {
        id: 'blob-too-deep',
        offset: name,
        message: `Nodes are nested more than ${INPUT_LIMITS.blobDepth} deep.`,
      };
    }
    this._at = start + alignedToTag(end + 1 - start);
    return this._visitor.beginNode(name, end);
  }

  /** The token after the root node, which must end the block. */
  private _end(): number | BlobFault {
    const at = this._at;
    if (at + 4 > this._block.limit) return overrun(at);
    const token = this._view.getUint32(at);
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
