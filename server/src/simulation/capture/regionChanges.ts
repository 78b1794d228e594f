import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { firstBy } from '../firstBy.ts';
import type { Capture, CapturedArea } from './capture.ts';
import type { CaptureDifference } from './compareCapture.ts';
import { addressesIn, loggedRegions } from './loggedRegions.ts';

/** A region that is elsewhere, or of another size, on the target. */
interface RegionChange {
  readonly name: string;
  readonly predicted: AddressRange;
  readonly captured: AddressRange;
}

/**
 * The cause of differences that come of a region's size or place in the tree, in one sentence: the function that is
 * answered finds it for one difference.
 */
export function regionCauses(
  outcome: BootOutcome,
  capture: Capture,
): (difference: CaptureDifference) => string | undefined {
  const changes = changesOf(outcome, capture);
  return ({ predicted = '', captured = '' }) => {
    const text = `${predicted}\n${captured}`;
    const [addresses, capturedAddresses] = [addressesIn(predicted), addressesIn(captured)];
    const change = changes.find(
      ({ name, ...ranges }) =>
        text.includes(name) || addresses.has(ranges.predicted.base) || capturedAddresses.has(ranges.captured.base),
    );
    return change === undefined ? undefined : changeText(change);
  };
}

function changesOf(outcome: BootOutcome, capture: Capture): RegionChange[] {
  const found = new Map<string, AddressRange>();
  for (const { name, range } of loggedRegions(capture.log?.messages ?? []).values()) {
    if (range !== undefined) found.set(name, range);
  }
  const areas = firstBy(outcome.cmaAreas, ({ name }) => name);
  const regions = firstBy(outcome.regions, ({ name }) => name);
  for (const area of capture.areas?.items ?? []) {
    const range = rangeOfArea(area, outcome.pageSize, found.get(area.name) ?? areas.get(area.name)?.range);
    if (range !== undefined) found.set(area.name, range);
  }
  return [...found].flatMap(([name, captured]) => {
    const predicted = regions.get(name)?.range ?? areas.get(name)?.range;
    if (predicted === undefined) return [];
    return predicted.base === captured.base && predicted.size === captured.size ? [] : [{ name, predicted, captured }];
  });
}

/** Where an area lies by its files; what they do not say is as it is `known`, from the log or the prediction. */
function rangeOfArea(
  { pages, basePage }: CapturedArea,
  bytesOfPage: number,
  known: AddressRange | undefined,
): AddressRange | undefined {
  if (known === undefined) return undefined;
  const pageSize = BigInt(bytesOfPage);
  return new AddressRange(
    basePage === undefined ? known.base : BigInt(basePage) * pageSize,
    pages === undefined ? known.size : BigInt(pages) * pageSize,
  );
}

function changeText({ name, predicted, captured }: RegionChange): string {
  const parts: string[] = [];
  if (captured.size !== predicted.size) {
    parts.push(`is ${formatSize(captured.size)} on the target and ${formatSize(predicted.size)} in the prediction`);
  }
  if (captured.base !== predicted.base) {
    parts.push(
      `lies at ${formatHex(captured.base)} on the target and at ${formatHex(predicted.base)} in the prediction`,
    );
  }
  return `${name} ${parts.join(', and ')}: the target was booted with another tree, or placed it elsewhere`;
}
