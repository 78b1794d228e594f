import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import type { BootRecord } from './record.ts';

/** Lines that a kernel prints of its own stack, and what drivers say when they probe: not part of the boot's messages. */
const FOREIGN_LINE = /^\[<[0-9a-f]+>\]| from \S+\+0x|: assigned reserved memory node /;
/** Where the kernel places the default area depends on its own allocations. */
const RESERVED_LINE = /^(cma: Reserved \d+ MiB at )0x[0-9a-f]+/;

interface ComparedArea {
  readonly name: string;
  readonly base: string | undefined;
  readonly size: string;
  readonly pages: number;
  readonly usedAtBoot: number;
}

/** How a boot differs from its record, one line a difference; empty where they agree. */
export function bootDifferences(record: BootRecord, outcome: BootOutcome): string[] {
  const { expect } = record;
  const differences: string[] = [];
  if (expect.booted !== outcome.booted) {
    differences.push(
      `booted: recorded ${expect.booted}, predicted ${outcome.booted} (${outcome.stop?.kind ?? 'no stop'})`,
    );
  }
  const logs = { recorded: recordedLog(record), predicted: predictedLog(record, outcome) };
  differences.push(...firstDifference('log', logs.recorded, logs.predicted));
  if (!expect.booted || !outcome.booted) return differences;
  differences.push(
    ...firstDifference('heap', [...(expect.heaps ?? [])].sort(), outcome.heaps.map((heap) => heap.name).sort()),
  );
  const areas = { recorded: recordedAreas(record), predicted: predictedAreas(record, outcome) };
  differences.push(...firstDifference('CMA area', areas.recorded, areas.predicted));
  return differences;
}

function firstDifference(what: string, recorded: readonly string[], predicted: readonly string[]): string[] {
  const length = Math.max(recorded.length, predicted.length);
  for (let index = 0; index < length; index++) {
    if (recorded[index] !== predicted[index]) {
      return [`${what} ${index}: recorded ${recorded[index] ?? 'none'}, predicted ${predicted[index] ?? 'none'}`];
    }
  }
  return [];
}

/** Whether the default area's place was left to the kernel's own allocations. */
function placesDefaultArea(record: BootRecord): boolean {
  const { cmaAreas, booted } = record.expect;
  return !booted || (cmaAreas ?? []).some((area) => area.basePredictable === false);
}

function recordedLog(record: BootRecord): string[] {
  const lines = record.expect.log.filter((line) => !FOREIGN_LINE.test(line));
  return placesDefaultArea(record) ? lines.map((line) => line.replace(RESERVED_LINE, '$1…')) : lines;
}

function predictedLog(record: BootRecord, outcome: BootOutcome): string[] {
  const lines = outcome.log.map(({ line }) => line);
  return placesDefaultArea(record) ? lines.map((line) => line.replace(RESERVED_LINE, '$1…')) : lines;
}

function areaText(area: ComparedArea): string {
  return `${area.name} at ${area.base ?? '…'}, ${area.size}, ${area.pages} pages, ${area.usedAtBoot} used`;
}

function recordedAreas(record: BootRecord): string[] {
  return (record.expect.cmaAreas ?? [])
    .map((area) => areaText({ ...area, base: area.basePredictable === false ? undefined : area.base }))
    .sort();
}

/** The areas as debugfs shows them: those that were activated, and of equal names the first. */
function predictedAreas(record: BootRecord, outcome: BootOutcome): string[] {
  const unpredictable = new Set(
    (record.expect.cmaAreas ?? []).filter((area) => area.basePredictable === false).map((area) => area.name),
  );
  const shown = new Map<string, string>();
  for (const { name, range, pages, usedAtBoot, activated } of outcome.cmaAreas) {
    if (!activated || shown.has(name)) continue;
    const base = unpredictable.has(name) ? undefined : `0x${range.base.toString(16)}`;
    shown.set(name, areaText({ name, base, size: `0x${range.size.toString(16)}`, pages, usedAtBoot }));
  }
  return [...shown.values()].sort();
}
