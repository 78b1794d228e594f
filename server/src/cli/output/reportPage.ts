import type { Analysis } from '../../analysis.ts';
import { architectureText } from '../../features/architectureText.ts';
import { heapsByKernel, type KernelOutcome, missingHeapsNote } from '../../features/heapsByKernel.ts';
import { memoryPictureOf } from '../../features/map/memoryPictureOf.ts';
import { stateText } from '../../features/regionFacts.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { htmlPage, type PageSection } from '../../pictures/htmlPage.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../workspace/path.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fileOf } from './diagnostic.ts';

/** What a page about a board shows. */
export interface ReportContent {
  readonly path: string;
  readonly analysis: Analysis;
  /** The kernels whose heaps are shown side by side. */
  readonly outcomes: readonly KernelOutcome[];
  readonly findings: readonly Diagnostic[];
  /** Findings that are not shown. */
  readonly moreFindings: number;
  readonly places: (region: BootOutcome['regions'][number]) => string;
  /** What a simulated allocation comes to, in a sentence. */
  readonly allocation: string;
}

/** `report --html`: all of a board on one page that needs no other file, for a review. */
export function reportPage({
  path,
  analysis,
  outcomes,
  findings,
  moreFindings,
  places,
  allocation,
}: ReportContent): string {
  const { boot, profile } = analysis;
  const picture = memoryPictureOf(analysis, fileNameOf(path));
  const kernel = `Linux ${profile.kernel} (${architectureText(profile)})`;
  const more = moreFindings === 0 ? [] : [`and ${moreFindings} more: dtheaps check ${path}`];
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
    { kind: 'findings', heading: 'Findings', findings: findings.map(findingOf) },
    ...(more.length === 0 ? [] : [{ kind: 'lines', heading: 'More findings', lines: more } as const]),
    { kind: 'lines', heading: 'A simulated allocation', lines: [allocation.trim()] },
    {
      kind: 'lines',
      heading: 'What the kernel prints about reserved memory, CMA and heaps',
      lines: boot.log.flatMap(({ line }) => textOfMessage(line).split('\n')),
    },
  ];
  const stops = boot.stop === undefined ? kernel : `${kernel} does not boot: ${textOfMessage(stopText(boot.stop))}`;
  return htmlPage({ title: fileNameOf(path), subtitle: stops, notes: picture.notes, sections });
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

function findingOf(diagnostic: Diagnostic) {
  const { severity, rule, span, kernels, message, fixes } = diagnostic;
  const line = span === undefined ? '' : `:${span.file.lines.lineColumn(span.start).line}`;
  return {
    severity,
    rule,
    place: `${fileNameOf(fileOf(diagnostic))}${line}`,
    kernels: kernels.join(', '),
    message: textOfMessage(message),
    fixes: fixes.map(({ title }) => textOfMessage(title)),
  };
}
