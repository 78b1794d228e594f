import type { DeviceTree, DeviceTreeNode } from '../tree/deviceTree.ts';
import {
  alignedToTag,
  FDT_BEGIN_NODE,
  FDT_END,
  FDT_END_NODE,
  FDT_MAGIC,
  FDT_PROP,
  HEADER,
  HEADER_SIZE,
  RESERVATION_SIZE,
  WRITTEN_COMPATIBLE_VERSION,
  WRITTEN_VERSION,
} from './flattenedFormat.ts';
import { StringsBlock } from './stringsBlock.ts';

/**
 * The flattened device tree of a tree, byte for byte what `dtc -O dtb` writes (`dt_to_blob` in dtc's flattree.c):
 * version 17, memory reservations, structure and strings in this order, without padding.
 *
 * Names must not hold a NUL; values are copied as they are. Answers a fresh array that nobody else holds.
 */
export function writeBlob(tree: DeviceTree): Uint8Array {
  const structure = HEADER_SIZE + (tree.memoryReservations.length + 1) * RESERVATION_SIZE;
  const strings = new StringsBlock();
  const writer = new StructureWriter(structure, strings);
  writer.writeTree(tree.root);
  const stringsOffset = writer.length;
  const totalSize = stringsOffset + strings.size;
  const blob = writer.take(totalSize);
  strings.write(blob, stringsOffset);

  const view = new DataView(blob.buffer);
  view.setUint32(HEADER.magic, FDT_MAGIC);
  view.setUint32(HEADER.totalSize, totalSize);
  view.setUint32(HEADER.structureOffset, structure);
  view.setUint32(HEADER.stringsOffset, stringsOffset);
  view.setUint32(HEADER.reservationsOffset, HEADER_SIZE);
  view.setUint32(HEADER.version, WRITTEN_VERSION);
  view.setUint32(HEADER.lastCompatibleVersion, WRITTEN_COMPATIBLE_VERSION);
  view.setUint32(HEADER.bootCpu, tree.bootCpu);
  view.setUint32(HEADER.stringsSize, strings.size);
  view.setUint32(HEADER.structureSize, stringsOffset - structure);
  let at = HEADER_SIZE;
  for (const { base, size } of tree.memoryReservations) {
    view.setBigUint64(at, base);
    view.setBigUint64(at + 8, size);
    at += RESERVATION_SIZE;
  }
  return blob;
}

/** Below this many bytes a loop copies faster than `TypedArray.set`. */
const SMALL_COPY = 48;

class StructureWriter {
  #bytes = new Uint8Array(1 << 16);
  #at: number;
  readonly #strings: StringsBlock;

  constructor(start: number, strings: StringsBlock) {
    this.#at = start;
    this.#strings = strings;
    this.#reserve(0);
  }

  get length(): number {
    return this.#at;
  }

  /** The bytes so far, in an array of `size` bytes. */
  take(size: number): Uint8Array<ArrayBuffer> {
    this.#reserve(Math.max(0, size - this.#at));
    return this.#bytes.slice(0, size);
  }

  /** Writes the structure block, its end included. Nodes may be nested to any depth. */
  writeTree(root: DeviceTreeNode): void {
    const open: Iterator<DeviceTreeNode>[] = [];
    this.#beginNode(root);
    open.push(root.children.values());
    for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
      const next = children.next();
      if (next.done === true) {
        this.#reserve(4);
        this.#word(FDT_END_NODE);
        open.pop();
        continue;
      }
      this.#beginNode(next.value);
      open.push(next.value.children.values());
    }
    this.#reserve(4);
    this.#word(FDT_END);
  }

  #beginNode(node: DeviceTreeNode): void {
    const { name } = node;
    this.#reserve(name.length + 8);
    this.#word(FDT_BEGIN_NODE);
    for (let index = 0; index < name.length; index++) this.#bytes[this.#at + index] = name.charCodeAt(index);
    this.#at = alignedToTag(this.#at + name.length + 1);
    for (const property of node.properties.values()) {
      const { value } = property;
      const { length } = value;
      this.#reserve(length + 16);
      this.#word(FDT_PROP);
      this.#word(length);
      this.#word(this.#strings.offsetOf(property.name));
      if (length < SMALL_COPY) {
        const bytes = this.#bytes;
        for (let index = 0, to = this.#at; index < length; index++, to++) bytes[to] = value[index] ?? 0;
      } else {
        this.#bytes.set(value, this.#at);
      }
      this.#at = alignedToTag(this.#at + length);
    }
  }

  #word(value: number): void {
    const bytes = this.#bytes;
    const at = this.#at;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.#at = at + 4;
  }

  #reserve(count: number): void {
    const wanted = this.#at + count;
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
