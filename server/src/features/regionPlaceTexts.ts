import type { Analysis } from '../analysis.ts';
import type { BootedRegion } from '../kernel/outcome/bootOutcome.ts';
import { placeText } from './placeText.ts';

/** Where a region's node is written, file name and line; empty for a blob, `firmware` for what firmware added. */
export function regionPlaceTexts(analysis: Analysis): (region: BootedRegion) => string {
  const regions = new Map(analysis.memory.regions.map((region) => [region.path, region]));
  return (booted) => {
    const region = regions.get(booted.path);
    if (region === undefined) return 'firmware';
    const span = region.node.declarations[0];
    return span === undefined ? '' : placeText(span);
  };
}
