import type { Analysis } from '../../analysis.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { BufferLives } from '../../simulation/bufferLives.ts';
import { firstBy } from '../../simulation/firstBy.ts';
import { readScenarioFile } from '../../simulation/readScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { FailedExpectation, ScenarioResult, StepResult } from '../../simulation/scenarioResult.ts';
import { complaintProblem } from '../../text/json/complaint.ts';
import { parseJson } from '../../text/json/jsonDocument.ts';
import type { Problem } from '../../text/problem.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { runOnBoard } from './runOnBoard.ts';

/** What came of a step, beside the step in its file. */
export interface StepNote {
  /** The step's object. */
  readonly span: Span;
  /** In a few words: `ok, 8 buffers`. */
  readonly text: string;
  /** Why, where there is something to say. */
  readonly detail: string | undefined;
  readonly result: StepResult;
}

/** A scenario's file on a board: what is wrong with it, and what came of its steps. */
export interface ScenarioReport {
  readonly scenario: Scenario;
  /** Everything that cannot be used, and every expectation that does not hold, each at its place. */
  readonly problems: readonly Problem[];
  /** `undefined` where the file cannot be used, and nothing was run. */
  readonly result: ScenarioResult | undefined;
  readonly steps: readonly StepNote[];
  /** Where the buffers lay that the steps made. */
  readonly lives: BufferLives;
}

const ID = 'scenario';

/**
 * Reads a scenario's file and runs it on a board. `booted` makes the board as the scenario's `profile` boots it; it is not
 * asked where the file cannot be used, and answers `undefined` where no board is known: then the file alone is read. For
 * diagnostics, results beside the steps, and what a fix may do with them.
 */
export function scenarioReport(file: SourceFile, booted: (scenario: Scenario) => Analysis | undefined): ScenarioReport {
  const { scenario, complaints } = readScenarioFile(file);
  const document = parseJson(file);
  const lives = new BufferLives();
  if (complaints.length > 0 || 'message' in document) {
    return {
      scenario,
      problems: complaints.map((complaint) => complaintProblem(complaint, ID)),
      result: undefined,
      steps: [],
      lives,
    };
  }
  const analysis = booted(scenario);
  if (analysis === undefined) return { scenario, problems: [], result: undefined, steps: [], lives };
  const result = runOnBoard(analysis, scenario, { lives });
  const deviceAt = firstBy(scenario.devices.keys(), (index) => scenario.devices[index]?.name ?? '');
  const unknown = result.problems.map((message): Problem => {
    const name = /^device (.*): the tree has no node /s.exec(message)?.[1];
    const index = deviceAt.get(name ?? '');
    const span = index === undefined ? document.openingSpan([]) : document.valueSpan(['devices', index, 'path']);
    return { id: ID, severity: 'error', message: `${message}.`, span, related: [] };
  });
  const expected = scenario.expect.flatMap(({ step, members }, index) =>
    Object.keys(members).map((member) => ({ index, word: `${step} ${member}` })),
  );
  const expectationAt = firstBy(expected, ({ word }) => word);
  const unmet = result.failures.map((failure): Problem => {
    const { index = -1 } = expectationAt.get(`${failure.step} ${failure.member}`) ?? {};
    return {
      id: ID,
      severity: 'error',
      message: failureText(failure, result.steps[failure.step]),
      span: document.valueSpan(['expect', index, failure.member]),
      related: [{ span: document.valueSpan(['steps', failure.step]), message: 'The step.' }],
    };
  });
  const unused = (result.notes ?? []).map(
    ({ path, message }): Problem => ({
      id: ID,
      severity: 'warning',
      message: `${message}: this has no effect.`,
      span: document.valueSpan(path),
      related: [],
    }),
  );
  return {
    scenario,
    problems: [...unknown, ...unused, ...unmet],
    result,
    steps: result.steps.map((step, index) => ({
      span: document.valueSpan(['steps', index]),
      text: noteText(step),
      detail: step.why,
      result: step,
    })),
    lives,
  };
}

function failureText({ step, member, expected, actual }: FailedExpectation, result: StepResult | undefined): string {
  const why = result?.why === undefined ? '' : ` (${result.why})`;
  return `Step ${step}: ${member} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)} as expected${why}.`;
}

function noteText({ result, heap, allocated, rounds, bufferSize, mapping }: StepResult): string {
  const parts = [result];
  if (heap !== undefined) parts.push(heap);
  if (rounds !== undefined) parts.push(`${rounds} rounds`);
  if (allocated !== undefined) parts.push(`${allocated} ${allocated === 1 ? 'buffer' : 'buffers'}`);
  else if (bufferSize !== undefined) parts.push(formatSize(BigInt(bufferSize)));
  if (mapping !== undefined) {
    const ways = (['direct', 'bounced', 'iommu'] as const).flatMap((way) =>
      mapping[way] > 0 ? [`${mapping[way]} ${way}`] : [],
    );
    parts.push(ways.join(', '));
  }
  return parts.join(', ');
}
