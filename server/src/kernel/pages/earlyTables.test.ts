import { expect, test } from 'vitest';
import { AddressRange } from '../units/addressRange.ts';
import { hashTables, memoryMapSize } from './earlyTables.ts';

const MIB = 1n << 20n;

test.each([
  // A Linux of 1 GiB prints 131072 and 65536 entries of 8 bytes; a page more doubles both.
  [1024n * MIB, 1024n * 1024n + 512n * 1024n],
  [1025n * MIB, 2n * MIB + MIB],
  [2048n * MIB, 2n * MIB + MIB],
  [64n * MIB, 64n * 1024n + 32n * 1024n],
  [0n, 16n],
])('of %d bytes the hash tables take %d', (free, bytes) => expect(hashTables(free)).toBe(bytes));

test.each([
  ['4 KiB pages, whole sections', 4096, [[0x4000_0000n, 1024n * MIB]], 16n * MIB],
  ['half a section', 4096, [[0x8800_0000n, 64n * MIB]], 2n * MIB],
  [
    'two banks in one section',
    4096,
    [
      [0x8000_0000n, 32n * MIB],
      [0x8400_0000n, 32n * MIB],
    ],
    2n * MIB,
  ],
  [
    'a bank over an edge, and its neighbour',
    4096,
    [
      [0x87f0_0000n, 2n * MIB],
      [0x8900_0000n, MIB],
    ],
    4n * MIB,
  ],
  ['16 KiB pages', 16384, [[0x8800_0000n, 64n * MIB]], 512n * 1024n],
  ['64 KiB pages, sections of 512 MiB', 65536, [[0x4000_0000n, 600n * MIB]], MIB],
  ['no RAM', 4096, [], 0n],
] as const)('the memory map of %s', (_, pageSize, banks, bytes) => {
  const ram = banks.map(([base, size]) => new AddressRange(base, size));
  expect(memoryMapSize(ram, { pageSize, pageBytes: BigInt(pageSize) })).toBe(bytes);
});
