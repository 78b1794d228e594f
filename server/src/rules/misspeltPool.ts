import { REGION_COMPATIBLES } from '../memory/regionProperties/compatibles.ts';
import { editDistance } from '../text/editDistance.ts';

const POOLS = REGION_COMPATIBLES.filter(({ isPool }) => isPool).map(({ name }) => name);

/** At most this many characters are slips. */
const MOST_SLIPS = 3;

/**
 * The pool's compatible that a name is a few slips away from; `undefined` for others, and for the compatible itself, which
 * of_flat_dt_is_compatible compares without regard to case.
 */
export function misspeltPool(compatible: string): string | undefined {
  const name = compatible.toLowerCase();
  return POOLS.find((pool) => pool !== name && editDistance(name, pool, MOST_SLIPS) <= MOST_SLIPS);
}
