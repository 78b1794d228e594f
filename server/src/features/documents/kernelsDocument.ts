import { type Analysis, bootedRegion, withKernel } from '../../analysis.ts';
import { RELEASES } from '../../kernel/behaviours/releases.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { heapsByKernel, missingHeapsNote } from '../heapsByKernel.ts';
import { stateName } from '../regionFacts.ts';
import { type SourcedText, SourcedTextWriter, tableLines } from './sourcedText.ts';

/** What different kernels make of one board, side by side: its heaps, its regions, and what each kernel is. */
export function kernelsDocument(analysis: Analysis, kernels: readonly string[], boardName: string): SourcedText {
  const writer = new SourcedTextWriter();
  writer.line(`# ${boardName} on ${kernels.map((kernel) => `Linux ${kernel}`).join(', ')}`);
  writeKernels(writer, analysis, kernels);
  return writer.text;
}

/** The sections of it, for a page that has others, too. */
export function writeKernels(writer: SourcedTextWriter, analysis: Analysis, kernels: readonly string[]): void {
  const booted = kernels.map((kernel) => ({ kernel, analysis: withKernel(analysis, kernel) }));
  const outcomes = booted.map(({ kernel, analysis: { boot } }) => ({ kernel, outcome: boot }));
  const titles = kernels.map((kernel) => `Linux ${kernel}`);

  writer.section('# Heaps by kernel');
  const heaps = heapsByKernel(outcomes).map(({ name, cells }) => [
    `/dev/dma_heap/${textOfBytes(name)}`,
    ...cells.map((cell) => (cell === undefined ? '-' : textOfBytes(cell))),
  ]);
  for (const line of tableLines([['Heap', ...titles], ...heaps])) writer.line(line);
  for (const { kernel, outcome } of outcomes) {
    const note = missingHeapsNote(outcome);
    if (note !== undefined) writer.line(`Linux ${kernel}: ${textOfMessage(note)}`);
  }

  writer.section('# Regions by kernel');
  const { regions } = analysis.memory;
  const rows = regions.map(({ name, path }) => [
    textOfBytes(name),
    ...booted.map(({ analysis: { boot } }) => regionCell(bootedRegion(boot, path))),
  ]);
  const lines = tableLines([['Region', ...titles], ...rows]);
  writer.line(lines[0] ?? '');
  for (const [at, { name, node }] of regions.entries())
    writer.linked(lines[at + 1] ?? '', textOfBytes(name), node.declarations[0]);

  writer.section('# Kernels');
  for (const kernel of kernels) {
    const note = RELEASES.find(({ version }) => version === kernel)?.note;
    writer.line(`Linux ${kernel}${note === undefined ? '' : `: ${note}`}`);
  }
}

function regionCell(region: BootedRegion | undefined): string {
  if (region === undefined) return 'not looked at';
  const place = region.range === undefined ? 'nowhere' : formatRange(region.range);
  return `${stateName(region)}, ${place}`;
}
