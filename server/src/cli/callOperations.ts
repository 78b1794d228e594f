import { Operations } from '../simulation/operations.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { UnusableError } from './failure.ts';

/** What all runs of one call may do together. */
export const callOperations = (): Operations => new Operations(INPUT_LIMITS.callOperations);

/** Unusable once the runs of a call have done more than they may together: what they come to is not known. */
export function requireFollowed(call: Operations): void {
  if (!call.isExhausted) return;
  throw new UnusableError(
    `the runs of the scenario come to more than ${INPUT_LIMITS.callOperations} operations together: ` +
      'name fewer kernels or amounts of RAM, or a shorter scenario',
  );
}
