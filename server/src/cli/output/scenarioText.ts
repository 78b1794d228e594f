import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { ScenarioResult, StepResult } from '../../simulation/runScenario.ts';
import type { Scenario, Step } from '../../simulation/scenario.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { type Column, type Row, renderTable } from './table.ts';

/** What a step asks for, in a few words. */
function stepText(step: Step): string {
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
function outcomeText({ allocated, bufferSize, cmaPages, coherentBase, mapping, stage, signal }: StepResult): string {
  const parts: string[] = [];
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

function resultText(result: string, style: Style): string {
  if (result === 'ok') return style.green(result);
  return result === 'max' ? result : style.red(result);
}

/** A scenario's run for a person: its steps with their outcome and reasons, the heaps after it, what was not met. */
export function scenarioText(result: ScenarioResult, scenario: Scenario, terminal: Terminal): string {
  const { style, columns } = terminal;
  const head: Column[] = [
    { title: 'STEP', align: 'right' },
    { title: 'OPERATION' },
    { title: 'RESULT' },
    { title: 'OUTCOME' },
  ];
  const rows: Row[] = result.steps.map((step, at) => {
    const asked = scenario.steps[at];
    return {
      cells: [
        String(step.index),
        printableLine(`${step.op} ${asked === undefined ? '' : stepText(asked)}`),
        resultText(step.result, style),
        outcomeText(step),
      ],
      notes: step.why === undefined ? [] : [printable(step.why)],
      lines: [
        ...(step.frame === undefined ? [] : [step.frame.text]),
        ...(step.log ?? []).map((line) => `kernel log: ${style.cyan(printable(line))}`),
      ],
    };
  });
  const heapHead: Column[] = [
    { title: 'HEAP' },
    { title: 'SIZE', align: 'right' },
    { title: 'USED', align: 'right' },
    { title: 'LARGEST FREE', align: 'right' },
    { title: 'PEAK', align: 'right' },
  ];
  const heapRows: Row[] = result.heaps.map(({ name, size, used, largestFree, peak }) => ({
    cells: [
      style.bold(printableLine(name)),
      ...[size, used, largestFree, peak].map((bytes) => formatSize(BigInt(bytes))),
    ],
  }));
  const unmet = result.failures.map(({ step, member, expected, actual }) =>
    style.red(`  step ${step}: ${member} is ${JSON.stringify(actual)}, ${JSON.stringify(expected)} was expected`),
  );
  return [
    heading('Steps', style),
    renderTable(head, rows, style, columns),
    heading('Heaps afterwards', style),
    renderTable(heapHead, heapRows, style, columns),
    ...(scenario.expect.length === 0
      ? []
      : [heading('Expectations', style), ...(unmet.length > 0 ? unmet : ['  all hold'])]),
  ].join('\n');
}
