import { CmaAllocator } from '../../server/src/kernel/pages/cmaAllocator.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';

const PAGE_SIZE = 4096;
const ALIGNMENT_ORDER = 8;
const GIB = 1 << 30;

/** A figure of the benchmark: pairs of one allocation and one release, per second of processor time. */
export interface AllocationFigure {
  readonly name: string;
  readonly pairsPerSecond: number;
}

/** Numbers that look random and are the same in every run. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Processor time of this process: what other processes do on the machine does not count. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

interface Taken {
  readonly start: number;
  readonly pages: number;
}

function emptyArea(bytes: number): CmaAllocator {
  const area = {
    name: 'benchmark',
    range: new AddressRange(0x1_0000_0000n, BigInt(bytes)),
    pages: bytes / PAGE_SIZE,
    usablePages: bytes / PAGE_SIZE,
    usedAtBoot: 0,
    activated: true,
    basePredictable: true,
  };
  return new CmaAllocator(area, PAGE_SIZE, ALIGNMENT_ORDER);
}

/** An area of `bytes` bytes, filled with buffers of up to 512 pages of which every second one is given back. */
function halfFragmentedArea(bytes: number): { allocator: CmaAllocator; taken: Taken[] } {
  const allocator = emptyArea(bytes);
  const random = randomSource(1);
  const taken: Taken[] = [];
  for (;;) {
    const pages = 1 + random(512);
    const start = allocator.allocate(pages);
    if (start < 0) break;
    taken.push({ start, pages });
  }
  for (const { start, pages } of taken.filter((_, index) => index % 2 === 0)) allocator.release(start, pages);
  return { allocator, taken: taken.filter((_, index) => index % 2 === 1) };
}

/** Releases a random buffer and allocates another, `pairs` times. */
function exchange(allocator: CmaAllocator, taken: Taken[], pairs: number, sizeOf: (random: number) => number): number {
  const random = randomSource(2);
  const begin = processorSeconds();
  for (let pair = 0; pair < pairs; pair++) {
    const index = random(taken.length);
    const old = taken[index];
    if (old === undefined) continue;
    allocator.release(old.start, old.pages);
    const pages = sizeOf(random(1 << 20));
    const start = allocator.allocate(pages);
    if (start >= 0) {
      taken[index] = { start, pages };
      continue;
    }
    taken[index] = taken[taken.length - 1] ?? old;
    taken.pop();
  }
  return pairs / (processorSeconds() - begin);
}

/** Measures allocation and release in half-fragmented areas of 1 and 16 GiB, and where every second page is taken. */
export function allocationFigures(): AllocationFigure[] {
  const figures: AllocationFigure[] = [];
  const sizes: readonly { readonly name: string; readonly of: (random: number) => number }[] = [
    { name: 'one page', of: () => 1 },
    { name: '1 to 256 pages', of: (random) => 1 + (random % 256) },
    { name: '1 to 512 pages', of: (random) => 1 + (random % 512) },
    { name: '760 pages (1080p NV12)', of: () => 760 },
  ];
  for (const gibibytes of [1, 16]) {
    for (const size of sizes) {
      const { allocator, taken } = halfFragmentedArea(gibibytes * GIB);
      exchange(allocator, taken, 20_000, size.of);
      const pairsPerSecond = exchange(allocator, taken, 200_000, size.of);
      figures.push({ name: `${gibibytes} GiB, half fragmented, ${size.name}`, pairsPerSecond });
    }
    figures.push(checkerboard(gibibytes * GIB));
  }
  return figures;
}

/** Every second page is taken: a release, an allocation of two pages that fits at best there, and one of one page. */
function checkerboard(bytes: number): AllocationFigure {
  const allocator = emptyArea(bytes);
  const pages = bytes / PAGE_SIZE;
  const taken: number[] = [];
  for (let page = 0; page < pages; page++) allocator.allocate(1);
  for (let page = 0; page < pages; page += 2) {
    allocator.release(page, 1);
    taken.push(page + 1);
  }
  const random = randomSource(3);
  const rounds = 100_000;
  const begin = processorSeconds();
  for (let round = 0; round < rounds; round++) {
    const index = random(taken.length);
    allocator.release(taken[index] ?? 1, 1);
    const two = allocator.allocate(2);
    if (two >= 0) allocator.release(two, 2);
    taken[index] = allocator.allocate(1);
  }
  return {
    name: `${bytes / GIB} GiB, every second page taken, one and two pages`,
    pairsPerSecond: (2 * rounds) / (processorSeconds() - begin),
  };
}
