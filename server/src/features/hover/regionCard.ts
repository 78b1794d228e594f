import { type Analysis, bootedRegion, withKernel } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { logAbout } from '../../kernel/outcome/logEntry.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Consumer } from '../../memory/consumers.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { heapsOf, stateName, stateText } from '../regionFacts.ts';
import { type Remark, remarksOn, remarkText } from '../remarks.ts';
import { asCode, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import type { HoverAsked } from './hoverAsked.ts';
import { noteBlocks } from './notes.ts';

/** At most this many consumers are named; more are counted. */
const MAXIMUM_CONSUMERS = 6;

/** A boot says little about one region; a hostile tree can make it say much. */
const MAXIMUM_LOG_LINES = 6;

/**
 * A region: its size and range, what the kernel makes of it, its heap's name by kernel, its consumers and the kernel's
 * log. What the editor shows above the card, being reported at the place itself, is left out.
 */
export function regionCard(asked: HoverAsked, region: Region): RichText {
  const { analysis, kernels, remarks } = asked;
  const booted = bootedRegion(analysis.boot, region.path);
  const about = remarksOn(region, remarks);
  const above = remarks.filter((remark) => isShownAbove(remark, asked));
  const others = about.filter((remark) => !above.includes(remark));
  // A finding about the region says why it is not what its author asked for.
  const isSaid = above.some(({ nodePath }) => nodePath === region.path);
  const facts: NamedFact[] = [
    ...(others.length > 0 ? [['Reported', ...others.map((remark) => remarkText(remark, region))] as const] : []),
    ...heapFacts(analysis, region, kernels),
    ['Used by', ...consumers(region)],
  ];
  const logged = logAbout(analysis.boot, region.path).map(({ line }) => line);
  const reported = about.flatMap(({ kernelLog }) => kernelLog ?? []);
  const said = new Set(above.flatMap(({ kernelLog }) => kernelLog ?? []));
  const log = [...new Set([...logged, ...reported])].filter((line) => !said.has(line)).slice(0, MAXIMUM_LOG_LINES);
  return [
    paragraph(strong(region.name), ' — ', ...placement(region, booted)),
    paragraph(
      `Linux ${analysis.profile.kernel}: ${isSaid && booted !== undefined ? stateName(booted) : fateText(analysis, booted)}`,
    ),
    { kind: 'facts', facts },
    { kind: 'code', lines: log, language: 'text' },
    ...noteBlocks(analysis, kernels),
  ];
}

/** Whether the editor shows a finding over the hover: its range holds the place. */
function isShownAbove({ span }: Remark, { document, offset }: HoverAsked): boolean {
  return span.file.path === document.file.path && span.start <= offset && offset <= span.end;
}

/** Size and range, as placed; where nothing was placed, as written. */
function placement(region: Region, booted: BootedRegion | undefined): Line {
  const range = booted?.range ?? region.reg[0]?.range;
  if (range === undefined) return region.size === undefined ? ['no size, no place'] : sizePieces(region.size);
  const placed = region.reg.length === 0 ? ', placed by the kernel' : '';
  return [...sizePieces(range.size), ' at ', asCode(formatRange(range)), placed];
}

const sizePieces = (size: bigint): Line => [`${formatSize(size)} (`, asCode(formatHex(size)), ')'];

/** What became of a region, for the end of a sentence. */
export function fateText({ boot }: Analysis, booted: BootedRegion | undefined): string {
  if (boot.stop !== undefined) return `does not boot: ${stopText(boot.stop)}`;
  return booted === undefined ? 'never looks at it' : stateText(booted);
}

/** A fact for each set of neighbouring kernels that agree on the names. */
function heapFacts(analysis: Analysis, region: Region, kernels: readonly string[]): NamedFact[] {
  const rows: { names: string[]; kernels: string[] }[] = [];
  for (const kernel of new Set([...kernels, analysis.profile.kernel])) {
    const names = heapNames(withKernel(analysis, kernel), region);
    const last = rows.at(-1);
    if (last?.names.join() === names.join()) last.kernels.push(kernel);
    else rows.push({ names, kernels: [kernel] });
  }
  return rows.map(({ names, kernels: agreeing }) => [
    `Heap on ${agreeing.join(', ')}`,
    ...(names.length === 0 ? [['none']] : names.map((name) => [asCode(`/dev/dma_heap/${name}`)])),
  ]);
}

function heapNames({ boot }: Analysis, region: Region): string[] {
  const booted = bootedRegion(boot, region.path);
  return booted === undefined ? [] : heapsOf(boot, booted).map(({ name }) => name);
}

function consumers({ consumers: all }: Region): Line[] {
  if (all.length === 0) return [['no device of the tree']];
  const named = all.slice(0, MAXIMUM_CONSUMERS).map(userPieces);
  const more = all.length - named.length;
  return more > 0 ? [...named, [`and ${more} more`]] : named;
}

/** A reference to the region: the device's path, the name that it gives the region, and the property, if it is another than `memory-region`. */
function userPieces({ path, name, property, attaches }: Consumer): Line {
  return [
    asCode(path),
    ...(attaches ? [] : [' by its ', asCode(property.name)]),
    ...(name === undefined ? [] : [' as ', asCode(name)]),
  ];
}
