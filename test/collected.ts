import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Whether what a reference leads to is garbage: to be asked where no function on the way here holds it. */
export async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  // A reference that was made or followed holds until the next round of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  return reference.deref() === undefined;
}
