import type { Analysis } from '../../analysis.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { htmlPage, type PageFinding, type PageSection } from '../../pictures/htmlPage.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { architectureText } from '../architectureText.ts';
import { frameAllocationText } from '../frameAllocation.ts';
import { heapsByKernel, type KernelOutcome, missingHeapsNote } from '../heapsByKernel.ts';
import { memoryPictureOf } from '../map/memoryPictureOf.ts';
import { stateText } from '../regionFacts.ts';
import { regionPlaceTexts } from '../regionPlaceTexts.ts';

/** What a page about a board shows. */
export interface ReportContent {
  /** What the board is called. */
  readonly name: string;
  readonly analysis: Analysis;
  /** The kernels whose heaps are shown side by side. */
  readonly outcomes: readonly KernelOutcome[];
  readonly findings: readonly PageFinding[];
  /** That there are more findings, and where they are listed; absent where all are shown. */
  readonly more?: string | undefined;
}

/** All of a board on one page of HTML that needs no other file, for a review. */
export function reportPage({ name, analysis, outcomes, findings, more }: ReportContent): string {
  const { boot, profile } = analysis;
  const picture = memoryPictureOf(analysis, name);
  const kernel = `Linux ${profile.kernel} (${architectureText(profile)})`;
  const places = regionPlaceTexts(analysis);
  const sections: PageSection[] = [
    { kind: 'picture', heading: 'Memory map', picture },
    heapSection(outcomes),
    {
      kind: 'table',
      heading: 'Reserved memory, in the order of the DTB',
      columns: ['Region', 'Range', 'Size', 'Becomes', 'Written at'],
      rows: boot.regions.map((region) => [
        textOfBytes(region.name),
        region.range === undefined ? '–' : formatRange(region.range),
        region.range === undefined ? '–' : formatSize(region.range.size),
        textOfMessage(stateText(region)),
        places(region),
      ]),
      notes: boot.regions.length === 0 ? ['none'] : [],
    },
    { kind: 'findings', heading: 'Findings', findings },
    ...(more === undefined ? [] : [{ kind: 'lines', heading: 'More findings', lines: [more] } as const]),
    { kind: 'lines', heading: 'A simulated allocation', lines: [textOfMessage(frameAllocationText(analysis))] },
    {
      kind: 'lines',
      heading: 'What the kernel prints about reserved memory, CMA and heaps',
      lines: boot.log.flatMap(({ line }) => textOfMessage(line).split('\n')),
    },
  ];
  const stops = boot.stop === undefined ? kernel : `${kernel} does not boot: ${textOfMessage(stopText(boot.stop))}`;
  return htmlPage({ title: name, subtitle: stops, notes: picture.notes, sections });
}

function heapSection(outcomes: ReportContent['outcomes']): PageSection {
  const rows = heapsByKernel(outcomes).map(({ name, cells }) => [
    `/dev/dma_heap/${textOfBytes(name)}`,
    ...cells.map((cell) => (cell === undefined ? '–' : textOfBytes(cell))),
  ]);
  const notes = outcomes.flatMap(({ kernel, outcome }) => {
    const note = missingHeapsNote(outcome);
    return note === undefined ? [] : [`Linux ${kernel}${outcome.stop === undefined ? ':' : ''} ${textOfMessage(note)}`];
  });
  return {
    kind: 'table',
    heading: 'DMA-BUF heaps',
    columns: ['Heap', ...outcomes.map(({ kernel }) => `Linux ${kernel}`)],
    rows,
    notes: rows.length === 0 ? ['none', ...notes] : notes,
  };
}
