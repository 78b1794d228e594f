import process from 'node:process';

/** So often a size is measured, and the cheapest counts: others' use of caches, stolen time, a collection only add. */
const RUNS = 3;

/** Beside a run that takes so long chance is little, and no other is made. */
const LONG_MICROSECONDS = 1_000_000;

/** A larger size that may take longer is not tried: a test of what grows with the square fails within seconds. */
const ENOUGH_MICROSECONDS = 20_000_000;

/** What the system counts of a thread comes in steps of up to some milliseconds: a measured call takes more than that. */
const LEAST_MICROSECONDS = 15_000;

/** Growth that is neither the square of the input nor near it. */
export const LINEAR = 9;

/** Microseconds that the processor works for this thread during a call; what other processes do is not in it. */
function workOf(call: () => unknown): number {
  const begin = process.threadCpuUsage();
  call();
  const { user, system } = process.threadCpuUsage(begin);
  return user + system;
}

/**
 * How many times the work of a call grows for four times the input: about 4 where it grows with the input, 16 where it
 * grows with the square. For what cannot be counted (`squares`): how often a regular expression tries again at a character.
 * `inputOf` makes a fresh input of a size, which is not measured; `size` is doubled until the call takes long enough to be.
 *
 * Work is the processor's, not the clock's, and held against itself; still the larger input may leave caches that others
 * use as well, or be the first for which the whole heap is collected. Both happen at one size: growth that looks too large
 * is sought again between the larger size and four times that, and what grows with the square grows so there as well. The
 * least that was seen is answered.
 */
export function growth<Input>(size: number, inputOf: (size: number) => Input, call: (input: Input) => unknown): number {
  const least = new Map<number, number>();
  const cheapest = (inputSize: number, most: number): number => {
    let cost = least.get(inputSize) ?? Number.POSITIVE_INFINITY;
    for (let runs = 0; runs < most && (cost < LONG_MICROSECONDS || cost === Number.POSITIVE_INFINITY); runs++) {
      const input = inputOf(inputSize);
      cost = Math.min(
        cost,
        workOf(() => call(input)),
      );
    }
    least.set(inputSize, cost);
    return cost;
  };
  // The small one is measured again beside the large one, so that what was added to it alone hides no growth.
  const ratio = (from: number, most: number): number => cheapest(4 * from, most) / cheapest(from, RUNS);

  while (cheapest(size, RUNS) < LEAST_MICROSECONDS) size *= 2;
  for (let grown = Number.POSITIVE_INFINITY; ; size *= 4) {
    grown = Math.min(grown, ratio(size, 1));
    if (grown >= LINEAR) grown = Math.min(grown, ratio(size, RUNS - 1));
    const next = 16 * (least.get(4 * size) ?? 0);
    if (grown < LINEAR || next > ENOUGH_MICROSECONDS) return grown;
  }
}
