/** Resolves after some milliseconds. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long a round of `settledOrRound` is. */
const ROUND_MILLISECONDS = 100;

/**
 * Resolves when a promise is settled, or after a round. Who waits for the client counts rounds and not time: a thread that has
 * worked for seconds has waited for one round, and what has come meanwhile is handled before the next is over.
 */
export async function settledOrRound(promise: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const round = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ROUND_MILLISECONDS);
  });
  await Promise.race([promise, round]);
  clearTimeout(timer);
}

/** Resolves when a round of timers is over: requests that were ready to be handled come before what follows. */
export const turn = (): Promise<void> => pause(0);

/**
 * Resolves after two rounds of timers: what was ready to be handled or written before, is then, however busy the machine
 * is. Works in a browser, too, which has no `setImmediate`.
 */
export async function twoTurns(): Promise<void> {
  await turn();
  await turn();
}
