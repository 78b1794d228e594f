import { AddressRange } from '../units/addressRange.ts';
import type { FlatNode } from './bootInput.ts';

/** The numbers of 32-bit cells in an address and in a size. */
export interface Cells {
  readonly address: number;
  readonly size: number;
}

/** No bus has wider numbers; what claims to is treated as unreadable. */
const MAX_CELLS = 16;

/** A property's bytes; absent properties and empty ones differ. */
export function propertyOf(node: FlatNode, name: string): Uint8Array | undefined {
  return node.properties.get(name);
}

/** Whether a property is there: the kernel asks no more of a boolean. */
export function hasProperty(node: FlatNode, name: string): boolean {
  return node.properties.has(name);
}

/** One big-endian cell, `undefined` where the property is too short. */
export function cellAt(bytes: Uint8Array, offset: number): number | undefined {
  if (offset + 4 > bytes.length) return undefined;
  return (
    (((bytes[offset] ?? 0) << 24) |
      ((bytes[offset + 1] ?? 0) << 16) |
      ((bytes[offset + 2] ?? 0) << 8) |
      (bytes[offset + 3] ?? 0)) >>>
    0
  );
}

/** A number of `cells` cells, of which the last 64 bits count (`of_read_number`). */
export function numberAt(bytes: Uint8Array, offset: number, cells: number): bigint {
  const low = cells < 1 ? 0 : (cellAt(bytes, offset + 4 * (cells - 1)) ?? 0);
  const high = cells < 2 ? 0 : (cellAt(bytes, offset + 4 * (cells - 2)) ?? 0);
  const value = high * 2 ** 32 + low;
  return Number.isSafeInteger(value) ? BigInt(value) : (BigInt(high) << 32n) | BigInt(low);
}

/** A number as cells, for nodes that firmware adds. */
export function numberBytes(value: bigint, cells: number): Uint8Array {
  const bytes = new Uint8Array(cells * 4);
  for (let index = bytes.length - 1; index >= 0; index--) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}

/** `#address-cells` and `#size-cells` of the root: 1 where absent (`early_init_dt_scan_root`). */
export function rootCells(root: FlatNode): Cells {
  return { address: cellCount(root, '#address-cells') ?? 1, size: cellCount(root, '#size-cells') ?? 1 };
}

/** The value of a `#…-cells` property, `undefined` where it is absent, too short or absurd. */
export function cellCount(node: FlatNode, name: string): number | undefined {
  const bytes = propertyOf(node, name);
  const value = bytes === undefined ? undefined : cellAt(bytes, 0);
  return value === undefined || value > MAX_CELLS ? undefined : value;
}

/** Bytes of one address and size. */
export function entryBytes(cells: Cells): number {
  return 4 * (cells.address + cells.size);
}

/** The entries of a property such as `reg`, whole ones only; sizes and addresses cut to the kernel's address width. */
export function rangesOf(bytes: Uint8Array, cells: Cells, addressMask: bigint): AddressRange[] {
  const length = entryBytes(cells);
  if (length === 0) return [];
  const ranges: AddressRange[] = [];
  for (let offset = 0; offset + length <= bytes.length; offset += length) {
    ranges.push(
      new AddressRange(
        numberAt(bytes, offset, cells.address) & addressMask,
        numberAt(bytes, offset + 4 * cells.address, cells.size) & addressMask,
      ),
    );
  }
  return ranges;
}

/** Whether a property is made of whole entries; an empty one is. */
export function hasWholeEntries(bytes: Uint8Array, cells: Cells): boolean {
  const length = entryBytes(cells);
  return length > 0 && bytes.length % length === 0;
}

/** The strings of a string list. */
export function stringsOf(bytes: Uint8Array): string[] {
  const strings: string[] = [];
  let text = '';
  for (const byte of bytes) {
    if (byte === 0) {
      strings.push(text);
      text = '';
    } else {
      text += String.fromCharCode(byte);
    }
  }
  if (text !== '') strings.push(text);
  return strings;
}

/** The first string of a property, as C reads it; `undefined` where the property is absent. */
export function stringOf(node: FlatNode, name: string): string | undefined {
  const bytes = propertyOf(node, name);
  return bytes === undefined ? undefined : (stringsOf(bytes)[0] ?? '');
}

/** `of_fdt_device_is_available`: no `status`, or exactly `ok` or `okay`. */
export function isAvailable(node: FlatNode): boolean {
  const status = stringOf(node, 'status');
  return status === undefined || status === 'ok' || status === 'okay';
}

/** The strings of `compatible` in lower case: case does not count (`of_compat_cmp`). */
export function compatibleOf(node: FlatNode): string[] {
  const bytes = propertyOf(node, 'compatible');
  return bytes === undefined ? [] : stringsOf(bytes).map((string) => string.toLowerCase());
}
