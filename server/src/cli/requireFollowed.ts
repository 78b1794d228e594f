import type { Operations } from '../simulation/operations.ts';
import { UnusableError } from './failure.ts';

const FEWER_RUNS = 'name fewer kernels or amounts of RAM, or a shorter scenario';

/** Unusable once all runs of a call have done more than they may together: what they come to is not known. */
export function requireFollowed(call: Operations, advice = FEWER_RUNS): void {
  if (!call.isExhausted) return;
  throw new UnusableError(`the runs of the scenario come to more than ${call.most} operations together: ${advice}`);
}
