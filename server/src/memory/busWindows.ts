import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';

/**
 * Nodes this deep, the root being at 0, are none for Linux: it makes no device of them and reads no `dma-ranges`
 * (drivers/of/fdt.c `unflatten_dt_nodes`, `FDT_MAX_DEPTH`).
 */
const UNSEEN_DEPTH = 63;

/** Bytes of the smallest window: a cell each for the address on the bus, the address above it and the size. */
const SMALLEST_WINDOW = 12;

/** Whether a node is so deep in the tree that Linux does not see it. */
export function isUnseen(node: DeviceTreeNode): boolean {
  let depth = 0;
  for (let above = node.parent; above !== undefined; above = above.parent) {
    if (++depth >= UNSEEN_DEPTH) return true;
  }
  return false;
}

/** At most this many windows a node's `dma-ranges` holds. */
const windowsIn = (node: DeviceTreeNode): number =>
  Math.floor((node.properties.get('dma-ranges')?.value.length ?? 0) / SMALLEST_WINDOW);

/** At most this many windows an address on the bus that a node is on is held against until it is a physical one. */
export function windowsAbove(node: DeviceTreeNode): number {
  let windows = 0;
  for (let above = node.parent; above !== undefined; above = above.parent) windows += 1 + windowsIn(above);
  return windows;
}

/** At most this many comparisons find the physical side of all windows of a bus. */
export const translationsOf = (bus: DeviceTreeNode): number => (1 + windowsIn(bus)) * (1 + windowsAbove(bus));
