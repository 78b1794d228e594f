import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { FirmwareRegion } from '../../kernel/input/profile.ts';
import { FREED_TWICE } from '../../kernel/outcome/doubleAreas.ts';
import { logAbout } from '../../kernel/outcome/logEntry.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { RelatedPlace } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import { bootargsPlace } from '../boardPlace.ts';
import type { Statement } from '../claim.ts';
import type { Evidence } from '../evidence.ts';
import { fateOf, isGivenBack } from '../fate.ts';
import type { Fix, Severity } from '../finding.ts';
import { regionAtPath } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes, shrinkFixes } from '../placeFixes.ts';
import { isSharedPool, kindOf } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan, valueSpan } from '../span.ts';
import { swapFixes } from '../swappedCells.ts';

/** A range of a region: an entry of its `reg`, with where it stands there, or where the kernel has put it. */
interface PlacedRegion {
  readonly region: Region;
  readonly range: AddressRange;
  readonly offset: number | undefined;
}

/** More pairs than this on one board say the same thing again. */
const MAXIMUM_PAIRS = 200;

/** For at most this many pairs a place apart is looked for. */
const MAXIMUM_MENDED = 20;

/** Two regions that claim the same memory. */
export const regionOverlap: Rule = {
  id: 'region-overlap',
  title: 'Two reserved regions overlap',
  severity: 'warning',
  mayBeError: true,
  why:
    'The kernel reserves both, prints "OVERLAP DETECTED!" for neighbours only, and goes on. Where one of them is a CMA ' +
    'pool, the page allocator hands out pages that the other owns; with two CMA pools some kernels do not boot; where one is rejected later, the memory of both is ' +
    'given back; a no-map region over one that is reserved before stays mapped. Then it is an error; two carve-outs over ' +
    'each other, or over a region that the kernel ignores, are a warning. The area that cma= puts at a fixed place is held ' +
    'against no-map regions, which the kernel does not look at when it reserves the area.',
  kernelLog: 'OF: reserved mem: OVERLAP DETECTED!',
  source:
    'drivers/of/of_reserved_mem.c __rmem_check_for_overlap; mm/cma.c cma_declare_contiguous_nid; recorded boots a37*, e12, e33',
  example: {
    wrong: 'a@60000000 { reg = <0x60000000 0x200000>; }; b@60100000 { reg = <0x60100000 0x100000>; };',
    right: 'a@60000000 { reg = <0x60000000 0x100000>; }; b@60100000 { reg = <0x60100000 0x100000>; };',
  },
  *check(analysis) {
    const placed = placedRegions(analysis);
    const others = nextOfOthers(placed);
    let pairs = 0;
    for (const [index, first] of placed.entries()) {
      // The ranges of one region are passed over at once: there may be tens of thousands, all over each other.
      const step = (at: number): number => (placed[at]?.region === first.region ? (others[at] ?? at + 1) : at);
      for (let next = step(index); next < placed.length; next = step(next + 1)) {
        const second = placed[next];
        if (second === undefined || second.range.base >= first.range.end) break;
        if (!first.range.overlaps(second.range)) continue;
        if (isReused(analysis, first, second)) continue;
        if (++pairs > MAXIMUM_PAIRS) return;
        yield report(analysis, first, second, pairs <= MAXIMUM_MENDED);
      }
    }
    for (const region of placed) {
      for (const firmware of analysis.profile.firmwareRegions) {
        if (!region.range.overlaps(firmware.range) || ++pairs > MAXIMUM_PAIRS) continue;
        yield reportFirmware(analysis, region, firmware);
      }
    }
    yield* overDefaultArea(analysis);
  },
};

/** The ranges of the enabled regions, by base: those of `reg`, and where the boot has put the others. */
function placedRegions({ memory, boot, memoryAssumed }: Analysis): PlacedRegion[] {
  return memory.regions
    .filter((region) => region.enabled)
    .flatMap((region): PlacedRegion[] => {
      if (region.reg.length > 0) return region.reg.map(({ range, offset }) => ({ region, range, offset }));
      const range = memoryAssumed ? undefined : bootedRegion(boot, region.path)?.range;
      return range === undefined ? [] : [{ region, range, offset: undefined }];
    })
    .filter(({ range }) => range.size > 0n)
    .sort((a, b) => (a.range.base < b.range.base ? -1 : a.range.base > b.range.base ? 1 : 0));
}

/** For each of some ranges the index of the next one after it that is of another region; their number where there is none. */
function nextOfOthers(placed: readonly PlacedRegion[]): readonly number[] {
  const next: number[] = [];
  for (let at = placed.length - 1; at >= 0; at--) {
    next[at] = placed[at]?.region === placed[at + 1]?.region ? (next[at + 1] ?? at + 1) : at + 1;
  }
  return next;
}

