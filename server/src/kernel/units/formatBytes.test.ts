import { describe, expect, it } from 'vitest';
import { AddressRange } from './addressRange.ts';
import { formatHex, formatRange, formatSize } from './formatBytes.ts';

describe('formatSize', () => {
  it.each([
    [0n, '0 bytes'],
    [1n, '1 byte'],
    [4096n, '4 KiB'],
    [0x4c0000n, '4.75 MiB'],
    [0x10000000n, '256 MiB'],
    [0x60000000n, '1.5 GiB'],
    [0x7ffffn, '524287 bytes'],
    [0x100400n, '1025 KiB'],
    [1n << 45n, '32 TiB'],
  ])('%s is %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

describe('addresses', () => {
  it('are hexadecimal without leading zeros', () => expect(formatHex(0x60000000n)).toBe('0x60000000'));
  it('a range names its last byte', () => {
    expect(formatRange(new AddressRange(0x60000000n, 0x1000000n))).toBe('0x60000000-0x60ffffff');
    expect(formatRange(new AddressRange(0x60000000n, 0n))).toBe('0x60000000 (empty)');
  });
});
