import type { Problem } from '../../text/problem.ts';
import type { DeviceTree, MemoryReservation } from './deviceTree.ts';
import type { MergedNode } from './mergedNode.ts';

/** The tree that a board's units make. */
export interface MergedTree extends DeviceTree {
  readonly root: MergedNode;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly problems: readonly Problem[];
}
