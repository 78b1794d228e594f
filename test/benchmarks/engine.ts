import { allocationFigures } from './allocation.ts';
import { bootMilliseconds } from './boot.ts';
import type { Row } from './measure.ts';

/** The least that is asked of allocations of 1080p frames in a half-fragmented area of 1 GiB. */
const FRAMES_A_SECOND = 1_000_000;

/** What a boot costs, and how many allocations a second the heaps' page allocators make. */
export function engineRows(): Row[] {
  return [
    { work: 'engine: boot of a board of 50 regions', ours: bootMilliseconds(), unit: 'ms' },
    ...allocationFigures().map(
      ({ name, pairsPerSecond }): Row => ({
        work: `engine: allocate and free, ${name}`,
        ours: pairsPerSecond,
        unit: 'per s',
        ...(name.startsWith('1 GiB') && name.includes('1080p') ? { atLeast: FRAMES_A_SECOND } : {}),
      }),
    ),
  ];
}
