import { byteString } from '../../text/sourceFile.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';

/** The value as big-endian 32-bit cells; a tail of fewer than four bytes is left out. */
export function cellsOf(property: DeviceTreeProperty | undefined): number[] {
  if (property === undefined) return [];
  const { value } = property;
  const cells: number[] = [];
  for (let offset = 0; offset + 4 <= value.length; offset += 4) {
    const high = ((value[offset] ?? 0) << 8) | (value[offset + 1] ?? 0);
    const low = ((value[offset + 2] ?? 0) << 8) | (value[offset + 3] ?? 0);
    cells.push(high * 0x10000 + low);
  }
  return cells;
}

/** The value as a list of NUL-terminated strings, one character a byte; the last one need not be terminated. */
export function stringsOf(property: DeviceTreeProperty | undefined): string[] {
  if (property === undefined || property.value.length === 0) return [];
  const strings: string[] = [];
  let start = 0;
  const { value } = property;
  for (let index = 0; index <= value.length; index++) {
    if (index < value.length && value[index] !== 0) continue;
    if (index < value.length || index > start) strings.push(byteString(value.subarray(start, index)));
    start = index + 1;
  }
  return strings;
}

/** A number of `count` cells from the cell at `index`, most significant first; missing cells count as 0. */
export function numberAt(cells: readonly number[], index: number, count: number): bigint {
  let value = 0n;
  for (let at = index; at < index + count; at++) value = (value << 32n) | BigInt(cells[at] ?? 0);
  return value;
}

/** The first cell of a property; `undefined` where it is absent or shorter than a cell. */
export function cellOf(node: DeviceTreeNode, name: string): number | undefined {
  return cellsOf(node.properties.get(name))[0];
}

/** Whether a node is switched on: no `status`, or exactly `okay` or `ok` (`of_fdt_device_is_available`). */
export function isEnabled(node: DeviceTreeNode): boolean {
  const status = node.properties.get('status');
  if (status === undefined) return true;
  const text = stringsOf(status)[0] ?? '';
  return text === 'okay' || text === 'ok';
}

/** Every node below and including `node`, parents before children, in the DTB's order. */
export function* nodesBelow(node: DeviceTreeNode): Iterable<DeviceTreeNode> {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    for (const child of [...next.children.values()].reverse()) pending.push(child);
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

/** The nodes by label; where two bear one, the first in the order of the tree. */
export function nodesByLabel(root: DeviceTreeNode): ReadonlyMap<string, DeviceTreeNode> {
  const nodes = new Map<string, DeviceTreeNode>();
  for (const node of nodesBelow(root)) {
    for (const label of node.labels) if (!nodes.has(label)) nodes.set(label, node);
  }
  return nodes;
}

/** The 32-bit big-endian cell at a byte offset; bytes behind the end count as 0. */
export function cellAt(value: Uint8Array, offset: number): number {
  const high = ((value[offset] ?? 0) << 24) | ((value[offset + 1] ?? 0) << 16);
  return (high | ((value[offset + 2] ?? 0) << 8) | (value[offset + 3] ?? 0)) >>> 0;
}

/** Whether a value is strings, each with its NUL; the empty value is (dtc's checks.c, `check_is_string_list`). */
export const isStringList = (value: Uint8Array): boolean => value.length === 0 || value[value.length - 1] === 0;

/** Whether a value is one string with its NUL (dtc's data.c, `data_is_one_string`). */
export const isOneString = (value: Uint8Array): boolean => value.length > 0 && value.indexOf(0) === value.length - 1;
