import type { Analysis } from '../../analysis.ts';
import type { FirmwareRegion } from '../../kernel/input/profile.ts';
import { logAbout } from '../../kernel/outcome/logEntry.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { RelatedPlace } from '../../text/problem.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A region's static range, with where it stands in `reg`. */
interface PlacedRegion {
  readonly region: Region;
  readonly range: AddressRange;
  readonly offset: number;
}

/** More pairs than this on one board say the same thing again. */
const MAXIMUM_PAIRS = 200;

/** Two regions that claim the same memory. */
export const regionOverlap: Rule = {
  id: 'region-overlap',
  title: 'Two reserved regions overlap',
  severity: 'warning',
  why:
    'The kernel reserves both, prints "OVERLAP DETECTED!" for neighbours only, and goes on. Where one of them is a CMA ' +
    'pool, the page allocator hands out pages that the other owns; where one is rejected later, the memory of both is ' +
    'given back. Then it is an error; two carve-outs of firmware over each other are a warning.',
  kernelLog: 'OF: reserved mem: OVERLAP DETECTED!',
  source: 'drivers/of/of_reserved_mem.c __rmem_check_for_overlap; recorded boots a37*, e12, e33',
  example: {
    wrong: 'a@60000000 { reg = <0x60000000 0x200000>; }; b@60100000 { reg = <0x60100000 0x100000>; };',
    right: 'a@60000000 { reg = <0x60000000 0x100000>; }; b@60100000 { reg = <0x60100000 0x100000>; };',
  },
  *check(analysis) {
    const placed = placedRegions(analysis);
    let pairs = 0;
    for (const [index, first] of placed.entries()) {
      for (let next = index + 1; next < placed.length; next++) {
        const second = placed[next];
        if (second === undefined || second.range.base >= first.range.end) break;
        if (first.region === second.region || !first.range.overlaps(second.range)) continue;
        if (++pairs > MAXIMUM_PAIRS) return;
        yield report(analysis, first, second);
      }
    }
    for (const region of placed) {
      for (const firmware of analysis.profile.firmwareRegions) {
        if (!region.range.overlaps(firmware.range) || ++pairs > MAXIMUM_PAIRS) continue;
        yield reportFirmware(analysis, region, firmware);
      }
    }
  },
};

/** The static ranges of the enabled regions, by base. Only those that the kernel reserves count. */
function placedRegions({ memory }: Analysis): PlacedRegion[] {
  return memory.regions
    .filter((region) => region.enabled)
    .flatMap((region) => region.reg.map(({ range, offset }) => ({ region, range, offset })))
    .filter(({ range }) => range.size > 0n)
    .sort((a, b) => (a.range.base < b.range.base ? -1 : a.range.base > b.range.base ? 1 : 0));
}

function spanOf({ region, offset }: PlacedRegion, width: number) {
  return valueSpan(region.node, region.node.properties.get('reg'), offset, offset + width);
}

function report(analysis: Analysis, first: PlacedRegion, second: PlacedRegion) {
  const { memory, boot } = analysis;
  const width = 4 * (memory.cells.address + memory.cells.size);
  const shared = first.range.intersection(second.range);
  const released = [first, second].filter(({ region }) =>
    boot.regions.some(({ path, state }) => path === region.path && state === 'released'),
  );
  const pool = [first, second].find(({ region }) => asksForCma(region));
  // The one with the longer history was moved or grown over the other.
  const changes = ({ region }: PlacedRegion): number => region.node.properties.get('reg')?.history.length ?? 0;
  const [at, other] = changes(first) > changes(second) ? [first, second] : [second, first];
  const consequence =
    released.length > 0
      ? `The kernel rejects "${released[0]?.region.name}" and frees its memory, the other's part with it.`
      : pool !== undefined
        ? `The page allocator hands out the pages of "${pool.region.name}", those of the other region among them.`
        : 'The kernel reserves both and goes on: their users write over each other.';
  return {
    span: spanOf(at, width),
    severity: released.length > 0 || pool !== undefined ? ('error' as const) : ('warning' as const),
    message:
      `The ${kindOf(at.region)} "${at.region.name}" (${formatRange(at.range)}) overlaps the ` +
      `${kindOf(other.region)} "${other.region.name}" (${formatRange(other.range)}) in ${formatSize(shared.size)} ` +
      `(${formatRange(shared)}). ${consequence} Move or shrink one of them.`,
    nodePath: at.region.path,
    related: relatedPlaces(at, other, width),
    kernelLog: overlapLine(analysis, at.region.path, other.region.path),
  };
}

/** A region of the tree over one that firmware puts in front of the tree's. */
function reportFirmware(analysis: Analysis, at: PlacedRegion, firmware: FirmwareRegion): Report {
  const { memory, boot } = analysis;
  const shared = at.range.intersection(firmware.range);
  const released = boot.regions.some(({ path, state }) => path === at.region.path && state === 'released');
  const lost = released || asksForCma(at.region);
  return {
    span: spanOf(at, 4 * (memory.cells.address + memory.cells.size)),
    severity: lost ? 'error' : 'warning',
    message:
      `The ${kindOf(at.region)} "${at.region.name}" (${formatRange(at.range)}) overlaps firmware's ` +
      `"${firmware.name}" (${formatRange(firmware.range)}) in ${formatSize(shared.size)} (${formatRange(shared)}). ` +
      (released
        ? 'The kernel rejects the region and frees its memory, the firmware’s with it.'
        : lost
          ? `The page allocator hands out the pages of "${at.region.name}", those of the firmware among them.`
          : 'The kernel reserves both and goes on: their users write over each other.') +
      ' Move the region.',
    nodePath: at.region.path,
    kernelLog: overlapLine(analysis, at.region.path, `/reserved-memory/${firmware.name}`),
  };
}

/** What the kernel prints of two regions: it compares neighbours only, so that of most pairs it says nothing. */
function overlapLine({ boot }: Analysis, first: string, second: string): string | undefined {
  return logAbout(boot, first).find(({ event, regions }) => event === 'overlap' && regions.includes(second))?.line;
}

/** The other region, and the places that set the range before. */
function relatedPlaces(at: PlacedRegion, other: PlacedRegion, width: number): RelatedPlace[] {
  const places: RelatedPlace[] = [];
  const otherSpan = spanOf(other, width);
  if (otherSpan !== undefined) places.push({ span: otherSpan, message: `"${other.region.name}" is placed here` });
  for (const event of at.region.node.properties.get('reg')?.history.slice(0, -1) ?? []) {
    places.push({ span: event.span, message: `"${at.region.name}" was placed here before` });
  }
  return places;
}
