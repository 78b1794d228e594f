import type { DeviceTree, DeviceTreeNode } from '../tree/deviceTree.ts';
import { BlobProperties } from './blobProperties.ts';
import { BlobWriter, writeHeader } from './blobWriter.ts';
import { FDT_END, WRITTEN_COMPATIBLE_VERSION } from './flattenedFormat.ts';
import { StringsBlock } from './stringsBlock.ts';

const STRUCTURE_END = new Uint8Array([0, 0, 0, FDT_END]);

/** Room that is used for one blob after another: making it costs as much as writing a small blob. */
const writer = new BlobWriter(0);
const strings = new StringsBlock();
const properties = new BlobProperties(writer, strings);

/**
 * The flattened device tree of a tree, byte for byte what `dtc -O dtb` writes (`dt_to_blob` in dtc's flattree.c):
 * version 17, memory reservations, structure and strings in this order, without padding.
 *
 * Names must not hold a NUL; values are copied as they are. Nodes may be nested to any depth. Answers a fresh array
 * that nobody else holds.
 */
export function writeBlob(tree: DeviceTree): Uint8Array {
  strings.clear();
  properties.begin();
  writer.begin(tree.memoryReservations.length);
  // What is still to be written, the next last; `undefined` ends a node. Iterators would cost an object for each entry.
  const waiting: (DeviceTreeNode | undefined)[] = tree.isRootDeleted === true ? [] : [tree.root];
  const later: DeviceTreeNode[] = [];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === undefined) {
      writer.endNode();
      continue;
    }
    writer.beginNode(node.name);
    properties.write(node);
    waiting.push(undefined);
    node.children.forEach((child) => {
      later.push(child);
    });
    while (later.length > 0) waiting.push(later.pop());
  }
  writer.append(STRUCTURE_END);
  const blob = writer.finish(strings.bytes);
  const words = { bootCpu: tree.bootCpu, lastCompatibleVersion: WRITTEN_COMPATIBLE_VERSION };
  writeHeader(blob, writer.structure, writer.end, words, tree.memoryReservations);
  return blob;
}
