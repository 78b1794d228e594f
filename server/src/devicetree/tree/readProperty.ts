import { cellAt, cellsIn, isAvailableStatus, stringsIn } from '../../text/cells.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';

/** The whole cells of a property; none where it is absent. */
export function cellsOf(property: DeviceTreeProperty | undefined): number[] {
  return property === undefined ? [] : cellsIn(property.value);
}

/** The strings of a property, one character a byte; none where it is absent. */
export function stringsOf(property: DeviceTreeProperty | undefined): string[] {
  return property === undefined ? [] : stringsIn(property.value);
}

/** The first cell of a property; `undefined` where it is absent or shorter than a cell. */
export function cellOf(node: DeviceTreeNode, name: string): number | undefined {
  const property = node.properties.get(name);
  return property === undefined ? undefined : cellAt(property.value, 0);
}

/** Whether a node is switched on by its `status`. */
export function isEnabled(node: DeviceTreeNode): boolean {
  return isAvailableStatus(node.properties.get('status')?.value);
}

/** Every node below and including `node`, parents before children, in the DTB's order. */
export function* nodesBelow(node: DeviceTreeNode): Iterable<DeviceTreeNode> {
  const pending = [node];
  const children: DeviceTreeNode[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    // Most nodes have no children: nothing is made for them.
    if (next.children.size === 0) continue;
    for (const child of next.children.values()) children.push(child);
    for (let child = children.pop(); child !== undefined; child = children.pop()) pending.push(child);
  }
}

/** The nodes by phandle, from `phandle` and the older `linux,phandle`; where two claim one, the first. */
export function nodesByPhandle(root: DeviceTreeNode): ReadonlyMap<number, DeviceTreeNode> {
  const nodes = new Map<number, DeviceTreeNode>();
  for (const node of nodesBelow(root)) {
    const phandle = cellOf(node, 'phandle') ?? cellOf(node, 'linux,phandle');
    if (phandle !== undefined && !nodes.has(phandle)) nodes.set(phandle, node);
  }
  return nodes;
}
