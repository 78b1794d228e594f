import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEGMENT_SLOTS, SLOT_BYTES, SwiotlbPool } from './swiotlb.ts';

const MIB = 1n << 20n;
const BASE = 0xfb000000n;

function pool(bytes: bigint): SwiotlbPool {
  return new SwiotlbPool('pool', BASE, bytes, false);
}

function fill(swiotlb: SwiotlbPool, bytes: readonly bigint[]): number {
  for (let rounds = 0; ; rounds++) {
    for (const size of bytes) if (swiotlb.allocate(size, 4096, BASE) < 0) return rounds;
  }
}

describe('SwiotlbPool', () => {
  it('copies at most 256 KiB at once', () => {
    expect(pool(64n * MIB).allocate(262144n, 4096, BASE)).toBe(0);
    expect(pool(64n * MIB).allocate(266240n, 4096, BASE)).toBe(-1);
    expect(pool(65536n).allocate(131072n, 4096, BASE)).toBe(-1);
    expect(pool(65536n).allocate(65536n, 4096, BASE)).toBe(0);
  });

  it('is filled by 256 mappings of 256 KiB', () => {
    const swiotlb = pool(64n * MIB);
    expect(fill(swiotlb, [262144n])).toBe(256);
    expect(swiotlb.used).toBe(32768);
  });

  it('is fragmented by buffers of 992 KiB: 64 fit, and 1024 slots stay free', () => {
    const chunks = [...new Array<bigint>(15).fill(65536n), ...new Array<bigint>(8).fill(4096n)];
    const swiotlb = pool(64n * MIB);
    expect(fill(swiotlb, chunks)).toBe(64);
    expect(swiotlb.slots - 64 * 496).toBe(1024);
  });

  it('goes on after what it gave out last, and begins at a page', () => {
    const swiotlb = pool(MIB);
    const first = swiotlb.allocate(65536n, 4096, BASE);
    swiotlb.release(first, 32);
    expect([first, swiotlb.allocate(65536n, 4096, BASE)]).toEqual([0, 32]);
    expect(swiotlb.allocate(2048n, 4096, BASE)).toBe(64);
    expect(swiotlb.allocate(4096n, 4096, BASE)).toBe(66);
  });

  it('has no aligned slot for a device that cannot see it', () => {
    expect(pool(MIB).allocate(4096n, 4096, 0xffffffffn)).toBe(-1);
  });

  it('has no table of slots until something is mapped, however large it is', () => {
    const before = process.memoryUsage().arrayBuffers;
    const large = pool(1n << 37n);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    expect(large.slots).toBe(1 << 26);
    expect(large.allocate(262144n, 4096, BASE)).toBe(0);
    expect(large.allocate(262144n, 4096, BASE)).toBe(SEGMENT_SLOTS);
  });

  it('gives no slot twice and takes all of them back', () => {
    const size = fc.integer({ min: 1, max: SEGMENT_SLOTS * SLOT_BYTES + 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).map((count) => count * 32),
        fc.array(fc.tuple(size, fc.nat(20)), { maxLength: 60 }),
        (slots, steps) => {
          const swiotlb = pool(BigInt(slots * SLOT_BYTES));
          const live: { first: number; count: number }[] = [];
          for (const [bytes, give] of steps) {
            const [old] = live.splice(give, 1);
            if (old !== undefined) swiotlb.release(old.first, old.count);
            const first = swiotlb.allocate(BigInt(bytes), 4096, BASE);
            if (first < 0) continue;
            const count = Math.ceil(bytes / SLOT_BYTES);
            expect(Math.floor(first / SEGMENT_SLOTS)).toBe(Math.floor((first + count - 1) / SEGMENT_SLOTS));
            expect(first + count).toBeLessThanOrEqual(slots);
            for (const other of live)
              expect(first >= other.first + other.count || first + count <= other.first).toBe(true);
            live.push({ first, count });
          }
          for (const each of live) swiotlb.release(each.first, each.count);
          expect(swiotlb.used).toBe(0);
          const whole = Math.min(slots, SEGMENT_SLOTS);
          expect(swiotlb.allocate(BigInt(whole * SLOT_BYTES), 4096, BASE)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
