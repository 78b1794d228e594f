import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageBlock, SystemAllocator } from '../../server/src/kernel/pages/systemAllocator.ts';
import { bootedBoard } from './bootedBoard.ts';

const PAGES_OF_4_GIB = 0x10_0000;
const PAGES_PER_MIB = 256;

describe('SystemAllocator', () => {
  it('uses the highest zone first, from its start', () => {
    const allocator = new SystemAllocator(bootedBoard());
    expect(allocator.allocate(8)).toEqual({ frame: PAGES_OF_4_GIB, order: 8 });
    expect(allocator.allocate(0)).toEqual({ frame: PAGES_OF_4_GIB + 256, order: 0 });
    expect(allocator.allocate(4)).toEqual({ frame: PAGES_OF_4_GIB + 272, order: 4 });
    expect(allocator.usedPages).toBe(256 + 1 + 16);
  });

  it('leaves out what boot reserved and the memory map', () => {
    const memory = [{ base: 0x4000_0000n, size: 1024 }];
    const board = bootedBoard({
      memory,
      cma: [{ name: 'a', base: 0x5000_0000n, size: 64 }],
      carveOuts: [{ name: 'b', base: 0x6000_0000n, size: 32 }],
      kernelImage: { base: 0x4020_0000n, size: 6 },
      swiotlb: { base: 0x7c00_0000n, size: 64 },
    });
    const free = 1024 - 64 - 32 - 6 - 64 - 1024 / 64;
    expect(new SystemAllocator(board).totalPages).toBe(free * PAGES_PER_MIB);
  });

  it('gives no page twice, splits and joins blocks, and gives all of them again', () => {
    const board = bootedBoard({ memory: [{ base: 0x4030_0000n, size: 9 }], swiotlb: { base: 0n, size: 0 } });
    const step = fc.record({ order: fc.constantFrom(0, 4, 8), give: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const allocator = new SystemAllocator(board);
        const live: PageBlock[] = [];
        for (const { order, give } of steps) {
          const [old] = live.splice(give, 1);
          if (old !== undefined) allocator.release(old);
          const block = allocator.allocate(order);
          if (block === undefined) continue;
          expect(block.frame % 2 ** order).toBe(0);
          for (const other of live) {
            const apart = block.frame >= other.frame + 2 ** other.order || block.frame + 2 ** order <= other.frame;
            expect(apart).toBe(true);
          }
          live.push(block);
        }
        for (const block of live) allocator.release(block);
        expect(allocator.usedPages).toBe(0);
        let whole = 0;
        while (allocator.allocate(8) !== undefined) whole++;
        const fresh = new SystemAllocator(board);
        while (fresh.allocate(8) !== undefined) whole--;
        expect(whole).toBe(0);
      }),
    );
  });
});
