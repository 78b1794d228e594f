import type { Analysis } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import type { Span } from '../../text/sourceFile.ts';
import { analysisNotes } from '../analysisNotes.ts';
import { architectureText } from '../architectureText.ts';
import { listHeaps } from '../heapList.ts';
import { stateText } from '../regionFacts.ts';
import { type SourcedText, SourcedTextWriter, tableLines } from './sourcedText.ts';

/** What the kernel makes of a board's memory, as a text to read: the log it prints, then regions and heaps. */
export function bootDocument(analysis: Analysis, boardName: string): SourcedText {
  const writer = new SourcedTextWriter();
  writeHead(writer, analysis, boardName);
  writeLog(writer, analysis);
  writeRegions(writer, analysis);
  writer.section('# Heaps');
  const heaps = listHeaps(analysis).map(({ name, text, sharedWith }) => [
    `/dev/dma_heap/${textOfBytes(name)}`,
    textOfMessage(sharedWith === undefined ? text : `${text}; the same memory as ${sharedWith}`),
  ]);
  for (const line of tableLines(heaps)) writer.line(line);
  if (heaps.length === 0) writer.line('none');
  return writer.text;
}

/** Which board on which kernel, what bears on all of it, and why it does not boot. */
export function writeHead(writer: SourcedTextWriter, analysis: Analysis, boardName: string): void {
  const { boot, profile } = analysis;
  writer.line(`# ${boardName} on Linux ${profile.kernel} (${architectureText(profile)})`);
  const stop = boot.stop === undefined ? [] : [`Does not boot: ${textOfMessage(stopText(boot.stop))}`];
  for (const note of [...analysisNotes(analysis), ...stop]) {
    writer.line('');
    writer.line(`# ${note}`);
  }
}

/** What the kernel prints; a region's name leads to where it is written. */
export function writeLog(writer: SourcedTextWriter, { boot, memory }: Analysis): void {
  const regions = new Map(memory.regions.map((region) => [region.path, region]));
  writer.section('# What the kernel prints about reserved memory, CMA and heaps');
  for (const { line, regions: about } of boot.log) {
    const region = regions.get(about[0] ?? '');
    for (const part of textOfMessage(line).split('\n')) {
      writer.linked(part, textOfBytes(region?.name ?? ''), region?.node.declarations[0]);
    }
  }
  if (boot.log.length === 0) writer.line('nothing');
}

/** The regions in the order of the DTB, each with its place and what became of it. */
export function writeRegions(writer: SourcedTextWriter, analysis: Analysis): void {
  const { regions } = analysis.boot;
  const places = regionPlaces(analysis);
  writer.section('# Regions');
  const lines = tableLines(
    regions.map((region) => [
      textOfBytes(region.name),
      region.range === undefined ? 'nowhere' : formatRange(region.range),
      region.range === undefined ? '' : formatSize(region.range.size),
      textOfMessage(stateText(region)).replaceAll('\n', ' '),
    ]),
  );
  for (const [at, region] of regions.entries())
    writer.linked(lines[at] ?? '', textOfBytes(region.name), places(region));
  if (regions.length === 0) writer.line('none');
}

/** Where the nodes of regions are written first. */
export function regionPlaces({ memory }: Analysis): (region: BootedRegion) => Span | undefined {
  const places = new Map(memory.regions.map(({ path, node }) => [path, node.declarations[0]]));
  return ({ path }) => places.get(path);
}
