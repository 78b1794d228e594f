import type { Analysis } from '../analysis.ts';
import type { BootedRegion, BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { stopText } from '../kernel/outcome/causeText.ts';
import { doubleAreas, doubleAreasText } from '../kernel/outcome/doubleAreas.ts';
import { formatRange } from '../kernel/units/formatBytes.ts';
import { textOfMessage } from '../text/bytesAndText.ts';
import { stateName } from './regionFacts.ts';

/** At most this many regions are named that come out otherwise. */
const REGIONS_NAMED = 3;

/**
 * What the boot may come to as well, a sentence or two for each behaviour of which it is not known whether this release
 * has it: the difference, and which releases were booted. So too where what the kernel does is undefined, as it is with
 * CMA areas over each other. Empty in most cases.
 */
export function otherBootNotes({ boot, otherBoots, profile }: Analysis): string[] {
  const double = doubleAreas(boot);
  const undefinedNotes =
    double === undefined ? [] : [textOfMessage(`Linux ${profile.kernel} may not boot: ${doubleAreasText(double)}.`)];
  const others = otherBoots.map(({ outcome, like, unlike }) =>
    textOfMessage(
      `Linux ${profile.kernel} ${difference(boot, outcome)}. Of the releases that were booted ${like.join(' and ')} do so, ` +
        `and ${unlike.join(' and ')} do not.`,
    ),
  );
  return [...undefinedNotes, ...others];
}

/** What another boot comes to where it differs, as the rest of a sentence. */
function difference(boot: BootOutcome, other: BootOutcome): string {
  if (other.stop !== undefined) return `may not boot: ${stopText(other.stop)}`;
  if (boot.stop !== undefined) return 'may boot nevertheless';
  const regions = other.regions.filter((region, at) => regionText(region) !== regionText(boot.regions[at]));
  const named = regions.slice(0, REGIONS_NAMED).map((region) => regionText(region));
  if (regions.length > REGIONS_NAMED) named.push(`and ${regions.length - REGIONS_NAMED} regions more differ`);
  const heaps = heapNames(other);
  if (heaps !== heapNames(boot)) named.push(`the heaps are ${heaps}`);
  if (named.length > 0) return `may come to something else: ${named.join('; ')}`;
  const line = other.log.find((entry, at) => entry.line !== boot.log[at]?.line)?.line;
  return line === undefined ? 'may take other pages of its areas for itself' : `may print "${line}"`;
}

function regionText(region: BootedRegion | undefined): string {
  if (region === undefined) return '';
  const place = region.range === undefined ? '' : ` at ${formatRange(region.range)}`;
  return `"${region.name}" is ${stateName(region)}${place}`;
}

const heapNames = ({ heaps }: BootOutcome): string => heaps.map(({ name }) => name).join(', ');
