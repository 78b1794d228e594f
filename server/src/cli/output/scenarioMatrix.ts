import { stopText } from '../../kernel/outcome/causeText.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { ScenarioRun } from '../scenarioRuns.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { printable, printableLine, printablePath } from './printable.ts';
import { resultText, stepText, unmetText } from './scenarioText.ts';
import { type Column, type Row, renderTable } from './table.ts';

/**
 * A scenario on several kernels and amounts of RAM: a row for each step, a column for each run, which of them do not boot,
 * and what was not met. `notes` are lines that bear on all of it.
 */
export function scenarioMatrixText(
  path: string,
  scenario: Scenario,
  runs: readonly ScenarioRun[],
  notes: readonly string[],
  { style, columns }: Pick<Terminal, 'style' | 'columns'>,
): string {
  const head: Column[] = [
    { title: 'STEP', align: 'right' },
    { title: 'OPERATION' },
    ...runs.map((run) => ({ title: runTitle(run) })),
  ];
  const failedSteps = runs.map(({ result }) => new Set(result.failures.map((failure) => failure.step)));
  const rows: Row[] = scenario.steps.map((step, index) => ({
    cells: [
      String(index),
      printableLine(`${step.op} ${stepText(step)}`),
      ...runs.map(({ result }, run) => {
        const answer = result.steps[index];
        const failed = failedSteps[run]?.has(index) === true;
        const text = resultText(answer?.result ?? '', style);
        return failed ? `${text} ${style.red('✗')}` : text;
      }),
    ],
  }));
  const line = (run: ScenarioRun, text: string): string => style.red(`  ${runTitle(run)}: ${printable(text)}`);
  const stops = runs.flatMap((run) => {
    const { stop } = run.analysis.boot;
    return stop === undefined ? [] : line(run, stopText(stop));
  });
  const unmet = runs.flatMap((run) =>
    run.result.failures.map((failure) => line(run, `step ${failure.step}: ${unmetText(failure)}`)),
  );
  return [
    style.bold(printablePath(path)),
    ...notes,
    heading('Steps', style),
    renderTable(head, rows, style, columns),
    ...(stops.length === 0 ? [] : [heading('The board does not boot', style), ...stops]),
    ...(scenario.expect.length === 0
      ? []
      : [heading('Expectations', style), ...(unmet.length > 0 ? unmet : ['  all hold'])]),
  ].join('\n');
}

function runTitle({ kernel, ram }: ScenarioRun): string {
  return ram === undefined ? `LINUX ${kernel}` : `LINUX ${kernel}, ${ram}`;
}
