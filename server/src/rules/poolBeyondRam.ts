import type { Analysis } from '../analysis.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Statement } from './claim.ts';
import { fateOf, usablePartOf } from './fate.ts';
import type { Severity } from './finding.ts';
import { mayBeRam } from './ram.ts';

/**
 * What the kernel makes of a CMA pool of which a part is no RAM, and what to do. An error where it does not boot or part
 * of the pool cannot be used; a warning where it has not come to that, since the pool is refused or ignored, and where the
 * boot loader may make RAM of it.
 */
export function poolBeyondRam(
  analysis: Analysis,
  region: Region,
  range: AddressRange,
): Statement & { readonly severity: Severity; readonly advice: string } {
  const usable = usablePartOf(analysis, region.path);
  const { text, claims } = usable ?? fateOf(analysis, region.path);
  const comesToIt =
    usable !== undefined ||
    analysis.boot.stop?.regions.includes(region.path) === true ||
    claims.some(({ kind }) => kind === 'area');
  return {
    severity: comesToIt && !mayBeRam(analysis, range) ? 'error' : 'warning',
    text: `${text}.`,
    advice: comesToIt ? 'Place it inside of a bank.' : 'Once that is mended it has to lie inside of a bank as well.',
    claims,
  };
}
