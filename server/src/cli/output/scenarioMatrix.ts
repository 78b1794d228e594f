import { stopText } from '../../kernel/outcome/causeText.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { ScenarioRun } from '../scenarioRuns.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { printable, printableLine, printablePath } from './printable.ts';
import { resultText, stepText, unmetText } from './scenarioText.ts';
import { type Column, type Row, renderTable } from './table.ts';

/** A scenario on several kernels and amounts of RAM: a row for each step, a column for each run, and what was not met. */
export function scenarioMatrixText(
  path: string,
  scenario: Scenario,
  runs: readonly ScenarioRun[],
  { style, columns }: Pick<Terminal, 'style' | 'columns'>,
): string {
  const head: Column[] = [
    { title: 'STEP', align: 'right' },
    { title: 'OPERATION' },
    ...runs.map((run) => ({ title: runTitle(run) })),
  ];
  const rows: Row[] = scenario.steps.map((step, index) => ({
    cells: [
      String(index),
      printableLine(`${step.op} ${stepText(step)}`),
      ...runs.map(({ result }) => {
        const answer = result.steps[index];
        const failed = result.failures.some((failure) => failure.step === index);
        const text = resultText(answer?.result ?? '', style);
        return failed ? `${text} ${style.red('✗')}` : text;
      }),
    ],
  }));
  const notes = runs.flatMap((run) => {
    const { stop } = run.analysis.boot;
    const boot = stop === undefined ? [] : [`the board does not boot: ${stopText(stop)}`];
    const unmet = run.result.failures.map((failure) => `step ${failure.step}: ${unmetText(failure)}`);
    return [...boot, ...unmet].map((note) => `  ${runTitle(run)}: ${printable(note)}`);
  });
  return [
    style.bold(printablePath(path)),
    heading('Steps', style),
    renderTable(head, rows, style, columns),
    ...(scenario.expect.length === 0 && notes.length === 0
      ? []
      : [heading('Expectations', style), ...(notes.length > 0 ? notes.map(style.red) : ['  all hold'])]),
  ].join('\n');
}

function runTitle({ kernel, ram }: ScenarioRun): string {
  return ram === undefined ? `LINUX ${kernel}` : `LINUX ${kernel}, ${ram}`;
}
