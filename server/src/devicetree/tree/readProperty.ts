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
