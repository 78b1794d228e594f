import { describe, expect, it } from 'vitest';
import { AddressRange } from '../units/addressRange.ts';
import { CmaAllocator } from './cmaAllocator.ts';

const PAGE = 4096n;
const BASE = 0x90000000n;

function areaOf(mebibytes: number, usedAtBoot = 0): CmaAllocator {
  const pages = mebibytes * 256;
  const range = new AddressRange(BASE, BigInt(pages) * PAGE);
  const area = { name: 'pool', range, pages, usablePages: pages, usedAtBoot, activated: true, basePredictable: true };
  return new CmaAllocator(area, Number(PAGE), 8);
}

/** Allocates lengths in bytes one after the other; addresses, or `fail`. */
function addresses(allocator: CmaAllocator, lengths: readonly number[]): (string | 'fail')[] {
  return lengths.map((length) => {
    const start = allocator.allocate(Math.ceil(length / Number(PAGE)));
    return start < 0 ? 'fail' : `0x${(BASE + BigInt(start) * PAGE).toString(16)}`;
  });
}

describe('CmaAllocator', () => {
  it('gives the lowest place that the order of the length allows', () => {
    const lengths = [0x1000, 0x500000, 0x3000, 0x100001, 0x4b000, 0x800000, 0x600000, 0x200000, 0xaf000];
    const places = ['0x90000000', '0x90100000', '0x90004000', '0x90600000', '0x90080000', '0x90800000'];
    expect(addresses(areaOf(16), lengths)).toEqual([...places, 'fail', 'fail', 'fail']);
    expect(addresses(areaOf(16), [1, 0x10000, 0x10001, 0x100000, 0x100000])).toEqual([
      '0x90000000',
      '0x90010000',
      '0x90020000',
      '0x90100000',
      '0x90200000',
    ]);
  });

  it('puts frames of 760 pages at every third mebibyte', () => {
    const frame = 1920 * 1080 * 1.5;
    expect(addresses(areaOf(16), [frame, frame, frame, frame, frame, frame])).toEqual([
      '0x90000000',
      '0x90300000',
      '0x90600000',
      '0x90900000',
      '0x90c00000',
      'fail',
    ]);
  });

  it('counts the pages that boot took', () => {
    const allocator = areaOf(16, 64);
    expect(allocator.freePages).toBe(4096 - 64);
    expect(allocator.allocate(4096)).toBe(-1);
    expect(allocator.allocate(3840)).toBe(256);
    expect(allocator.allocate(192)).toBe(-1);
    expect(allocator.allocate(64)).toBe(64);
    expect(allocator.peakPages).toBe(64 + 3840 + 64);
  });

  it('shows its free runs in the words of the kernel, and why 256 pages do not fit', () => {
    const free = [
      [572, 4],
      [585, 7],
      [601, 7],
      [632, 8],
      [730, 38],
      [1114, 166],
      [1921, 127],
    ] as const;
    const allocator = areaOf(8);
    for (let page = 0; page < 2048; page++) allocator.allocate(1);
    for (const [start, pages] of free) for (let page = start; page < start + pages; page++) allocator.release(page, 1);
    const line = '4@572+7@585+7@601+8@632+38@730+166@1114+127@1921=> 357 free of 2048 total pages';
    expect(allocator.freeRunsLine()).toBe(line);
    expect(allocator.allocate(256)).toBe(-1);
    expect(allocator.largestFree()).toBe(166);
    expect(allocator.freeRunsLine()).toBe(line);
  });

  it('goes on after pages that cannot be moved', () => {
    const allocator = areaOf(4);
    expect(allocator.allocate(4, (start) => start < 10)).toBe(12);
    expect(allocator.allocate(300, (start) => start < 512)).toBe(512);
    expect(allocator.allocate(600, () => true)).toBe(-1);
  });
});
