import { bytesOf } from '../../text/sourceFile.ts';
import { EditableNode, type EditableProperty, NOP } from './editableTree.ts';
import { alignedToTag, FDT_BEGIN_NODE, FDT_END_NODE, FDT_NOP, FDT_PROP } from './flattenedFormat.ts';

/** What stands after the root node in the blob that is edited: the structure block's end, then the strings. */
export interface BlobEnd {
  readonly rest: Uint8Array;
  readonly strings: { readonly bytes: Uint8Array };
}

type Piece = EditableProperty | Uint8Array;

const NO_BYTES = new Uint8Array(0);

/**
 * The padding that libfdt leaves after a value that it sets. It moves the blob's later bytes to make room and writes
 * the value, but clears nothing, so the up to three bytes that align the value to 4 keep what stood there before
 * (`fdt_splice_struct_` and its callers in libfdt's fdt_rw.c). They mean nothing, yet they are part of the file.
 *
 * To be asked before the change: for a property that is there, `property`; for one that will be added before all
 * others of `node`, `undefined`. Beyond the old end of the blob the bytes are taken for 0.
 */
export function leftoverPadding(
  end: BlobEnd,
  node: EditableNode,
  property: EditableProperty | undefined,
  length: number,
): Uint8Array {
  const count = alignedToTag(length) - length;
  if (count === 0) return NO_BYTES;
  const padding = new Uint8Array(count);
  const header = property === undefined ? 12 : 0;
  const inPlace = property === undefined ? NO_BYTES : valueBytes(property);
  let skipped = header + length;
  let filled = 0;
  const take = (bytes: Uint8Array): boolean => {
    for (let at = skipped; at < bytes.length && filled < count; at++) padding[filled++] = bytes[at] ?? 0;
    skipped = Math.max(0, skipped - bytes.length);
    return filled === count;
  };
  if (take(inPlace)) return padding;
  for (const piece of piecesAfter(end, node, property)) {
    const size = piece instanceof Uint8Array ? piece.length : 12 + alignedToTag(piece.value.length);
    if (size <= skipped) skipped -= size;
    else if (take(piece instanceof Uint8Array ? piece : propertyBytes(piece))) return padding;
  }
  return padding;
}

function word(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function valueBytes({ value, padding }: EditableProperty): Uint8Array {
  const bytes = new Uint8Array(value.length + padding.length);
  bytes.set(value);
  bytes.set(padding, value.length);
  return bytes;
}

function propertyBytes(property: EditableProperty): Uint8Array {
  const value = valueBytes(property);
  const bytes = new Uint8Array(12 + value.length);
  bytes.set(word(FDT_PROP));
  bytes.set(word(property.value.length), 4);
  bytes.set(word(property.nameOffset), 8);
  bytes.set(value, 12);
  return bytes;
}

/** The blob after a property, or after the name of a node, piece by piece. */
function* piecesAfter(end: BlobEnd, node: EditableNode, property: EditableProperty | undefined): Generator<Piece> {
  let last: EditableProperty | EditableNode | undefined = property;
  for (let at: EditableNode | undefined = node; at !== undefined; at = at.parent) {
    let isAfter = last === undefined;
    for (const item of at.items()) {
      if (isAfter) yield* itemPieces(item);
      else isAfter = item === last;
    }
    yield word(FDT_END_NODE);
    last = at;
  }
  yield end.rest;
  yield end.strings.bytes;
}

function* itemPieces(first: EditableProperty | EditableNode | typeof NOP): Generator<Piece> {
  const waiting: (Piece | EditableNode | typeof NOP)[] = [first];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (item === NOP) {
      yield word(FDT_NOP);
    } else if (item instanceof EditableNode) {
      const name = item.name ?? '';
      const bytes = new Uint8Array(4 + alignedToTag(name.length + 1));
      bytes.set(word(FDT_BEGIN_NODE));
      bytes.set(bytesOf(name), 4);
      yield bytes;
      waiting.push(word(FDT_END_NODE));
      for (const inner of [...item.items()].reverse()) waiting.push(inner);
    } else {
      yield item;
    }
  }
}
