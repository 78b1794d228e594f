import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import type { StepResult } from '../../server/src/simulation/scenarioResult.ts';
import type { BootRecord, RecordedStep } from './record.ts';

/** The records list at most this many runs of pages a step. */
const RECORDED_RUNS = 40;

/** How one replayed step differs from what was recorded; empty where it agrees. */
export function stepDifferences(
  record: BootRecord,
  outcome: BootOutcome,
  index: number,
  actual: StepResult | undefined,
): string[] {
  const expected = record.expect.steps?.[index];
  if (expected === undefined) return [];
  if (actual === undefined) return ['the step was not run'];
  const differences: string[] = [];
  const compare = (member: string, wanted: unknown, got: unknown) => {
    if (JSON.stringify(wanted) !== JSON.stringify(got)) {
      differences.push(`${member}: recorded ${JSON.stringify(wanted)}, simulated ${JSON.stringify(got)}`);
    }
  };
  compare('result', expected.result, actual.result);
  compare('stage', expected.stage, actual.stage);
  compare('bufferSize', expected.bufferSize, actual.bufferSize);
  if (expected.allocated !== undefined) compare('allocated', expected.allocated, actual.allocated);
  compare('coherentBase', expected.coherentBase, actual.coherentBase);
  compare('signal', expected.signal, actual.signal);
  compare('log', expected.log?.[0], actual.log?.[0]);
  compare('cmaPages', runsOf(record, expected.cmaPages), runsOf(record, shownRuns(outcome, actual.cmaPages)));
  compare('mapping', countsOf(expected.mapping), countsOf(actual.mapping));
  return differences;
}

/** Of areas of one name debugfs shows the first alone, and so do the records. */
function shownRuns(outcome: BootOutcome, runs: StepResult['cmaPages']): RecordedStep['cmaPages'] {
  const shown = runs?.filter(({ area, base }) => {
    const first = outcome.cmaAreas.find(({ name, activated }) => activated && name === area);
    return first === undefined || first.range.contains(new AddressRange(BigInt(base), 1n));
  });
  return shown === undefined || shown.length === 0 ? undefined : shown;
}

/** Runs as far as the record lists them; of areas whose place is not predictable the page count alone. */
function runsOf(record: BootRecord, runs: RecordedStep['cmaPages']): unknown {
  return runs?.slice(0, RECORDED_RUNS).map(({ area, base, pages, change }) => {
    const recorded = record.expect.cmaAreas?.find((each) => each.name === area);
    return { area, base: recorded?.basePredictable === false ? undefined : base, pages, change };
  });
}

function countsOf(mapping: RecordedStep['mapping'] | undefined): unknown {
  if (mapping === undefined) return undefined;
  const { segments, direct, bounced } = mapping;
  return { segments, direct, bounced };
}
