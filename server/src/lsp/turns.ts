/** Resolves after some milliseconds. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

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
