import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Scenario, Step } from '../../simulation/scenario.ts';
import type { FailedExpectation, ScenarioResult, StepResult } from '../../simulation/scenarioResult.ts';
import { pathText } from '../../text/json/jsonDocument.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { type Column, type Row, renderTable } from './table.ts';
import { timelineText } from './timelineText.ts';

/** What a step asks for, in a few words. */
export function stepText(step: Step): string {
  switch (step.op) {
    case 'allocate':
    case 'start':
      return `${formatSize(step.size)} from ${step.heap}${step.count === undefined ? '' : `, ${step.count} times`}`;
    case 'fill':
      return `${formatSize(step.size)} from ${step.heap} until ${step.max === undefined ? 'the first error' : `there are ${step.max}`}`;
    case 'attach':
    case 'detach':
    case 'map':
    case 'unmap':
      return `${step.id} for ${step.device}`;
    case 'find':
      return step.heap;
    case 'churn':
      return `${step.times} buffers from ${step.heap}, at most ${step.live} at a time`;
    case 'repeat':
      return `${step.times} times ${step.steps.map(({ op }) => op).join(', ')}`;
    case 'freeAll':
      return '';
    default:
      return step.id;
  }
}

/** What came of a step, besides its result. */
function outcomeText({
  heap,
  rounds,
  allocated,
  bufferSize,
  cmaPages,
  coherentBase,
  mapping,
  stage,
  signal,
}: StepResult): string {
  const parts: string[] = [];
  if (heap !== undefined) parts.push(heap);
  if (rounds !== undefined) parts.push(`${rounds} rounds`);
  if (stage === 'open') parts.push('there is no such heap');
  if (allocated !== undefined) parts.push(`${allocated} ${allocated === 1 ? 'buffer' : 'buffers'}`);
  if (bufferSize !== undefined && cmaPages === undefined) parts.push(formatSize(BigInt(bufferSize)));
  if (cmaPages !== undefined && cmaPages.length > 0) {
    const pages = cmaPages.reduce((sum, { pages: count }) => sum + count, 0);
    const [first] = cmaPages;
    parts.push(`${pages} pages ${first?.change === 'clear' ? 'given back' : 'taken'}, from ${first?.base}`);
  }
  if (coherentBase !== undefined) parts.push(`at ${coherentBase}`);
  if (mapping !== undefined) {
    parts.push(mappingText(mapping));
  }
  if (signal !== undefined) parts.push(signal);
  return parts.join(', ');
}

/** How the segments of a mapping reach the device; ways that none of them takes are left out. */
function mappingText({ segments, direct, bounced, iommu }: NonNullable<StepResult['mapping']>): string {
  const ways = [
    direct > 0 ? `${direct} direct` : undefined,
    bounced > 0 ? `${bounced} bounced through the swiotlb` : undefined,
    iommu > 0 ? `${iommu} through the IOMMU` : undefined,
  ].filter((way) => way !== undefined);
  return `${segments} ${segments === 1 ? 'segment' : 'segments'}: ${ways.join(', ')}`;
}

/** An expectation that does not hold, in words. */
export function unmetText({ member, expected, actual }: FailedExpectation): string {
  return `${member} is ${JSON.stringify(actual)}, ${JSON.stringify(expected)} was expected`;
}

/** A result in its colour. */
export function resultText(result: string, style: Style): string {
  if (result === 'ok') return style.green(result);
  return result === 'max' ? result : style.red(result);
}

/** A scenario's run for a person: its steps with their outcome and reasons, the heaps after it, what was not met. */
export function scenarioText(result: ScenarioResult, scenario: Scenario, terminal: Terminal): string {
  const { style, columns } = terminal;
  const { load = [], timeline = [] } = result;
  const unmet = result.failures.map((failure) => style.red(printable(`  step ${failure.step}: ${unmetText(failure)}`)));
  const notes = (result.notes ?? []).map(({ path, message }) =>
    style.yellow(printableLine(`${pathText(path)}: ${message}: this has no effect`)),
  );
  return [
    ...notes,
    ...(load.length === 0
      ? []
      : [heading('Allocated by others before', style), stepsText(load, scenario.load, terminal)]),
    heading('Steps', style),
    stepsText(result.steps, scenario.steps, terminal),
    ...(timeline.length === 0 || result.steps.length < 2
      ? []
      : [heading('How full the pools are', style), timelineText(timeline, result.steps, terminal)]),
    heading('Heaps afterwards', style),
    heapsTable(result, style, columns),
    ...(scenario.expect.length === 0
      ? []
      : [heading('Expectations', style), ...(unmet.length > 0 ? unmet : ['  all hold'])]),
  ].join('\n');
}

function stepsText(steps: readonly StepResult[], asked: readonly Step[], { style, columns }: Terminal): string {
  const head: Column[] = [
    { title: 'STEP', align: 'right' },
    { title: 'OPERATION' },
    { title: 'RESULT' },
    { title: 'OUTCOME' },
  ];
  // What is not run has nothing to say after the first of it.
  const firstNotRun = steps.findIndex(({ result }) => result === 'not run');
  const shown = firstNotRun < 0 ? steps : steps.slice(0, firstNotRun + 1);
  const rows: Row[] = shown.map((step, at) => {
    const isLast = at === firstNotRun && steps.length - 1 > at;
    const what = asked[at];
    return {
      cells: [
        isLast ? `${step.index}–${steps.length - 1}` : String(step.index),
        isLast ? '' : printableLine(`${step.op} ${what === undefined ? '' : stepText(what)}`),
        resultText(step.result, style),
        printableLine(outcomeText(step)),
      ],
      notes: step.why === undefined ? [] : [printable(step.why)],
      lines: [
        ...(step.frame === undefined ? [] : [step.frame.text]),
        ...(step.log ?? []).map((line) => `kernel log: ${style.cyan(printable(line))}`),
      ],
    };
  });
  return rows.length === 0 ? '  none' : renderTable(head, rows, style, columns);
}

function heapsTable({ heaps }: ScenarioResult, style: Style, columns: number): string {
  const head: Column[] = [
    { title: 'HEAP' },
    { title: 'SIZE', align: 'right' },
    { title: 'USED', align: 'right' },
    { title: 'LARGEST FREE', align: 'right' },
    { title: 'PEAK', align: 'right' },
  ];
  const rows: Row[] = heaps.map(({ name, size, used, largestFree, peak }) => ({
    cells: [
      style.bold(printableLine(name)),
      ...[size, used, largestFree, peak].map((bytes) => formatSize(BigInt(bytes))),
    ],
  }));
  return renderTable(head, rows, style, columns);
}
