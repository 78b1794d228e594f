import type { DeviceTree, DeviceTreeNode } from '../tree/deviceTree.ts';
import { BlobWriter, writeHeader } from './blobWriter.ts';
import { FDT_END, WRITTEN_COMPATIBLE_VERSION } from './flattenedFormat.ts';
import { StringsBlock } from './stringsBlock.ts';

const STRUCTURE_END = new Uint8Array([0, 0, 0, FDT_END]);

/**
 * The flattened device tree of a tree, byte for byte what `dtc -O dtb` writes (`dt_to_blob` in dtc's flattree.c):
 * version 17, memory reservations, structure and strings in this order, without padding.
 *
 * Names must not hold a NUL; values are copied as they are. Nodes may be nested to any depth. Answers a fresh array
 * that nobody else holds.
 */
export function writeBlob(tree: DeviceTree): Uint8Array {
  const strings = new StringsBlock();
  const writer = new BlobWriter(tree.memoryReservations.length);
  const open: Iterator<DeviceTreeNode>[] = [];
  writeNodeAndProperties(writer, strings, tree.root);
  open.push(tree.root.children.values());
  for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
    const next = children.next();
    if (next.done === true) {
      writer.endNode();
      open.pop();
      continue;
    }
    writeNodeAndProperties(writer, strings, next.value);
    open.push(next.value.children.values());
  }
  writer.append(STRUCTURE_END);
  const blob = writer.finish(strings.text);
  const words = { bootCpu: tree.bootCpu, lastCompatibleVersion: WRITTEN_COMPATIBLE_VERSION };
  writeHeader(blob, writer.structure, writer.end, words, tree.memoryReservations);
  return blob;
}

function writeNodeAndProperties(writer: BlobWriter, strings: StringsBlock, node: DeviceTreeNode): void {
  writer.beginNode(node.name);
  for (const { name, value } of node.properties.values()) writer.property(strings.offsetOf(name), value);
}
