import { BlobNode, BlobProperty } from '../server/src/devicetree/blob/blobTree.ts';
import type { DeviceTree, DeviceTreeNode } from '../server/src/devicetree/tree/deviceTree.ts';

/** The root of a tree made by hand. */
export function newRoot(): BlobNode {
  return new BlobNode('', undefined);
}

export function treeOf(root: BlobNode): DeviceTree {
  return { root, memoryReservations: [], bootCpu: 0, isPlugin: false, problems: [] };
}

/** Adds a node behind the last child. */
export function addChild(parent: BlobNode, name: string): BlobNode {
  const node = new BlobNode(name, parent);
  parent.append(node);
  return node;
}

/** Adds the nodes of a path, as far as they are missing; the last of them. */
export function addPath(root: BlobNode, path: string): BlobNode {
  let node = root;
  for (const name of path.split('/').filter(Boolean)) node = node.children.get(name) ?? addChild(node, name);
  return node;
}

export function setBytes(node: BlobNode, name: string, bytes: Uint8Array): void {
  node.properties.set(name, new BlobProperty(name, bytes));
}

export function setCells(node: BlobNode, name: string, ...cells: number[]): void {
  const value = new Uint8Array(cells.length * 4);
  const view = new DataView(value.buffer);
  for (const [index, cell] of cells.entries()) view.setUint32(index * 4, cell);
  setBytes(node, name, value);
}

/** Sets strings, one character a byte, each with its NUL. */
export function setStrings(node: BlobNode, name: string, ...strings: string[]): void {
  setBytes(
    node,
    name,
    Uint8Array.from(strings.map((text) => `${text}\0`).join(''), (one) => one.charCodeAt(0)),
  );
}

/** Names and values of a node and all below it, in order, to compare. */
export function outline(node: DeviceTreeNode): unknown {
  return {
    name: node.name,
    properties: [...node.properties.values()].map(({ name, value }) => [name, [...value]]),
    children: [...node.children.values()].map(outline),
  };
}
