import process from 'node:process';

/** Of this many runs the cheapest counts: what collecting garbage or a cold cache adds is chance. */
const RUNS = 3;

/** Growth that looks too large is measured again, at most this often in all. */
const MOST_TRIES = 5;

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
  const cheapest = (inputSize: number): number => {
    const works = Array.from({ length: RUNS }, () => {
      const input = inputOf(inputSize);
      return workOf(() => call(input));
    });
    return Math.min(...works);
  };
  let small = cheapest(size);
  for (; small < LEAST_MICROSECONDS; small = cheapest(size)) size *= 2;
  let least = cheapest(4 * size) / small;
  // Other processes take the caches away: growth that is real shows in every try.
  for (let tries = 1; tries < MOST_TRIES && least >= LINEAR; tries++) {
    least = Math.min(least, cheapest(4 * size) / cheapest(size));
  }
  return least;
}

/** Growth that is neither the square of the input nor near it. */
export const LINEAR = 9;
