import { setFlagsFromString } from 'node:v8';

/**
 * How often a function has been called when V8 optimises it for the first time (Maglev), in a thread of its own: V8's own
 * number, and a larger one. A small check calls hundreds of functions 400 times, of which few are called much longer; to
 * compile them takes a sixth of its processor time, and megabytes for each compilation. The check of a hundred boards on
 * the other hand takes a tenth more time where they are compiled later.
 */
export const OPTIMISATION = {
  usual: '--invocation-count-for-maglev=400',
  late: '--invocation-count-for-maglev=2000',
} as const;

/** Has V8 optimise late: for programs that may end soon, before they run. */
export function optimiseLate(): void {
  setFlagsFromString(OPTIMISATION.late);
}

/** Has V8 optimise as it does by itself: for a program that turns out to have much to do. */
export function optimiseAsUsual(): void {
  setFlagsFromString(OPTIMISATION.usual);
}
