import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { PoolTimeline } from '../../simulation/poolTimeline.ts';
import { succeeded } from '../../simulation/runStep.ts';
import type { StepResult } from '../../simulation/scenarioResult.ts';
import type { Terminal } from '../terminal.ts';
import { printableLine } from './printable.ts';

/** From empty to full. */
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const FAILED = '✗';
/** Columns for the pool's name and its numbers. */
const BESIDE = 44;

/**
 * How full each pool is after each step, as a bar a step; where the steps are more than the columns, the fullest of some
 * steps. Below it stand the steps that failed.
 */
export function timelineText(
  timelines: readonly PoolTimeline[],
  steps: readonly StepResult[],
  { style, columns }: Pick<Terminal, 'style' | 'columns'>,
): string {
  const count = Math.max(0, ...timelines.map(({ used }) => used.length));
  const width = Math.max(1, Math.min(count, columns - BESIDE));
  const group = Math.ceil(count / width);
  const longest = Math.max(0, ...timelines.map(({ pool }) => printableLine(pool).length));
  const lines = timelines.map(({ pool, size, used }) => {
    const bars = groups(
      used.map((bytes) => level(BigInt(bytes), BigInt(size))),
      group,
    ).map((of) => LEVELS[Math.max(...of)]);
    const peak = used.reduce((most, bytes) => (BigInt(bytes) > most ? BigInt(bytes) : most), 0n);
    const numbers = `${formatSize(peak)} of ${formatSize(BigInt(size))}`;
    return `  ${style.bold(printableLine(pool).padEnd(longest))}  ${style.cyan(bars.join(''))}  ${style.dim(`at most ${numbers}`)}`;
  });
  const failures = groups(steps.slice(0, count), group).map((of) =>
    of.some((step) => !succeeded(step)) ? FAILED : ' ',
  );
  if (failures.includes(FAILED)) lines.push(`  ${' '.repeat(longest)}  ${style.red(failures.join('').trimEnd())}`);
  const scale =
    group === 1 ? `a bar is a step, from 0 to ${count - 1}` : `a bar is ${group} steps, from 0 to ${count - 1}`;
  return [...lines, style.dim(`  ${scale}`)].join('\n');
}

function level(used: bigint, size: bigint): number {
  if (size === 0n || used === 0n) return 0;
  const eighths = Number((used * BigInt(LEVELS.length)) / size);
  return Math.min(Math.max(eighths, 1), LEVELS.length - 1);
}

function groups<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const result: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += Math.max(1, size)) result.push(items.slice(at, at + Math.max(1, size)));
  return result;
}
