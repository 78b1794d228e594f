import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { matchLog } from '../kernel/outcome/matchLog.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import type { Capture, Captured } from './readCapture.ts';

/** Where prediction and target differ. One of `predicted` and `captured` is `undefined` where a thing is on one side only. */
export interface CaptureDifference {
  readonly kind: 'heap' | 'area' | 'log';
  readonly predicted: string | undefined;
  readonly captured: string | undefined;
  /** The line of the capture, from 1. */
  readonly line: number | undefined;
}

/** How many heaps, areas and messages could be held against each other, and where they differ. */
export interface CaptureComparison {
  readonly compared: { readonly heaps: number; readonly areas: number; readonly log: number };
  readonly differences: readonly CaptureDifference[];
}

/**
 * Holds a predicted boot against what a target printed. Only what the capture holds is compared: without a listing of
 * heaps nothing is said about heaps. Where the prediction does not know an address, any address agrees.
 */
export function compareCapture(outcome: BootOutcome, capture: Capture): CaptureComparison {
  const heapNames = outcome.heaps.map(({ name }) => name);
  const heaps = capture.heaps === undefined ? [] : compareSets('heap', heapNames, capture.heaps);
  const log = capture.log === undefined ? [] : compareLogs(outcome, capture.log);
  return {
    compared: {
      heaps: capture.heaps?.length ?? 0,
      areas: capture.areas?.length ?? 0,
      log: capture.log?.length ?? 0,
    },
    differences: [...heaps, ...compareAreas(outcome, capture), ...log],
  };
}

function compareSets(
  kind: CaptureDifference['kind'],
  predicted: readonly string[],
  captured: readonly Captured[],
): CaptureDifference[] {
  const seen = new Set(captured.map(({ text }) => text));
  const expected = new Set(predicted);
  return [
    ...predicted
      .filter((text) => !seen.has(text))
      .map((text) => ({ kind, predicted: text, captured: undefined, line: undefined })),
    ...captured
      .filter(({ text }) => !expected.has(text))
      .map(({ text, line }) => ({ kind, predicted: undefined, captured: text, line })),
  ];
}

/** Areas by name, as far as debugfs names their pages and place; an unnamed prediction is a difference as well. */
function compareAreas(outcome: BootOutcome, { areas }: Capture): CaptureDifference[] {
  if (areas === undefined) return [];
  const differences: CaptureDifference[] = [];
  const pageSize = BigInt(outcome.pageSize);
  for (const { name, pages, basePage, line } of areas) {
    const area = outcome.cmaAreas.find((candidate) => candidate.name === name);
    if (area === undefined) differences.push({ kind: 'area', predicted: undefined, captured: name, line });
    if (area === undefined) continue;
    if (pages !== undefined && pages !== area.pages) {
      const [predicted, captured] = [`${name}: ${area.pages} pages`, `${name}: ${pages} pages`];
      differences.push({ kind: 'area', predicted, captured, line });
    }
    const base = basePage === undefined ? undefined : BigInt(basePage) * pageSize;
    if (base !== undefined && area.basePredictable && base !== area.range.base) {
      const [predicted, captured] = [`${name} at ${formatHex(area.range.base)}`, `${name} at ${formatHex(base)}`];
      differences.push({ kind: 'area', predicted, captured, line });
    }
  }
  for (const { name } of outcome.cmaAreas) {
    if (areas.some((area) => area.name === name)) continue;
    differences.push({ kind: 'area', predicted: name, captured: undefined, line: undefined });
  }
  return differences;
}

/** Messages in any order, each once for each time it was printed. */
function compareLogs(outcome: BootOutcome, captured: readonly Captured[]): CaptureDifference[] {
  const texts = captured.map(({ text }) => text);
  const { missing, unexpected } = matchLog(outcome, texts);
  return [
    ...missing.map(
      ({ line }): CaptureDifference => ({ kind: 'log', predicted: line, captured: undefined, line: undefined }),
    ),
    ...unexpected.flatMap((index): CaptureDifference[] => {
      const message = captured[index];
      if (message === undefined) return [];
      return [{ kind: 'log', predicted: undefined, captured: message.text, line: message.line }];
    }),
  ];
}
