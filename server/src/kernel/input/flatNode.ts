import {
  type CellCounts,
  cellCountsOf,
  compatibleNames,
  countIn,
  isAvailableStatus,
  rangesIn,
  stringsIn,
} from '../../text/cells.ts';
import { AddressRange } from '../units/addressRange.ts';
import type { FlatNode } from './bootInput.ts';

/** A property's bytes; absent properties and empty ones differ. */
export function propertyOf(node: FlatNode, name: string): Uint8Array | undefined {
  return node.properties.get(name);
}

/** Whether a property is there: the kernel asks no more of a boolean. */
export function hasProperty(node: FlatNode, name: string): boolean {
  return node.properties.has(name);
}

/** `#address-cells` and `#size-cells` of the root: 1 where absent (`early_init_dt_scan_root`). */
export function rootCells(root: FlatNode): CellCounts {
  return cellCountsOf(propertyOf(root, '#address-cells'), propertyOf(root, '#size-cells'));
}

/** The value of a `#…-cells` property, `undefined` where it is absent or too short. */
export function cellCount(node: FlatNode, name: string): number | undefined {
  return countIn(propertyOf(node, name));
}

/** The entries of a property such as `reg`, whole ones only; sizes and addresses cut to the kernel's address width. */
export function rangesOf(bytes: Uint8Array, cells: CellCounts, addressMask: bigint): AddressRange[] {
  return rangesIn(bytes, cells).map(({ base, size }) => new AddressRange(base & addressMask, size & addressMask));
}

/** The first string of a property, as C reads it; `undefined` where the property is absent. */
export function stringOf(node: FlatNode, name: string): string | undefined {
  const bytes = propertyOf(node, name);
  return bytes === undefined ? undefined : (stringsIn(bytes)[0] ?? '');
}

/** `of_fdt_device_is_available`: no `status`, or exactly `ok` or `okay`. */
export function isAvailable(node: FlatNode): boolean {
  return isAvailableStatus(propertyOf(node, 'status'));
}

/** The strings of `compatible` in lower case: case does not count (`of_compat_cmp`). */
export function compatibleOf(node: FlatNode): string[] {
  return compatibleNames(propertyOf(node, 'compatible'));
}
