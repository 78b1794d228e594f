import { PageBitmap } from '../../../server/src/kernel/pages/pageBitmap.ts';
import { fuzzTarget, needSame } from '../harness/target.ts';

const NAIVE = 'the allocator answers as a scan of every page does';

/** Take `count` pages aligned to 2^order from `from` on, or give back the run that was taken as number `give`. */
type Step = { readonly count: number; readonly order: number; readonly from: number } | { readonly give: number };

interface AllocatorInput {
  readonly pages: number;
  readonly firstFrame: number;
  readonly steps: readonly Step[];
}

/** The first place in `taken` at which a request fits, found by looking at every page. */
function scan(taken: readonly boolean[], firstFrame: number, count: number, order: number, from: number): number {
  let free = 0;
  for (let page = taken.length - 1, first = -1; ; page--) {
    if (page < from) return first;
    free = taken[page] === true ? 0 : free + 1;
    if (free >= count && (firstFrame + page) % 2 ** order === 0) first = page;
  }
}

export const target = fuzzTarget<AllocatorInput>({
  name: 'allocator',
  inputs: 'requests of any size and alignment on an area of up to 5,000 pages, and pages given back',
  oracles: [NAIVE],
  inTests: 4000,
  make: (random) => {
    const pages = random.oneIn(5) ? random.between(1, 5000) : random.between(1, 300);
    const order = () => (random.oneIn(8) ? random.below(14) : random.below(5));
    const step = (): Step => {
      if (random.oneIn(3)) return { give: random.below(16) };
      const exponent = order();
      const count = random.oneIn(2) ? 2 ** exponent : random.between(1, random.oneIn(6) ? pages + 1 : 40);
      return { count, order: exponent, from: random.oneIn(6) ? random.below(pages) : 0 };
    };
    return { pages, firstFrame: random.below(5000), steps: random.list(1, 24, step) };
  },
  open:
    () =>
    ({ pages, firstFrame, steps }) => {
      // Changed inputs may ask for what no caller asks for.
      if (!isCount(pages, 100_000) || pages < 1 || !isCount(firstFrame, 2 ** 40)) return;
      const bitmap = new PageBitmap(pages, firstFrame);
      const taken = new Array<boolean>(pages).fill(false);
      const runs: (readonly [start: number, count: number])[] = [];
      for (const step of steps) {
        if ('give' in step) {
          const [run] = runs.splice(step.give, 1);
          if (run === undefined) continue;
          bitmap.give(run[0], run[1]);
          taken.fill(false, run[0], run[0] + run[1]);
        } else {
          const { count, order, from } = step;
          if (!isCount(count, 2 ** 31) || count < 1 || !isCount(order, 30) || !isCount(from, pages)) continue;
          const place = bitmap.find(count, order, from);
          needSame(NAIVE, place, scan(taken, firstFrame, count, order, from));
          if (place < 0) continue;
          bitmap.take(place, count);
          taken.fill(true, place, place + count);
          runs.push([place, count]);
        }
        needSame(NAIVE, bitmap.used, taken.filter(Boolean).length);
        needSame(NAIVE, bitmap.largestFree(), longestFree(taken));
      }
    },
});

const isCount = (value: number, most: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= most;

function longestFree(taken: readonly boolean[]): number {
  let longest = 0;
  let run = 0;
  for (const page of taken) {
    run = page ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
