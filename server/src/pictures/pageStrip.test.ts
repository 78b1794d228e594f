import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { longestHole, type PageStrip, type StripBuffer, stripMarks } from './pageStrip.ts';

const strip = (buffers: readonly StripBuffer[], pages = 100): PageStrip => ({
  pool: 'pool',
  range: new AddressRange(0x60000000n, BigInt(pages) * 4096n),
  pageSize: 4096,
  pages,
  buffers,
  used: [],
  largestFree: [],
  peak: 0,
});

const anyBuffers = fc.array(
  fc.record({
    id: fc.constant('a'),
    page: fc.nat(89),
    pages: fc.integer({ min: 1, max: 10 }),
    from: fc.nat(5),
    until: fc.option(fc.nat(8), { nil: undefined }),
  }),
  { maxLength: 12 },
);

describe('a pool’s pages', () => {
  it('are to scale, and there between the step that took and the step that gave them back', () => {
    const one = { id: 'a', page: 25, pages: 50, from: 1, until: 3 };
    const at = (step: number) => stripMarks(strip([one]), step, 400).map(({ x, width }) => [x, width]);
    expect([at(0), at(1), at(2), at(3)]).toEqual([[], [[100, 200]], [[100, 200]], []]);
  });

  it('have the longest hole that counting page by page finds', () => {
    fc.assert(
      fc.property(anyBuffers, fc.nat(8), (buffers, step) => {
        const held = new Set<number>();
        for (const { page, pages, from, until } of buffers) {
          if (from > step || (until !== undefined && step >= until)) continue;
          for (let at = page; at < page + pages; at++) held.add(at);
        }
        let longest = 0;
        let run = 0;
        for (let at = 0; at < 100; at++) {
          run = held.has(at) ? 0 : run + 1;
          longest = Math.max(longest, run);
        }
        const hole = longestHole(strip(buffers), step);
        expect(hole.pages).toBe(longest);
        for (let at = hole.page; at < hole.page + hole.pages; at++) expect(held.has(at)).toBe(false);
      }),
    );
  });
});
