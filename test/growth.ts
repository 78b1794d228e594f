import process from 'node:process';

/** Of this many runs the cheapest counts: what collecting garbage or a cold cache adds is chance. */
const RUNS = 3;

/** Beside a run that takes so long chance is little, and no other is made. */
const LONG_MICROSECONDS = 1_000_000;

/** Growth that looks too large is measured again, in all at most this often. */
const MOST_TRIES = 5;

/** And not after so much measured work: growth with the square of the input is to fail a test, not to go on for hours. */
const ENOUGH_MICROSECONDS = 10_000_000;

/** What the system counts of a thread comes in steps of up to some milliseconds: a measured call takes more than that. */
const LEAST_MICROSECONDS = 15_000;

/** Microseconds that the processor works for this thread during a call; what other processes do is not in it. */
function workOf(call: () => unknown): number {
  const begin = process.threadCpuUsage();
  call();
  const { user, system } = process.threadCpuUsage(begin);
  return user + system;
}

/**
 * How many times the work of a call grows for four times the input: about 4 where it grows with the input, 16 where it
 * grows with the square. Work is the processor's, not the clock's, and held against itself: a busy or slow machine
 * changes nothing. `inputOf` makes a fresh input of a size, which is not counted; `size` is doubled until the call takes
 * long enough to be measured.
 */
export function growth<Input>(size: number, inputOf: (size: number) => Input, call: (input: Input) => unknown): number {
  let measured = 0;
  const measure = (inputSize: number): number => {
    const input = inputOf(inputSize);
    const work = workOf(() => call(input));
    measured += work;
    return work;
  };
  const cheapest = (inputSize: number): number => {
    let least = measure(inputSize);
    for (let runs = 1; runs < RUNS && least < LONG_MICROSECONDS; runs++) least = Math.min(least, measure(inputSize));
    return least;
  };
  let small = cheapest(size);
  for (; small < LEAST_MICROSECONDS; small = cheapest(size)) size *= 2;
  let large = Number.POSITIVE_INFINITY;
  // Other processes and code that is not yet compiled only add: the least of either is nearest to what the call needs. The
  // small one is measured again beside the large one, so that what was added to it alone hides no growth.
  let tries = 0;
  do {
    large = Math.min(large, cheapest(4 * size));
    small = Math.min(small, cheapest(size));
    tries++;
  } while (large / small >= LINEAR && tries < MOST_TRIES && measured < ENOUGH_MICROSECONDS);
  return large / small;
}

/** Growth that is neither the square of the input nor near it. */
export const LINEAR = 9;