function spanOf({ memory }: Analysis, { region, offset }: PlacedRegion): Span | undefined {
  if (offset === undefined) return nodeSpan(region.node);
  const width = 4 * (memory.cells.address + memory.cells.size);
  return valueSpan(region.node, region.node.properties.get('reg'), offset, offset + width);
}

/** Whether one of two has only what the other, which the kernel had placed and then refused, has given back. */
function isReused(analysis: Analysis, first: PlacedRegion, second: PlacedRegion): boolean {
  const isRefused = ({ region, offset }: PlacedRegion): boolean =>
    offset === undefined && bootedRegion(analysis.boot, region.path)?.state === 'released';
  if (!isRefused(first) && !isRefused(second)) return false;
  return overlapLine(analysis, first.region.path, second.region.path) === undefined;
}

/** What the boot makes of two that overlap, and how bad that is. */
interface Consequence extends Statement {
  readonly severity: Severity;
}

/** What becomes of a region of the tree over another one, called `other`, whose path is `otherPath`. */
function consequenceOf(analysis: Analysis, path: string, otherPath: string, other: string): Consequence | undefined {
  const { boot, profile } = analysis;
  const linux = `Linux ${profile.kernel}`;
  const outcome = bootedRegion(boot, path);
  if (boot.stop?.regions.includes(path)) return { ...fateOf(analysis, path), severity: 'error' };
  // Without the other one's memory being reserved there is nothing to share.
  const rival = bootedRegion(boot, otherPath);
  if (rival === undefined || outcome === undefined || rival.range === undefined || outcome.range === undefined)
    return undefined;
  if (outcome.cause?.kind === 'boot-ended') return { ...fateOf(analysis, path), severity: 'warning' };
  if (isGivenBack(outcome)) {
    return {
      text: `${linux} refuses "${outcome.name}" and frees its memory, the part of ${other} with it`,
      claims: [{ kind: 'given-back', path }],
      severity: 'error',
    };
  }
  if (outcome.state === 'cma' && rival.state === 'cma' && boot.booted) {
    return { text: `${linux} may not boot: both are CMA areas, and ${FREED_TWICE}`, claims: [], severity: 'error' };
  }
  if (outcome.state === 'cma') {
    return {
      text: `${boot.booted ? 'The' : 'Once the board boots, the'} page allocator hands out the pages of "${outcome.name}", those of ${other} among them`,
      claims: [{ kind: 'area', path }],
      severity: 'error',
    };
  }
  return outcome.cause?.kind === 'reserved-before' ? { ...fateOf(analysis, path), severity: 'error' } : undefined;
}

/** What two regions come to that the kernel keeps as they are, or that one of them never becomes. */
function harmless(analysis: Analysis, first: string, second: string): Consequence {
  const lost = [first, second].find((path) => {
    const state = bootedRegion(analysis.boot, path)?.state;
    return state === undefined || state === 'failed' || state === 'skipped';
  });
  if (lost === undefined) {
    return {
      text: 'The kernel reserves both and goes on: their users write over each other',
      claims: [],
      severity: 'warning',
    };
  }
  const { text, claims } = fateOf(analysis, lost);
  return { text: `${text} ("${nameAt(lost)}")`, claims, severity: 'warning' };
}

const nameAt = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const SEVERITIES: readonly Severity[] = ['error', 'warning'];

/** The worse of what becomes of either. */
function pairConsequence(analysis: Analysis, at: string, other: string): Consequence {
  const found = [
    consequenceOf(analysis, at, other, `"${nameAt(other)}"`),
    consequenceOf(analysis, other, at, `"${nameAt(at)}"`),
  ].filter((each) => each !== undefined);
  const worst = SEVERITIES.map((severity) => found.find((each) => each.severity === severity)).find(
    (each) => each !== undefined,
  );
  return worst ?? harmless(analysis, at, other);
}

function report(analysis: Analysis, first: PlacedRegion, second: PlacedRegion, isMended: boolean): Report {
  // The one with the longer history was moved or grown over the other.
  const changes = ({ region }: PlacedRegion): number => region.node.properties.get('reg')?.history.length ?? 0;
  const [at, other] = changes(first) > changes(second) ? [first, second] : [second, first];
  const { text, claims, severity } = pairConsequence(analysis, at.region.path, other.region.path);
  return {
    span: spanOf(analysis, at),
    severity,
    get message() {
      const shared = first.range.intersection(second.range);
      return messageLines(
        `"${at.region.name}" overlaps "${other.region.name}" in ${formatSize(shared.size)}.`,
        `The ${kindOf(at.region)} is ${formatRange(at.range)}, the ${kindOf(other.region)} ${formatRange(other.range)}: ` +
          `both hold ${formatRange(shared)}. ${text}.`,
        'Move or shrink one of them.',
      );
    },
    get fixes() {
      if (!isMended) return [];
      const swaps = [at, other].flatMap(({ region }) => swapFixes(analysis, region));
      return [...swaps, ...apartFixes(analysis, at, other), ...apartFixes(analysis, other, at)];
    },
    claims,
    nodePath: at.region.path,
    evidence: evidenceOf(at, other),
    get related() {
      return relatedPlaces(analysis, at, other);
    },
    get kernelLog() {
      return overlapLine(analysis, at.region.path, other.region.path);
    },
  };
}

