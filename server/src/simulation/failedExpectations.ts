import { parseBytes } from '../kernel/units/parseBytes.ts';
import type { Expectation, Scenario, Step } from './scenario.ts';
import { type FailedExpectation, MOST_BUFFERS, type StepResult } from './scenarioResult.ts';

/** The expectations of a scenario that do not hold of what came of its steps. */
export function failedExpectations(
  { steps, expect }: Pick<Scenario, 'steps' | 'expect'>,
  results: readonly StepResult[],
): readonly FailedExpectation[] {
  return shortened(
    expect.flatMap((expectation) => {
      const { step } = expectation;
      return failuresOf(expectation, withOpenedHeap(results[step], steps[step]));
    }),
  );
}

/** A result with the heap that was opened, also where the scenario calls it by its own name. */
function withOpenedHeap(result: StepResult | undefined, step: Step | undefined): StepResult | undefined {
  if (result === undefined || step === undefined || !('heap' in step)) return result;
  if (result.stage === 'open' || result.result === 'not run') return result;
  return { heap: step.heap, ...result };
}

function failuresOf(expectation: Expectation, step: StepResult | undefined): FailedExpectation[] {
  const actual: Readonly<Record<string, unknown>> = { ...step };
  return Object.entries(expectation.members).flatMap(([member, expected]) =>
    matches(expected, actual[member])
      ? []
      : [{ step: expectation.step, member, expected, actual: actual[member] ?? null }],
  );
}

/** Failures of which the lists of actual values are given as their length once they have too many entries together. */
function shortened(failures: readonly FailedExpectation[]): FailedExpectation[] {
  let entries = 0;
  return failures.map((failure) => {
    const { actual } = failure;
    if (!Array.isArray(actual)) return failure;
    entries += actual.length;
    return entries <= MOST_BUFFERS ? failure : { ...failure, actual: `${actual.length} entries` };
  });
}

/** Whether a value is as expected: of objects the members named, of lists every item, sizes however they are written. */
function matches(expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((item, index) => matches(item, actual[index]))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false;
    const members = new Map<string, unknown>(Object.entries(actual));
    return Object.entries(expected).every(([name, value]) => matches(value, members.get(name)));
  }
  const size = parseBytes(expected);
  return size !== undefined && size === parseBytes(actual);
}
