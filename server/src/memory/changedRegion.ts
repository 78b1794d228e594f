import { BlobProperty } from '../devicetree/blob/blobTree.ts';
import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { findReservedMemory } from './memoryNodes.ts';

/** New values of properties by name; `undefined` takes the property away. */
export type PropertyChanges = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * A tree in which properties of regions are others, by the names of their nodes below `/reserved-memory`. The tree that is
 * given stays as it is. What changes has no place in a source; a name that no region has changes nothing.
 */
export function withRegions(tree: DeviceTree, changes: ReadonlyMap<string, PropertyChanges>): DeviceTree {
  const reservedMemory = findReservedMemory(tree.root);
  if (reservedMemory === undefined) return tree;
  const regions = new Map(
    [...reservedMemory.children].map(([name, node]): [string, DeviceTreeNode] => {
      const of = changes.get(name);
      return [name, of === undefined ? node : withProperties(node, of)];
    }),
  );
  const children = new Map(tree.root.children);
  children.set(reservedMemory.name, withChildren(reservedMemory, regions));
  return { ...tree, root: withChildren(tree.root, children) };
}

function withProperties(node: DeviceTreeNode, changes: PropertyChanges): DeviceTreeNode {
  const properties = new Map<string, DeviceTreeProperty>(node.properties);
  for (const [name, value] of changes) {
    if (value === undefined) properties.delete(name);
    else properties.set(name, new BlobProperty(name, value));
  }
  return { ...partsOf(node), properties };
}

const withChildren = (node: DeviceTreeNode, children: DeviceTreeNode['children']): DeviceTreeNode => ({
  ...partsOf(node),
  children,
});

/** The members of a node, which may be an object whose members are computed. */
function partsOf({ name, parent, labels, properties, children, declarations }: DeviceTreeNode): DeviceTreeNode {
  return { name, parent, labels, properties, children, declarations };
}
