import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoherentAllocator } from './coherentAllocator.ts';

const PAGE = 4096;

/** Allocates lengths in bytes one after the other; offsets from the pool's start in bytes, or -1. */
function offsets(pages: number, lengths: readonly number[]): number[] {
  const allocator = new CoherentAllocator(pages);
  return lengths.map((length) => {
    const start = allocator.allocate(Math.ceil(length / PAGE));
    return start < 0 ? -1 : start * PAGE;
  });
}

describe('CoherentAllocator', () => {
  it('gives powers of two, aligned to themselves from the start of the pool', () => {
    const frame = 1920 * 1080 * 1.5;
    expect(offsets(4096, [frame, frame, frame, frame, frame])).toEqual([0, 0x400000, 0x800000, 0xc00000, -1]);
    expect(offsets(768, [0x180000, 0x100000, 0x1000])).toEqual([0, 0x200000, -1]);
    expect(offsets(768, [0x300000, 0x200001, 0x200000, 0x100000])).toEqual([-1, -1, 0, 0x200000]);
    expect(offsets(2048, [0x1000, 0x500000, 0x300000, 0x400000, 0x7e9000, 0x100000, 0x3000, 0x200000])).toEqual([
      0, -1, 0x400000, -1, -1, 0x100000, 0x4000, 0x200000,
    ]);
  });

  it('has nothing to give where the pool is smaller than a page', () => {
    expect(offsets(0, [1])).toEqual([-1]);
  });

  it('answers as a scan by blocks does', () => {
    const operation = fc.record({ pages: fc.integer({ min: 1, max: 80 }), free: fc.boolean(), index: fc.nat(30) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.array(operation, { maxLength: 60 }), (pages, operations) => {
        const allocator = new CoherentAllocator(pages);
        const taken = new Array<boolean>(pages).fill(false);
        const live: { start: number; pages: number; block: number }[] = [];
        for (const each of operations) {
          const [old] = each.free ? live.splice(each.index, 1) : [];
          if (old !== undefined) {
            allocator.release(old.start, old.pages);
            taken.fill(false, old.start, old.start + old.block);
          }
          let block = 1;
          while (block < each.pages) block *= 2;
          let expected = -1;
          for (let at = 0; at + block <= pages && expected < 0; at += block) {
            if (!taken.slice(at, at + block).includes(true)) expected = at;
          }
          const start = allocator.allocate(each.pages);
          expect(start).toBe(expected);
          if (start < 0) expect(allocator.largestBlock()).toBeLessThan(block);
          else {
            taken.fill(true, start, start + block);
            live.push({ start, pages: each.pages, block });
          }
          expect(allocator.usedPages).toBe(taken.filter(Boolean).length);
        }
      }),
    );
  });
});
