import { byteString } from './sourceFile.ts';

/** The bytes of one cell: device trees hold numbers as big-endian 32-bit cells. */
export const CELL_BYTES = 4;

/** Numbers of more cells than this are read, but never written: no tree has a use for them. */
export const WIDEST_WRITTEN = 16;

/** The numbers of cells that addresses and sizes are written with. */
export interface CellCounts {
  readonly address: number;
  readonly size: number;
}

/** One address and size of a property such as `reg`, in bytes, and the byte offset in the value where it stands. */
export interface CellRange {
  readonly base: bigint;
  readonly size: bigint;
  readonly offset: number;
}

/** The cell at a byte offset, which need not be aligned; `undefined` where the value ends before it does. */
export function cellAt(value: Uint8Array, offset: number): number | undefined {
  if (offset + CELL_BYTES > value.length) return undefined;
  const high = ((value[offset] ?? 0) << 24) | ((value[offset + 1] ?? 0) << 16);
  return (high | ((value[offset + 2] ?? 0) << 8) | (value[offset + 3] ?? 0)) >>> 0;
}

/** The whole cells of a value; a tail of fewer than four bytes is left out. */
export function cellsIn(value: Uint8Array): number[] {
  const cells: number[] = [];
  for (let offset = 0; offset + CELL_BYTES <= value.length; offset += CELL_BYTES)
    cells.push(cellAt(value, offset) ?? 0);
  return cells;
}

/**
 * The number of `count` cells at a byte offset, most significant first, of which the last 64 bits are kept
 * (include/linux/of.h `of_read_number`); cells after the end of the value count as 0.
 */
export function numberAt(value: Uint8Array, offset: number, count: number): bigint {
  const low = count < 1 ? 0 : (cellAt(value, offset + CELL_BYTES * (count - 1)) ?? 0);
  const high = count < 2 ? 0 : (cellAt(value, offset + CELL_BYTES * (count - 2)) ?? 0);
  const number = high * 2 ** 32 + low;
  return Number.isSafeInteger(number) ? BigInt(number) : (BigInt(high) << 32n) | BigInt(low);
}

/** A number as `count` cells, cut to their width; no bytes at all for more than `WIDEST_WRITTEN` cells. */
export function numberBytes(value: bigint, count: number): Uint8Array {
  const bytes = new Uint8Array(count > WIDEST_WRITTEN ? 0 : count * CELL_BYTES);
  for (let index = bytes.length - 1; index >= 0; index--) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}

/** A number as `count` cells as they are written, most significant first, in hexadecimal: `0x0 0x60000000`. */
export function cellsText(value: bigint, count: number): string {
  const cells: string[] = [];
  for (let index = Math.min(count, WIDEST_WRITTEN) - 1; index >= 0; index--) {
    cells.push(`0x${((value >> BigInt(32 * index)) & 0xffffffffn).toString(16)}`);
  }
  return cells.join(' ');
}

/**
 * The cells of addresses and sizes below a node, from the values of its `#address-cells` and `#size-cells`: 1 where one
 * is absent or too short (drivers/of/fdt.c `early_init_dt_scan_root`). Like the kernel it takes any count; one that is
 * wider than a property's value reads as no entry at all.
 */
export function cellCountsOf(address: Uint8Array | undefined, size: Uint8Array | undefined): CellCounts {
  return { address: countIn(address) ?? 1, size: countIn(size) ?? 1 };
}

/** The count in a `#…-cells` property; `undefined` where it is absent or shorter than a cell. */
export function countIn(value: Uint8Array | undefined): number | undefined {
  return value === undefined ? undefined : cellAt(value, 0);
}

/** The bytes of one entry of addresses and sizes. */
export function entryBytes(counts: CellCounts): number {
  return CELL_BYTES * (counts.address + counts.size);
}

/** Whether a value is made of whole entries; an empty one is, and none is where an entry has no cells. */
export function hasWholeEntries(value: Uint8Array, counts: CellCounts): boolean {
  const length = entryBytes(counts);
  return length > 0 && value.length % length === 0;
}

/** The whole entries of a value such as that of `reg`; a tail that is no whole entry is left out. */
export function rangesIn(value: Uint8Array, counts: CellCounts): CellRange[] {
  const length = entryBytes(counts);
  if (length === 0) return [];
  const ranges: CellRange[] = [];
  for (let offset = 0; offset + length <= value.length; offset += length) {
    const base = numberAt(value, offset, counts.address);
    ranges.push({ base, size: numberAt(value, offset + CELL_BYTES * counts.address, counts.size), offset });
  }
  return ranges;
}

/** The NUL-terminated strings of a value, one character a byte; the last one need not be terminated. */
export function stringsIn(value: Uint8Array): string[] {
  const strings: string[] = [];
  let start = 0;
  while (start < value.length) {
    const terminator = value.indexOf(0, start);
    const end = terminator < 0 ? value.length : terminator;
    strings.push(byteString(value.subarray(start, end)));
    start = end + 1;
  }
  return strings;
}

/** The strings of a `compatible` in lower case: the kernel compares them without case (`of_compat_cmp`). */
export function compatibleNames(value: Uint8Array | undefined): string[] {
  return value === undefined ? [] : stringsIn(value).map((name) => name.toLowerCase());
}

/**
 * Whether a node with this `status` is switched on: there is none, or its first string is exactly `okay` or `ok`
 * (drivers/of/fdt.c `of_fdt_device_is_available`).
 */
export function isAvailableStatus(value: Uint8Array | undefined): boolean {
  if (value === undefined) return true;
  const status = stringsIn(value)[0];
  return status === 'okay' || status === 'ok';
}

/** Whether a value is strings, each with its NUL; the empty value is (dtc's checks.c, `check_is_string_list`). */
export const isStringList = (value: Uint8Array): boolean => value.length === 0 || value[value.length - 1] === 0;

/** Whether a value is one string with its NUL (dtc's data.c, `data_is_one_string`). */
export const isOneString = (value: Uint8Array): boolean => value.length > 0 && value.indexOf(0) === value.length - 1;