/**
 * The changes of one of two regions that keep them apart: it ends before the other begins, or is moved. A pool can be
 * moved; a carve-out is where its user or firmware expects it, and is left alone beside a pool, and whole where the other
 * lies within it.
 */
function apartFixes(analysis: Analysis, { region, offset, range }: PlacedRegion, other: PlacedRegion): Fix[] {
  if (offset === undefined) return [];
  if (!isSharedPool(region) && isSharedPool(other.region) && other.offset !== undefined) return [];
  const canShrink = isSharedPool(region) || range.end <= other.range.end;
  return [
    ...(canShrink ? shrinkFixes(analysis, region, other.range.base, `the start of "${other.region.name}"`) : []),
    ...moveFixes(analysis, region),
  ];
}

/** Two that have a place of their own need no others; where the kernel places a region hangs on all. */
function evidenceOf(at: PlacedRegion, other: PlacedRegion): Evidence | undefined {
  const isPlaced = at.offset === undefined || other.offset === undefined;
  return isPlaced ? undefined : { of: 'node', nodes: [other.region.path] };
}

/** A region of the tree over one that firmware puts in front of the tree's. */
function reportFirmware(analysis: Analysis, at: PlacedRegion, firmware: FirmwareRegion): Report {
  const path = `/reserved-memory/${firmware.name}`;
  const { text, claims, severity } =
    consequenceOf(analysis, at.region.path, path, 'firmware') ?? harmless(analysis, at.region.path, path);
  return {
    span: spanOf(analysis, at),
    severity,
    get message() {
      const shared = at.range.intersection(firmware.range);
      return messageLines(
        `"${at.region.name}" overlaps firmware's "${firmware.name}" in ${formatSize(shared.size)}.`,
        `The ${kindOf(at.region)} is ${formatRange(at.range)}, firmware's region ${formatRange(firmware.range)}: both hold ` +
          `${formatRange(shared)}. ${text}.`,
        'Move the region.',
      );
    },
    get fixes() {
      return [...swapFixes(analysis, at.region), ...moveFixes(analysis, at.region)];
    },
    claims,
    nodePath: at.region.path,
    evidence: evidenceOf(at, at),
    get kernelLog() {
      return overlapLine(analysis, at.region.path, path);
    },
  };
}

/**
 * The default area that `cma=` puts over no-map regions: mm/cma.c `cma_declare_contiguous_nid` asks what is reserved, and
 * no-map memory is not. A region of another kind is reserved, and the area is refused (`default-area-not-reserved`).
 */
function* overDefaultArea(analysis: Analysis): Iterable<Report> {
  const { boot, profile, memory } = analysis;
  const area = boot.defaultCmaArea === undefined ? undefined : boot.cmaAreas[boot.defaultCmaArea];
  if (area === undefined || !area.basePredictable || boot.commandLine.cma === undefined) return;
  for (const { name, path, noMap, state, range } of boot.regions) {
    if (!noMap || range === undefined || state === 'failed' || state === 'skipped' || !area.range.overlaps(range))
      continue;
    const region = regionAtPath(memory, path);
    const span = region === undefined ? undefined : nodeSpan(region.node);
    const place = bootargsPlace(analysis) ?? { span, nodePath: path };
    const kind = region === undefined ? "firmware's region" : `the ${kindOf(region)}`;
    yield {
      ...place,
      severity: 'error',
      message: messageLines(
        `The default CMA area (${formatRange(area.range)}) lies over "${name}".`,
        `Linux ${profile.kernel} does not look at no-map memory when it reserves the area of cma=: programs get pages ` +
          `that ${kind} (${formatRange(range)}) keeps for itself.`,
        'Ask for the area at another place, or for any place: cma= and a size.',
      ),
      related: span === undefined || span === place.span ? [] : [{ span, message: `"${name}" is placed here` }],
    };
  }
}

/** What the kernel prints of two regions: it compares neighbours only, so that of most pairs it says nothing. */
function overlapLine({ boot }: Analysis, first: string, second: string): string | undefined {
  return logAbout(boot, first).find(({ event, regions }) => event === 'overlap' && regions.includes(second))?.line;
}

/** The other region, and the places that set the range before. */
function relatedPlaces(analysis: Analysis, at: PlacedRegion, other: PlacedRegion): RelatedPlace[] {
  const places: RelatedPlace[] = [];
  const otherSpan = spanOf(analysis, other);
  if (otherSpan !== undefined) places.push({ span: otherSpan, message: `"${other.region.name}" is placed here` });
  for (const event of at.region.node.properties.get('reg')?.history.slice(0, -1) ?? []) {
    places.push({ span: event.span, message: `"${at.region.name}" was placed here before` });
  }
  return places;
}
