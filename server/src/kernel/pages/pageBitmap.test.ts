import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageBitmap } from './pageBitmap.ts';

/** The same questions answered by reading every page. */
class NaiveBitmap {
  readonly taken: boolean[];
  readonly firstFrame: number;

  constructor(pages: number, firstFrame: number) {
    this.taken = new Array<boolean>(pages).fill(false);
    this.firstFrame = firstFrame;
  }

  find(count: number, order: number, from = 0): number {
    const step = 2 ** order;
    for (let start = from; start + count <= this.taken.length; start++) {
      if ((this.firstFrame + start) % step === 0 && this.isFree(start, count)) return start;
    }
    return -1;
  }

  isFree(start: number, count: number): boolean {
    return !this.taken.slice(start, start + count).includes(true);
  }

  largestFree(): number {
    let longest = 0;
    let run = 0;
    for (const taken of this.taken) {
      run = taken ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  set(start: number, count: number, taken: boolean): void {
    this.taken.fill(taken, start, start + count);
  }
}

describe('PageBitmap', () => {
  it('finds what a scan of every page finds', () => {
    const request = fc.record({
      count: fc.oneof(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 3000 }),
      ),
      order: fc.integer({ min: 0, max: 12 }),
      from: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 3000 }) },
      ),
      /** Which of the runs taken so far is given back before the request; none where there is no such run. */
      give: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 28 })),
        fc.array(request, { maxLength: 80 }),
        (pages, firstFrame, requests) => {
          const bitmap = new PageBitmap(pages, firstFrame);
          const naive = new NaiveBitmap(pages, firstFrame);
          const runs: { start: number; count: number }[] = [];
          for (const { count, order, from, give } of requests) {
            const [old] = runs.splice(give, 1);
            if (old !== undefined) {
              bitmap.give(old.start, old.count);
              naive.set(old.start, old.count, false);
            }
            // A look between requests has no part in their answers.
            if (count % 3 === 0) expect(bitmap.largestFree()).toBe(naive.largestFree());
            if (count % 2 === 0) expect(bitmap.freeRuns(1)[0]?.start ?? -1).toBe(naive.taken.indexOf(false));
            const start = bitmap.find(count, order, from);
            expect(start).toBe(naive.find(count, order, from));
            if (start < 0) continue;
            bitmap.take(start, count);
            naive.set(start, count, true);
            runs.push({ start, count });
          }
          const used = naive.taken.filter(Boolean).length;
          expect(bitmap.used).toBe(used);
          const free = bitmap.freeRuns();
          expect(bitmap.largestFree()).toBe(Math.max(0, ...free.map((run) => run.pages)));
          expect(free.reduce((sum, run) => sum + run.pages, 0)).toBe(pages - used);
          for (const run of free) {
            expect(naive.isFree(run.start, run.pages)).toBe(true);
            expect(naive.taken[run.start - 1] ?? true).toBe(true);
            expect(naive.taken[run.start + run.pages] ?? true).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('aligns to the frame, not to the start of the area', () => {
    const bitmap = new PageBitmap(64, 6);
    expect(bitmap.find(4, 2)).toBe(2);
    expect(bitmap.find(8, 3)).toBe(2);
    expect(bitmap.find(16, 4)).toBe(10);
  });

  it('answers for an area of no pages', () => {
    const bitmap = new PageBitmap(0, 0);
    expect(bitmap.find(1, 0)).toBe(-1);
    expect(bitmap.freeRuns()).toEqual([]);
  });
});
