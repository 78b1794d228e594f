import type { Analysis } from '../analysis.ts';
import { stopText } from '../kernel/outcome/causeText.ts';
import { formatRange, formatSize } from '../kernel/units/formatBytes.ts';
import { analysisNotes } from './analysisNotes.ts';
import { architectureText } from './architectureText.ts';
import { listHeaps } from './heapList.ts';
import { stateText } from './regionFacts.ts';

/** What the kernel makes of a board's memory, as a text to read: the log it prints, then regions and heaps. */
export function bootReport(analysis: Analysis, boardName: string): string {
  const { boot, profile } = analysis;
  const lines = [`# ${boardName} on Linux ${profile.kernel} (${architectureText(profile)})`, ''];
  for (const note of analysisNotes(analysis)) lines.push(`# ${note}`, '');
  if (boot.stop !== undefined) lines.push(`# Does not boot: ${stopText(boot.stop)}`, '');
  lines.push('# What the kernel prints about reserved memory, CMA and heaps', ...boot.log.map(({ line }) => line), '');
  lines.push('# Regions', ...table(regionRows(analysis)), '');
  lines.push('# Heaps', ...table(heapRows(analysis)));
  return `${lines.join('\n')}\n`;
}

function heapRows(analysis: Analysis): string[][] {
  return listHeaps(analysis).map(({ name, text, sharedWith }) => [
    `/dev/dma_heap/${name}`,
    sharedWith === undefined ? text : `${text}; the same memory as ${sharedWith}`,
  ]);
}

function regionRows({ boot }: Analysis): string[][] {
  return boot.regions.map((region) => [
    region.name,
    region.range === undefined ? 'nowhere' : formatRange(region.range),
    region.range === undefined ? '' : formatSize(region.range.size),
    stateText(region),
  ]);
}

/** Rows with their columns aligned; `none` for no rows. */
function table(rows: readonly string[][]): string[] {
  if (rows.length === 0) return ['none'];
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
