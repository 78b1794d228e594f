import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/**
 * How often a function has been called when V8 optimises it for the first time (Maglev), in another thread: V8's own
 * number, and larger ones. A small check calls hundreds of functions 400 times, of which few are called much longer; to
 * compile them takes a sixth of its processor time, and megabytes for each compilation. The check of a hundred boards on
 * the other hand takes a tenth more time where they are compiled later.
 *
 * `latest` is for one board: of the check of a small one, what is called 2,000 times takes another tenth of the processor
 * time to compile and gains the first thread nothing. A check of twenty boards would take that thread a tenth longer.
 */
export const OPTIMISATION = {
  usual: '--invocation-count-for-maglev=400',
  late: '--invocation-count-for-maglev=2000',
  latest: '--invocation-count-for-maglev=10000',
} as const;

/**
 * How often a function has been called when V8 optimises it a second time (Turbofan); V8's own number is 3,000. That
 * compiler takes ten times as long for a function as the first one, and what it makes is thrown away where something
 * comes for the first time: of a check of 300 boards it took a fifth of the processor time and saved less. Loops that run
 * long are optimised all the same.
 */
const FULL_OPTIMISATION_LATE = '--invocation-count-for-turbofan=100000';

/** The first V8 (Node 24) on which the option was tried: the one of Node 20 does not know it, and prints an error. */
const FULL_OPTIMISATION_SINCE = 13;

/**
 * The option by which V8 optimises with its second compiler only what is called hundreds of thousands of times;
 * `undefined` for a version of V8 (`process.versions.v8`) that may not know it.
 */
export function fullOptimisationLate(version: string): string | undefined {
  return Number.parseInt(version, 10) >= FULL_OPTIMISATION_SINCE ? FULL_OPTIMISATION_LATE : undefined;
}

/**
 * The options for a process of several that keep all cores busy for seconds: V8's second compiler takes as much of them as
 * everything that the first one compiles, and the first one's copies of loops' first rounds another twentieth; together
 * a tenth of the time. In a V8 that may not know the options the second compiler is to inline less (bytes of bytecode).
 */
export function oneOptimiser(version: string): readonly string[] {
  return Number.parseInt(version, 10) >= FULL_OPTIMISATION_SINCE
    ? ['--max-opt=2', '--no-maglev-loop-peeling']
    : ['--max-inlined-bytecode-size-cumulative=300'];
}

/** Sets the option that lets the second compiler wait: before a program runs. */
export function optimiseFullyLate(): void {
  const option = fullOptimisationLate(process.versions.v8);
  if (option !== undefined) setFlagsFromString(option);
}

/** Has V8 optimise late: for programs that may end soon, before they run. */
export function optimiseLate(): void {
  setFlagsFromString(OPTIMISATION.late);
}

/** Has V8 optimise even later: for a program that may turn out to read one board. */
export function optimiseLatest(): void {
  setFlagsFromString(OPTIMISATION.latest);
}

/** Has V8 optimise as it does by itself: for a program that turns out to have much to do. */
export function optimiseAsUsual(): void {
  setFlagsFromString(OPTIMISATION.usual);
}
