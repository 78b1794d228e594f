import type { BootOutcome, CmaArea } from '../../kernel/outcome/bootOutcome.ts';
import type { LogEvent } from '../../kernel/outcome/logEntry.ts';
import { matchLog } from '../../kernel/outcome/matchLog.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { firstBy } from '../firstBy.ts';
import type { Capture, Captured, CapturedArea, CapturedList, CapturedLog } from './capture.ts';

/** What differs, as people read it. */
export const DIFFERENCE_NAMES = {
  heap: 'heap',
  area: 'CMA area',
  log: 'kernel log',
  memory: 'RAM',
  'cma-total': 'meminfo',
  tree: 'device tree',
} as const;

/** Where prediction and target differ. One of `predicted` and `captured` is `undefined` where a thing is on one side only. */
export interface CaptureDifference {
  readonly kind: keyof typeof DIFFERENCE_NAMES;
  readonly predicted: string | undefined;
  readonly captured: string | undefined;
  /** The line of the capture, from 1. */
  readonly line: number | undefined;
}

/** How many heaps, areas and messages could be held against each other. */
export interface ComparedCounts {
  readonly heaps: number;
  readonly areas: number;
  readonly log: number;
}

/** Messages of drivers and later: a log that ends before they start does not lack them. */
const LATE_EVENTS: ReadonlySet<LogEvent> = new Set([
  'coherent-default-set',
  'cma-not-activated',
  'cma-allocation-failed',
  'remap-refused',
  'heap-not-added',
  'pool-beyond-mask',
]);

/** Kernels before 5.14 put this in front of an area's name in debugfs (mm/cma_debug.c). */
const OLD_AREA_PREFIX = 'cma-';

/** A difference with what explains it, in one sentence. */
export interface ExplainedDifference extends CaptureDifference {
  readonly cause: string | undefined;
}

/** How much of a capture can be held against a prediction. */
export function comparedCounts({ heaps, areas, log }: Capture): ComparedCounts {
  return { heaps: heaps?.items.length ?? 0, areas: areas?.items.length ?? 0, log: log?.messages.length ?? 0 };
}

/**
 * Holds a predicted boot against what a target printed. Only what the capture holds is compared: without a listing of
 * heaps nothing is said about heaps, and what an excerpt lacks is not missing. Where the prediction does not know an
 * address, any address agrees.
 */
export function differencesOf(outcome: BootOutcome, capture: Capture): CaptureDifference[] {
  const heapNames = outcome.heaps.map(({ name }) => name);
  const areas = capture.areas === undefined ? [] : compareAreas(outcome, capture.areas);
  return [
    ...(capture.heaps === undefined ? [] : compareHeaps(heapNames, capture.heaps)),
    ...areas,
    // The sum says nothing that the areas have not said.
    ...(areas.length > 0 ? [] : compareTotal(outcome, capture)),
    ...(capture.log === undefined ? [] : compareLogs(outcome, capture.log)),
  ];
}

function compareHeaps(predicted: readonly string[], { items, isWhole }: CapturedList<Captured>): CaptureDifference[] {
  const seen = new Set(items.map(({ text }) => text));
  const expected = new Set(predicted);
  const missing = isWhole ? predicted.filter((text) => !seen.has(text)) : [];
  const unexpected = items.filter(({ text }) => !expected.has(text));
  return [
    ...missing.map((text): CaptureDifference => difference('heap', text, undefined, undefined)),
    ...unexpected.map(({ text, line }): CaptureDifference => difference('heap', undefined, text, line)),
  ];
}

/** The pages of an area as files of the kernel count them: `cma_activate_area` (mm/cma.c) sets what it cannot activate to 0. */
const shownPages = ({ activated, pages }: CmaArea): number => (activated ? pages : 0);

