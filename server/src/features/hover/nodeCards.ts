import { type Analysis, bootedRegion } from '../../analysis.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { isEnabled, stringsOf } from '../../devicetree/tree/readProperty.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { MemoryBank } from '../../memory/memoryMap.ts';
import { shortened } from '../../text/bytesAndText.ts';
import { placeText } from '../placeText.ts';
import { regionSummary } from '../regionFacts.ts';
import { asCode, type Block, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { bootLineFacts } from './bootOption.ts';
import type { HoverAsked } from './hoverAsked.ts';
import { noteBlocks } from './notes.ts';
import { printedWithin } from './propertyCard.ts';
import { regionCard } from './regionCard.ts';

/** At most this many lines are made of one kind of thing; a hostile tree may have any number. */
const MOST_LINES = 8;
/** At most this many regions and heaps are listed. */
const MOST_ROWS = 64;

/** What is said of a node of the tree: a region's card, or what the node is for memory. */
export function nodeCard(asked: HoverAsked, node: DeviceTreeNode): RichText {
  const { analysis } = asked;
  const { memory } = analysis;
  const region = memory.regions.find((each) => each.node === node);
  if (region !== undefined) return regionCard(asked, region);
  if (node === memory.reservedMemory) return reservedMemoryCard(analysis);
  const bank = memory.banks.find((each) => each.node === node);
  if (bank !== undefined) return memoryCard(analysis, bank);
  const isChosen = node.name === 'chosen' && node.parent?.parent === undefined;
  return [
    paragraph(strong(node.name === '' ? '/' : node.name), ...(node.name === '' ? [] : [' — ', asCode(nodePath(node))])),
    {
      kind: 'facts',
      facts: [...plainFacts(node), ...(isChosen ? bootLineFacts(analysis) : memoryFacts(analysis, node))],
    },
    ...stateBlocks(node),
  ];
}

/** At most this many properties of a node are shown, each as far as that many characters. */
const MOST_PROPERTIES = 16;
const LONGEST_PROPERTY = 100;

/** What a node has in the end, whatever files it is written in. */
function stateBlocks(node: DeviceTreeNode): Block[] {
  const properties = [...node.properties.values()];
  if (properties.length === 0 && node.children.size === 0) return [];
  const shown = properties.slice(0, MOST_PROPERTIES).map((property) => {
    return `\t${shortened(printedWithin(property, 4 * LONGEST_PROPERTY), LONGEST_PROPERTY)}`;
  });
  const more = properties.length - shown.length;
  const left = [
    ...(more > 0 ? [`${more} more ${more === 1 ? 'property' : 'properties'}`] : []),
    ...(node.children.size > 0 ? [`${node.children.size} ${node.children.size === 1 ? 'node' : 'nodes'}`] : []),
  ];
  const rest = left.length === 0 ? [] : [`\t/* ${left.join(', ')} */`];
  const name = node.name === '' ? '/' : node.name;
  return [{ kind: 'code', lines: [`${name} {`, ...shown, ...rest, '};'], language: 'dts' }];
}

/** All regions in a table, and the heaps. */
function reservedMemoryCard(analysis: Analysis): RichText {
  const { boot, memory, profile } = analysis;
  const head = paragraph(strong('Reserved memory'), ` on Linux ${profile.kernel}`);
  if (boot.stop !== undefined) return [head, paragraph(`Does not boot: ${stopText(boot.stop)}`)];
  const more = memory.regions.length - MOST_ROWS;
  const rows = memory.regions.slice(0, MOST_ROWS).map(({ name, path }): Line => {
    const booted = bootedRegion(boot, path);
    const range = booted?.range;
    return [
      asCode(name),
      range === undefined ? '–' : asCode(formatHex(range.base)),
      range === undefined ? '–' : formatSize(range.size),
      booted?.state ?? 'not looked at',
    ];
  });
  const heaps = boot.heaps
    .slice(0, MOST_ROWS)
    .flatMap(({ name }, index): Line => [...(index === 0 ? [] : [', ']), asCode(name)]);
  return [
    head,
    { kind: 'table', head: ['Region', 'Base', 'Size', 'State'], rows },
    ...(more > 0 ? [paragraph(`and ${more} more`)] : []),
    paragraph('Heaps: ', ...(heaps.length === 0 ? ['none'] : heaps)),
    ...noteBlocks(analysis),
  ];
}

/** The banks of RAM as the tree has them, and what the kernel finds. */
function memoryCard(analysis: Analysis, { node, path, entries }: MemoryBank): RichText {
  const { boot, profile } = analysis;
  const banks = entries.slice(0, MOST_LINES).map(({ range }) => rangeLine(range));
  const system = boot.systemMemory.slice(0, MOST_LINES).map(rangeLine);
  const total = boot.systemMemory.reduce((sum, { size }) => sum + size, 0n);
  const lowmem = profile.architecture === 'arm' && boot.stop === undefined;
  const facts: NamedFact[] = [
    ['Banks', ...(banks.length === 0 ? [['none: their size is left to firmware']] : banks)],
    [`RAM on Linux ${profile.kernel}`, ...(system.length === 0 ? [['none']] : system), ...totalLine(total, system)],
    ...(lowmem ? [['Lowmem ends at', [asCode(formatHex(boot.lowmemEnd))]] satisfies NamedFact] : []),
  ];
  return [
    paragraph(strong(node.name), ' — RAM, ', asCode(path)),
    { kind: 'facts', facts },
    ...stopBlocks(analysis),
    ...noteBlocks(analysis),
  ];
}

const totalLine = (total: bigint, lines: readonly Line[]): Line[] =>
  lines.length > 1 ? [[`${formatSize(total)} together`]] : [];

function stopBlocks({ boot, profile }: Analysis): Block[] {
  return boot.stop === undefined ? [] : [paragraph(`Linux ${profile.kernel} does not boot: ${stopText(boot.stop)}`)];
}

function rangeLine(range: Parameters<typeof formatRange>[0]): Line {
  return [asCode(formatRange(range)), `, ${formatSize(range.size)}`];
}

/** What any node has that tells which one it is. */
function plainFacts(node: DeviceTreeNode): NamedFact[] {
  const compatible = stringsOf(node.properties.get('compatible')).slice(0, MOST_LINES);
  const [model] = stringsOf(node.properties.get('model'));
  const opened = node.declarations.slice(0, MOST_LINES).map((span): Line => [placeText(span)]);
  return [
    ...(node.parent === undefined && model !== undefined ? [['Model', [model]] satisfies NamedFact] : []),
    ...(node.labels.length > 0 ? [['Labels', [node.labels.slice(0, MOST_LINES).join(', ')]] satisfies NamedFact] : []),
    ...(compatible.length > 0
      ? [['Compatible', ...compatible.map((name): Line => [asCode(name)])] satisfies NamedFact]
      : []),
    ...(isEnabled(node) ? [] : [['Status', ['switched off']] satisfies NamedFact]),
    ...(opened.length > 0 ? [['Written in', ...opened] satisfies NamedFact] : []),
  ];
}

/** The memory that a device refers to. */
function memoryFacts({ memory, boot }: Analysis, node: DeviceTreeNode): NamedFact[] {
  const lines = memory.consumers
    .filter((consumer) => consumer.node === node)
    .slice(0, MOST_LINES)
    .map(({ target, phandle, name }): Line => {
      const as = name === undefined ? [] : [' as ', asCode(name)];
      if (target === undefined) return [`phandle ${phandle}, which no node has`, ...as];
      const booted = bootedRegion(boot, nodePath(target));
      return [asCode(target.name), ...as, ...(booted === undefined ? [] : [`: ${regionSummary(boot, booted)}`])];
    });
  return lines.length === 0 ? [] : [['Memory', ...lines]];
}
