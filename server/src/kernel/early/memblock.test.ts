import { describe, expect, test } from 'vitest';
import { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import { Memblock } from './memblock.ts';

const PAGE = 4096n;

/** RAM from 0x1000 to 0x11000, sixteen pages. */
function sixteenPages(): Memblock {
  const memblock = new Memblock(128, 128);
  memblock.addMemory(0x1000n, 0x1_0000n);
  return memblock;
}

describe('memory', () => {
  test('banks that touch or overlap become one', () => {
    const memblock = new Memblock(128, 128);
    memblock.addMemory(0x3000n, 0x1000n);
    memblock.addMemory(0x1000n, 0x2000n);
    memblock.addMemory(0x2000n, 0x4000n);
    expect(memblock.ranges).toEqual([new AddressRange(0x1000n, 0x5000n)]);
    expect(memblock.totalRam).toBe(0x5000n);
  });

  test('what is not mapped is still RAM, but never allocated', () => {
    const memblock = sixteenPages();
    memblock.markNoMap(0x4000n, 0xd000n);
    expect(memblock.totalRam).toBe(0x1_0000n);
    expect(memblock.memory.map((region) => region.noMap)).toEqual([false, true]);
    expect(memblock.allocate(0x4000n, PAGE, 0n, 0n, 'top-down', PAGE)).toBeUndefined();
    expect(memblock.allocate(0x3000n, PAGE, 0n, 0n, 'top-down', PAGE)).toBe(0x1000n);
    memblock.clearNoMap(0x4000n, 0xd000n);
    expect(memblock.memory).toHaveLength(1);
  });

  test('a bound keeps what lies inside, and what is not mapped', () => {
    const memblock = sixteenPages();
    memblock.markNoMap(0xf000n, 0x1000n);
    memblock.capMemory(0x3000n, 0x2000n);
    expect(memblock.ranges).toEqual([new AddressRange(0x3000n, 0x2000n), new AddressRange(0xf000n, 0x1000n)]);
  });

  test('an array without room is left as it is and says so', () => {
    const memblock = new Memblock(4, 128);
    memblock.addMemory(0n, 0x10_0000n);
    expect(memblock.markNoMap(0x1000n, 0x1000n)).toBe(true);
    expect(memblock.markNoMap(0x8000n, 0x1000n)).toBe(false);
    expect(memblock.overflow).toBe('memory');
    expect(memblock.memory).toHaveLength(3);
  });
});

describe('a request for nothing', () => {
  /** The last pages of RAM reserved, what is below them allocated, and a page of it reserved before. */
  function neighbours(keepsAllocationsApart: boolean): Memblock {
    const memblock = new Memblock(128, 128, keepsAllocationsApart);
    memblock.addMemory(0x1000n, 0x1_0000n);
    memblock.reserve(0xc000n, 0x5000n);
    expect(memblock.allocate(0x2000n, PAGE, 0n, 0n, 'top-down', PAGE)).toBe(0xa000n);
    return memblock;
  }

  test('is placed between reservations that touch and are of two kinds', () => {
    const memblock = neighbours(true);
    expect(memblock.reserved).toHaveLength(2);
    expect(memblock.allocate(0n, 64n, 0n, 0n, 'top-down', PAGE)).toBe(0xc000n);
    expect(memblock.reserved).toHaveLength(2);
  });

  test('is placed below them where they are one', () => {
    const memblock = neighbours(false);
    expect(memblock.reserved).toEqual([new AddressRange(0xa000n, 0x7000n)]);
    expect(memblock.allocate(0n, 64n, 0n, 0n, 'top-down', PAGE)).toBe(0xa000n);
  });

  test('is not placed at the start of RAM that is reserved', () => {
    const memblock = new Memblock(128, 128, true);
    memblock.addMemory(0x1000n, 0x1000n);
    memblock.reserve(0x1000n, 0x1000n);
    expect(memblock.allocate(0n, 64n, 0n, 0n, 'top-down', PAGE)).toBeUndefined();
  });
});

describe('reservations', () => {
  test('of two kinds keep what each has where they overlap', () => {
    const memblock = new Memblock(128, 128, true);
    memblock.addMemory(0x1000n, 0x1_0000n);
    expect(memblock.allocate(0x2000n, PAGE, 0x4000n, 0x6000n, 'top-down', PAGE)).toBe(0x4000n);
    memblock.reserve(0x3000n, 0x4000n);
    expect(memblock.reserved.map(({ base }) => base)).toEqual([0x3000n, 0x4000n, 0x6000n]);
    expect(memblock.isWhollyReserved(0x3800n, 0x3000n)).toBe(true);
    expect(memblock.isWhollyReserved(0x3800n, 0x4000n)).toBe(false);
  });

  test('touching ones become one, and freeing takes from whoever reserved', () => {
    const memblock = sixteenPages();
    memblock.reserve(0x2000n, 0x1000n);
    memblock.reserve(0x4000n, 0x1000n);
    memblock.reserve(0x3000n, 0x1000n);
    expect(memblock.reserved).toEqual([new AddressRange(0x2000n, 0x3000n)]);
    memblock.free(0x3000n, 0x1000n);
    expect(memblock.reserved).toEqual([new AddressRange(0x2000n, 0x1000n), new AddressRange(0x4000n, 0x1000n)]);
    expect(memblock.isReserved(0x3000n, 0x1000n)).toBe(false);
    expect(memblock.isReserved(0x3fffn, 2n)).toBe(true);
  });

  test('a range that ends beyond the address space ends at its top', () => {
    const memblock = sixteenPages();
    memblock.reserve((1n << 64n) - 0x1000n, 1n << 63n);
    expect(memblock.reserved[0]?.end).toBe((1n << 64n) - 1n);
  });
});

describe('search', () => {
  test('from the top, from the bottom, within a range', () => {
    const memblock = sixteenPages();
    expect(memblock.find(0x1000n, PAGE, 0n, 0n, 'top-down', PAGE)).toBe(0x1_0000n);
    expect(memblock.find(0x1000n, PAGE, 0n, 0n, 'bottom-up', PAGE)).toBe(0x1000n);
    expect(memblock.find(0x2000n, PAGE, 0x3000n, 0x6000n, 'top-down', PAGE)).toBe(0x4000n);
    expect(memblock.find(0x2000n, PAGE, 0x3000n, 0x4000n, 'top-down', PAGE)).toBeUndefined();
    expect(memblock.find(0x8000n, 0x8000n, 0n, 0n, 'top-down', PAGE)).toBe(0x8000n);
  });

  test('an alignment that is no power of two only masks bits, as in the kernel', () => {
    expect(roundDown(0x7000n, 0x3000n)).toBe(0x5000n);
    expect(roundUp(0x5000n, 0x3000n)).toBe(0x7000n);
  });
});

test('agrees with a map of pages, whatever is done', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const PAGES = 64;
  for (let round = 0; round < 50; round++) {
    const memblock = new Memblock(1000, 1000);
    memblock.addMemory(PAGE, BigInt(PAGES) * PAGE);
    const taken = new Array<boolean>(PAGES).fill(false);
    const unmapped = new Array<boolean>(PAGES).fill(false);
    for (let step = 0; step < 30; step++) {
      const first = random(PAGES);
      const count = 1 + random(PAGES - first);
      const base = BigInt(first + 1) * PAGE;
      const size = BigInt(count) * PAGE;
      const action = random(5);
      if (action === 0) memblock.free(base, size);
      else if (action < 3) memblock.reserve(base, size);
      else if (action === 3) memblock.markNoMap(base, size);
      else memblock.clearNoMap(base, size);
      if (action < 3) taken.fill(action > 0, first, first + count);
      else unmapped.fill(action === 3, first, first + count);
      const wanted = 1 + random(8);
      const place = memblock.find(BigInt(wanted) * PAGE, PAGE, 0n, 0n, 'bottom-up', PAGE);
      const isFree = (page: number) => page < PAGES && !taken[page] && !unmapped[page];
      const starts = [...taken.keys()].filter((page) =>
        Array.from({ length: wanted }, (_, index) => page + index).every(isFree),
      );
      expect(place).toBe(starts[0] === undefined ? undefined : BigInt(starts[0] + 1) * PAGE);
    }
  }
});