/** Areas by name, as far as the files say their pages and place. Newer kernels do not show those that were not activated. */
function compareAreas(outcome: BootOutcome, { items, isWhole }: CapturedList<CapturedArea>): CaptureDifference[] {
  const differences: CaptureDifference[] = [];
  const pageSize = BigInt(outcome.pageSize);
  const seen = new Set<string>();
  const byName = firstBy(outcome.cmaAreas, ({ name }) => name);
  for (const { name: shown, pages, basePage, line } of items) {
    const old = shown.startsWith(OLD_AREA_PREFIX) ? shown.slice(OLD_AREA_PREFIX.length) : undefined;
    const area = byName.get(shown) ?? (old === undefined ? undefined : byName.get(old));
    if (area === undefined) {
      differences.push(difference('area', undefined, shown, line));
      continue;
    }
    const { name } = area;
    seen.add(name);
    if (pages !== undefined && pages !== shownPages(area)) {
      const words = (count: number): string => `${name}: ${count} pages (${formatSize(BigInt(count) * pageSize)})`;
      differences.push(difference('area', words(shownPages(area)), words(pages), line));
    }
    const base = basePage === undefined ? undefined : BigInt(basePage) * pageSize;
    if (base !== undefined && area.basePredictable && base !== area.range.base) {
      const words = (address: bigint): string => `${name} at ${formatHex(address)}`;
      differences.push(difference('area', words(area.range.base), words(base), line));
    }
  }
  const missing = isWhole ? outcome.cmaAreas.filter(({ name, activated }) => activated && !seen.has(name)) : [];
  return [...differences, ...missing.map(({ name }) => difference('area', name, undefined, undefined))];
}

/** `CmaTotal` of /proc/meminfo counts the pages of every area (mm/cma.c, totalcma_pages). */
function compareTotal(outcome: BootOutcome, { cmaTotal }: Capture): CaptureDifference[] {
  if (cmaTotal === undefined) return [];
  const pages = outcome.cmaAreas.reduce((sum, area) => sum + shownPages(area), 0);
  const predicted = BigInt(pages) * BigInt(outcome.pageSize);
  if (predicted === cmaTotal.bytes) return [];
  const words = (bytes: bigint): string => `CmaTotal: ${bytes / 1024n} kB (${formatSize(bytes)})`;
  return [difference('cma-total', words(predicted), words(cmaTotal.bytes), cmaTotal.line)];
}

/** Messages in any order, each once for each time it was printed. */
function compareLogs(outcome: BootOutcome, { messages, extent }: CapturedLog): CaptureDifference[] {
  const texts = messages.map(({ text }) => text);
  const { missing, unexpected } = matchLog(outcome, texts);
  const expected =
    extent === 'excerpt' ? [] : missing.filter(({ event }) => extent === 'whole' || !LATE_EVENTS.has(event));
  return [
    ...expected.map(({ line }): CaptureDifference => difference('log', line, undefined, undefined)),
    ...unexpected.flatMap((index): CaptureDifference[] => {
      const message = messages[index];
      return message === undefined ? [] : [difference('log', undefined, message.text, message.line)];
    }),
  ];
}

export function difference(
  kind: CaptureDifference['kind'],
  predicted: string | undefined,
  captured: string | undefined,
  line: number | undefined,
): CaptureDifference {
  return { kind, predicted, captured, line };
}

/**
 * Which of the differences (their `identity`) are gone with another boot of the board; none where more come than go. `left`
 * is how many differences that boot has.
 */
export function settledBy(
  outcome: BootOutcome,
  capture: Capture,
  differences: readonly CaptureDifference[],
): { readonly settled: ReadonlySet<string>; readonly left: number } {
  const before = new Set(differences.map(identity));
  const after = new Set(differencesOf(outcome, capture).map(identity));
  const settled = after.size < before.size ? [...before].filter((each) => !after.has(each)) : [];
  return { settled: new Set(settled), left: after.size };
}

/** What tells a difference from every other. */
export function identity({ kind, predicted, captured, line }: CaptureDifference): string {
  return JSON.stringify([kind, predicted, captured, line]);
}
