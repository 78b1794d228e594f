import { type Analysis, bootedRegion, withKernel } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { BootedRegion } from '../kernel/outcome/bootOutcome.ts';
import { stopText } from '../kernel/outcome/causeText.ts';
import { logAbout } from '../kernel/outcome/logEntry.ts';
import { formatHex, formatRange, formatSize } from '../kernel/units/formatBytes.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';
import { analysisNotes } from './analysisNotes.ts';
import { code, codeBlock, escapeMarkdown, type Fact, factTable } from './markdown.ts';
import { regionAt, reservedMemoryAt } from './regionAt.ts';
import { heapsOf, stateText } from './regionFacts.ts';
import { type Remark, remarksOn, remarkText } from './remarks.ts';

export interface Hover {
  /** Markdown; everything that comes from the tree is escaped. */
  readonly markdown: string;
  readonly span: Span;
}

/** More consumers than this are counted, not named. */
const MAXIMUM_CONSUMERS = 6;

/** A boot says little about one region; a hostile tree can make it say much. */
const MAXIMUM_LOG_LINES = 6;

/**
 * What to say about a byte offset of a document of a board: on a reserved-memory region its size and range, what the kernel
 * makes of it, its heap's name by kernel (the profile's and those of `kernels`), its consumers; on `/reserved-memory`
 * all of its regions. `remarks` are what the rules found on the board. `undefined` anywhere else.
 */
export function hover(
  analysis: Analysis,
  document: DocumentTree,
  offset: number,
  kernels: readonly string[],
  remarks: readonly Remark[] = [],
): Hover | undefined {
  const place = regionAt(analysis, document, offset);
  if (place !== undefined) return { markdown: regionHover(analysis, place.region, kernels, remarks), span: place.span };
  const span = reservedMemoryAt(analysis, document, offset);
  return span === undefined ? undefined : { markdown: reservedMemoryHover(analysis), span };
}

function regionHover(
  analysis: Analysis,
  region: Region,
  kernels: readonly string[],
  remarks: readonly Remark[],
): string {
  const about = remarksOn(region, remarks);
  const booted = bootedRegion(analysis.boot, region.path);
  const facts: Fact[] = [
    ...(about.length > 0 ? [['Reported', ...about.map((remark) => remarkText(remark, region))] as const] : []),
    ...heapFacts(analysis, region, kernels),
    ['Used by', ...consumers(region)],
  ];
  const said = logAbout(analysis.boot, region.path).map(({ line }) => line);
  const reported = about.flatMap(({ kernelLog }) => kernelLog ?? []);
  const log = [...new Set([...said, ...reported])].slice(0, MAXIMUM_LOG_LINES);
  return [
    `**${escapeMarkdown(region.name)}** — ${placement(region, booted)}`,
    `Linux ${escapeMarkdown(analysis.profile.kernel)}: ${fate(analysis, booted)}`,
    factTable(facts),
    ...(log.length > 0 ? [codeBlock(log)] : []),
    ...notes(analysis, kernels),
  ].join('\n\n');
}

/** What bears on all of it; `kernels` are those that are shown beside the profile's. */
function notes(analysis: Analysis, kernels: readonly string[] = []): string[] {
  return analysisNotes(analysis, kernels).map((note) => `*${escapeMarkdown(note)}*`);
}

/** Size and range, as placed; where nothing was placed, as written. */
function placement(region: Region, booted: BootedRegion | undefined): string {
  const range = booted?.range ?? region.reg[0]?.range;
  if (range === undefined) return region.size === undefined ? 'no size, no place' : sizeText(region.size);
  const placed = region.reg.length === 0 ? ', placed by the kernel' : '';
  return `${sizeText(range.size)} at ${code(formatRange(range))}${placed}`;
}

function sizeText(size: bigint): string {
  return `${formatSize(size)} (${code(formatHex(size))})`;
}

function fate(analysis: Analysis, booted: BootedRegion | undefined): string {
  const { stop } = analysis.boot;
  if (stop !== undefined) return `does not boot: ${escapeMarkdown(stopText(stop))}`;
  if (booted === undefined) return 'never looks at it';
  return escapeMarkdown(stateText(booted));
}

/** A row for each set of neighbouring kernels that agree on the names. */
function heapFacts(analysis: Analysis, region: Region, kernels: readonly string[]): Fact[] {
  const rows: { names: string[]; kernels: string[] }[] = [];
  for (const kernel of new Set([...kernels, analysis.profile.kernel])) {
    const names = heapNames(withKernel(analysis, kernel), region);
    const last = rows.at(-1);
    if (last?.names.join() === names.join()) last.kernels.push(kernel);
    else rows.push({ names, kernels: [kernel] });
  }
  return rows.map((row) => [`Heap on ${escapeMarkdown(row.kernels.join(', '))}`, ...row.names]);
}

function heapNames(analysis: Analysis, region: Region): string[] {
  const booted = bootedRegion(analysis.boot, region.path);
  const heaps = booted === undefined ? [] : heapsOf(analysis.boot, booted);
  return heaps.length === 0 ? ['none'] : heaps.map((heap) => code(`/dev/dma_heap/${heap.name}`));
}

function consumers(region: Region): string[] {
  if (region.consumers.length === 0) return ['no device of the tree'];
  const named = region.consumers.slice(0, MAXIMUM_CONSUMERS).map(({ path, name }) => {
    return `${code(path)}${name === undefined ? '' : ` as ${code(name)}`}`;
  });
  const more = region.consumers.length - named.length;
  return more > 0 ? [...named, `and ${more} more`] : named;
}

function reservedMemoryHover(analysis: Analysis): string {
  const { boot, memory } = analysis;
  const head = `**Reserved memory** on Linux ${escapeMarkdown(analysis.profile.kernel)}`;
  if (boot.stop !== undefined) return `${head}\n\nDoes not boot: ${escapeMarkdown(stopText(boot.stop))}`;
  const rows = memory.regions.map((region) => {
    const booted = bootedRegion(analysis.boot, region.path);
    const range = booted?.range;
    const size = range === undefined ? '–' : formatSize(range.size);
    return `| ${code(region.name)} | ${range === undefined ? '–' : code(formatHex(range.base))} | ${size} | ${booted?.state ?? 'not looked at'} |`;
  });
  const heaps = boot.heaps.map((heap) => code(heap.name)).join(', ');
  return [
    head,
    ['| Region | Base | Size | State |', '|---|---|--:|---|', ...rows].join('\n'),
    `Heaps: ${heaps || 'none'}`,
    ...notes(analysis),
  ].join('\n\n');
}
