import { describe, expect, it } from 'vitest';
import {
  cellAt,
  cellsIn,
  compatibleNames,
  hasWholeEntries,
  isAvailableStatus,
  numberAt,
  numberBytes,
  rangesIn,
  stringsIn,
  WIDEST_WRITTEN,
} from './cells.ts';
import { bytesOf } from './sourceFile.ts';

const bytes = (...cells: number[]): Uint8Array =>
  Uint8Array.from(cells.flatMap((cell) => [cell >>> 24, (cell >>> 16) & 255, (cell >>> 8) & 255, cell & 255]));

describe('cells', () => {
  it('are big-endian and unsigned, and a short tail is none', () => {
    expect(cellsIn(new Uint8Array([0xff, 0, 0, 1, 0, 0, 0, 2, 9]))).toEqual([0xff000001, 2]);
    expect(cellAt(new Uint8Array([9, 0, 0, 1, 0]), 1)).toBe(0x100);
    expect(cellAt(new Uint8Array([0, 0, 1]), 0)).toBeUndefined();
  });

  it('make numbers of which the last 64 bits are kept', () => {
    expect(numberAt(bytes(1, 2), 0, 2)).toBe(0x1_0000_0002n);
    expect(numberAt(bytes(7, 0xffff_ffff, 0xffff_ffff), 0, 3)).toBe(0xffff_ffff_ffff_ffffn);
    expect(numberAt(bytes(1), 0, 0)).toBe(0n);
    expect(numberAt(bytes(5), 0, 2)).toBe(0x5_0000_0000n);
  });

  it('are written as they are read, up to a width that somebody could write', () => {
    expect(numberAt(numberBytes(0x12_3456_789an, 5), 0, 5)).toBe(0x12_3456_789an);
    expect(numberBytes(1n, WIDEST_WRITTEN)).toHaveLength(4 * WIDEST_WRITTEN);
    expect(numberBytes(1n, 0xffff_ffff)).toHaveLength(0);
  });
});

describe('entries', () => {
  it('are whole, and know where they stand', () => {
    expect(rangesIn(bytes(0, 1, 2, 3, 4, 5, 6), { address: 2, size: 1 })).toEqual([
      { base: 1n, size: 2n, offset: 0 },
      { base: 0x3_0000_0004n, size: 5n, offset: 12 },
    ]);
  });

  it('wider than the value are none, whatever the count', () => {
    const hostile = { address: 0xffff_ffff, size: 0xffff_ffff };
    expect(rangesIn(bytes(1, 2), hostile)).toEqual([]);
    expect(hasWholeEntries(bytes(1, 2), hostile)).toBe(false);
    expect(rangesIn(bytes(1, 2), { address: 0, size: 0 })).toEqual([]);
    expect(hasWholeEntries(bytes(), { address: 0, size: 0 })).toBe(false);
  });
});

describe('strings', () => {
  it('end at a NUL, the last one also at the end of the value', () => {
    expect(stringsIn(bytesOf('a\0\0b\0'))).toEqual(['a', '', 'b']);
    expect(stringsIn(bytesOf('a\0b'))).toEqual(['a', 'b']);
    expect(stringsIn(new Uint8Array())).toEqual([]);
  });

  it('of compatible have no case', () => {
    expect(compatibleNames(bytesOf('Vendor,POOL\0'))).toEqual(['vendor,pool']);
    expect(compatibleNames(undefined)).toEqual([]);
  });

  it('of status switch a node on only as the kernel spells them', () => {
    expect(isAvailableStatus(undefined)).toBe(true);
    expect(
      [' okay\0', 'okay\0', 'ok\0', 'OK\0', 'okay\0no\0', '', '\0'].map((text) => isAvailableStatus(bytesOf(text))),
    ).toEqual([false, true, true, false, true, false, false]);
  });
});
