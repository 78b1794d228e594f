import { availableParallelism, cpus } from 'node:os';
import process from 'node:process';
import type { Row } from './measure.ts';

/** A run of benchmarks as it is stored: `npm run bench -- --json FILE`. */
export interface StoredRun {
  readonly date: string;
  readonly node: string;
  readonly cores: number;
  readonly processor: string;
  readonly rows: readonly Row[];
}

export function storedRun(rows: readonly Row[]): StoredRun {
  return {
    date: new Date().toISOString(),
    node: process.version,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    rows,
  };
}

/** What a row is judged by: the ratio to what stands beside it, else the figure itself. */
export const figureOf = ({ ours, beside }: Row): number => (beside === undefined ? ours : ours / beside.value);

/** Whether a row is where it should be; `undefined` where nothing is asked of it. */
export function isReached(row: Row): boolean | undefined {
  if (row.atMost !== undefined) return figureOf(row) <= row.atMost;
  return row.atLeast === undefined ? undefined : row.ours >= row.atLeast;
}

function withUnit(value: number, unit: Row['unit']): string {
  if (unit === 'per s') return `${(value / 1e6).toFixed(2)} M/s`;
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

function goalOf({ atMost, atLeast, beside, unit }: Row): string {
  if (atLeast !== undefined) return `≥ ${withUnit(atLeast, unit)}`;
  if (atMost === undefined) return '';
  return beside === undefined ? `≤ ${withUnit(atMost, unit)}` : `≤ ${atMost.toFixed(2)}`;
}

/** How a row compares with that of an earlier run, as a percentage of its figure. */
function changeOf(row: Row, earlier: StoredRun | undefined): string {
  const before = earlier?.rows.find(({ work }) => work === row.work);
  if (before === undefined) return '';
  const percent = (figureOf(row) / figureOf(before) - 1) * 100;
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(0)} %`;
}

/** The table of a run as Markdown; `earlier` adds how each figure has changed since. */
export function tableOf(rows: readonly Row[], earlier?: StoredRun): string {
  const head = ['work', 'ours', 'beside', 'ratio', 'goal', 'reached', 'memory'];
  if (earlier !== undefined) head.push(`since ${earlier.date.slice(0, 10)}`);
  const lines = rows.map((row) => {
    const reached = isReached(row);
    const cells = [
      row.work,
      withUnit(row.ours, row.unit),
      row.beside === undefined ? '' : `${row.beside.name} ${withUnit(row.beside.value, row.unit)}`,
      row.beside === undefined ? '' : figureOf(row).toFixed(3),
      goalOf(row),
      reached === undefined ? '' : reached ? 'yes' : 'no',
      row.memory === undefined ? '' : `${row.memory.toFixed(0)} MiB`,
    ];
    if (earlier !== undefined) cells.push(changeOf(row, earlier));
    return cells;
  });
  const escaped = [head, ...lines].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...escaped.map((cells) => (cells[column] ?? '').length)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = escaped;
  return [lineOf(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(lineOf)].join('\n');
}
