const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Resolves after two rounds of timers: what was ready to be handled or written before, is then, however busy the machine
 * is. Works in a browser, too, which has no `setImmediate`.
 */
export async function twoTurns(): Promise<void> {
  await turn();
  await turn();
}
