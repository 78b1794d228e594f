import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What may still be under way that holds garbage for a moment: V8 compiling in another thread, a promise that is being settled. */
const ROUNDS = 5;

/** V8's function that collects garbage. Its options are those of all threads: another test may take them back meanwhile. */
function findCollector(): () => void {
  let collect: (() => void) | undefined;
  while (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('globalThis.gc');
    setFlagsFromString('--no-expose-gc');
  }
  return collect;
}

/** Whether what a reference leads to is garbage: to be asked where no function on the way here holds it. */
export async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  const collect = findCollector();
  for (let round = 0; round < ROUNDS; round++) {
    // A reference that was made or followed holds until the next round of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
    if (reference.deref() === undefined) return true;
  }
  return false;
}
