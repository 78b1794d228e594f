import type { Analysis } from '../../analysis.ts';
import { regionPlaceTexts } from '../../features/regionPlaceTexts.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { printablePath } from './printable.ts';

/** Where a region's node is written, as a terminal may print it. */
export function regionPlaces(analysis: Analysis): (region: BootedRegion) => string {
  const texts = regionPlaceTexts(analysis);
  return (region) => printablePath(texts(region));
}
