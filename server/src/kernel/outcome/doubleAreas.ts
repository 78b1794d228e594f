import { formatRange } from '../units/formatBytes.ts';
import type { BootOutcome, CmaArea } from './bootOutcome.ts';

/**
 * What becomes of CMA areas that have pages in common, for the end of a sentence: each activation frees them to the page
 * allocator (mm/cma.c `cma_activate_area`). Of the recorded boots with two such areas some end there and some do not (a37b).
 */
export const FREED_TWICE =
  'their pages are freed to the page allocator twice; what comes of that is undefined, and some boots end there';

/** The first two CMA areas, by base, that a boot activates over each other; `undefined` where there are none, or it ends. */
export function doubleAreas({ booted, cmaAreas }: BootOutcome): readonly [CmaArea, CmaArea] | undefined {
  if (!booted) return undefined;
  const areas = cmaAreas
    .filter(({ activated, range }) => activated && range.size > 0n)
    .sort((one, other) => (one.range.base < other.range.base ? -1 : one.range.base > other.range.base ? 1 : 0));
  for (const [at, area] of areas.entries()) {
    const next = areas[at + 1];
    if (next?.range.overlaps(area.range)) return [area, next];
  }
  return undefined;
}

/** That a boot may end over two CMA areas, as a clause after "may not boot: ". */
export function doubleAreasText([one, other]: readonly [CmaArea, CmaArea]): string {
  return `the CMA areas "${one.name}" and "${other.name}" both hold ${formatRange(one.range.intersection(other.range))}: ${FREED_TWICE}`;
}
