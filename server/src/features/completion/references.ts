import { type Analysis, bootedRegion } from '../../analysis.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { isMemoryRegion } from '../../memory/memoryNodes.ts';
import { argumentCells } from '../cellLayout.ts';
import { stateText } from '../regionFacts.ts';
import { writtenSymbols } from '../writtenSymbols.ts';
import type { Asked } from './asked.ts';
import { beginsWith, type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';

/** What is written around a reference. */
type Around = (reference: string) => Insertion;

/**
 * The labels of the board, as references: nodes that can be the target of the property before others. Labels that the
 * document alone has, as that of an overlay which is being typed, are among them. Where a region is meant, these are the
 * regions, with size and state, then other memory, and any other label only once its beginning is typed
 * (`waitsForLabels`). `property` is absent where a statement begins.
 */
export function referenceSuggestions(
  asked: Asked,
  property: string | undefined,
  around: Around = (reference) => [reference],
): Suggestion[] {
  const { analysis, typed, role } = asked;
  const ofDocument = writtenReferences(asked, property, around);
  if (analysis === undefined) return ofDocument;
  const regions = new Map(analysis.memory.regions.map((region) => [region.node, region]));
  const counter = property === undefined ? undefined : argumentCells(property);
  const isForMemory = property !== undefined && isMemoryRegion(property);
  const attached = new Set(isForMemory ? attachedNodes(analysis) : []);
  const suggestions = ofDocument;
  for (const [label, node] of TreeNodes.of(analysis.board.tree).labels) {
    const reference = `&${label}`;
    if (node === role?.node || !matches(typed, reference)) continue;
    const region = regions.get(node);
    const isMemory = isForMemory && region === undefined && (attached.has(node) || isSram(node));
    if (isForMemory && region === undefined && !isMemory && !isBegun(typed, reference)) continue;
    const fits = counter === undefined ? isForMemory && region !== undefined : node.properties.has(counter);
    suggestions.push({
      label: reference,
      kind: region === undefined ? 'label' : 'region',
      detail: region === undefined ? node.name : regionText(analysis, region),
      documentation: () => documentationOf(analysis, node, region),
      insertion: around(reference),
      rank: fits ? Rank.required : isMemory ? Rank.fitting : region === undefined ? Rank.seen : Rank.known,
    });
  }
  return suggestions;
}

/** Whether labels are kept back at a place of a property's value until more is typed: then a list is not all there is. */
export const waitsForLabels = (property: string, typed: string): boolean =>
  isMemoryRegion(property) && !isBegun(typed, typed);

/** Whether a person has begun to type a reference, more of it than its sign. */
const isBegun = (typed: string, reference: string): boolean => typed.length > 1 && beginsWith(typed, reference);

/** The nodes that devices of the tree attach to by `memory-region`, regions or not. */
const attachedNodes = ({ memory }: Analysis): DeviceTreeNode[] =>
  memory.consumers.flatMap(({ attaches, target }) => (attaches && target !== undefined ? [target] : []));

/** Whether a node is static RAM of a chip, or a part of it (binding sram/sram.yaml): drivers take that for a region as well. */
const isSram = (node: DeviceTreeNode): boolean =>
  [node, node.parent].some((each) => stringsOf(each?.properties.get('compatible')).includes('mmio-sram'));

/** References to the labels that the document has and the tree has not. */
function writtenReferences(
  { analysis, document, typed, role }: Asked,
  property: string | undefined,
  around: Around,
): Suggestion[] {
  const known = analysis && TreeNodes.of(analysis.board.tree);
  const own = new Set(role?.written.labels.map(({ text }) => text));
  const isForMemory = property !== undefined && isMemoryRegion(property);
  return writtenSymbols(document).flatMap(({ labels, name, kind }) =>
    labels
      .filter((label) => !own.has(label) && known?.labelled(label) === undefined && matches(typed, `&${label}`))
      .filter((label) => !isForMemory || kind === 'region' || isBegun(typed, `&${label}`))
      .map((label) => ({
        label: `&${label}`,
        kind: kind === 'region' ? 'region' : 'label',
        detail: name,
        insertion: around(`&${label}`),
        rank: kind === 'region' && isForMemory ? Rank.required : Rank.seen,
      })),
  );
}

/** A region in a few words: its size, its place, what the kernel makes of it. */
export function regionText(analysis: Analysis, region: Region): string {
  const booted = bootedRegion(analysis.boot, region.path);
  const range = booted?.range ?? region.reg[0]?.range;
  const size = range?.size ?? region.size;
  return [
    size === undefined ? 'no size' : formatSize(size),
    ...(range === undefined ? [] : [formatHex(range.base)]),
    booted?.state ?? 'not looked at',
  ].join(' · ');
}

function documentationOf(analysis: Analysis, node: DeviceTreeNode, region: Region | undefined): string {
  const lines = [nodePath(node)];
  const compatible = stringsOf(node.properties.get('compatible'));
  if (compatible.length > 0) lines.push(compatible.join(', '));
  const booted = region === undefined ? undefined : bootedRegion(analysis.boot, region.path);
  if (booted !== undefined) lines.push(`Linux ${analysis.profile.kernel}: ${stateText(booted)}`);
  if (region !== undefined && region.consumers.length > 0) {
    const users = region.consumers.slice(0, MAXIMUM_USERS).map(({ path }) => path);
    const more = region.consumers.length - users.length;
    lines.push(`Used by ${users.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  return lines.join('\n\n');
}

/** More users than this are counted. */
const MAXIMUM_USERS = 4;

/** The children of the node that a path reference has come to: `&{/soc/…`. */
export function pathSuggestions({ analysis, place, offset }: Asked, around: Around = (path) => [path]): Suggestion[] {
  const { file, start, end } = place.word;
  const typed = file.text.slice(start, offset);
  if (analysis === undefined || !typed.startsWith('&{')) return [];
  const folder = typed.slice(2, typed.lastIndexOf('/') + 1);
  let node: DeviceTreeNode | undefined = analysis.board.tree.root;
  for (const name of folder.split('/')) if (name !== '') node = node?.children.get(name);
  const isClosed = file.text.charAt(end - 1) === '}';
  return [...(node?.children.values() ?? [])].flatMap((child): Suggestion[] => {
    const path = `${folder === '' ? '/' : folder}${child.name}`;
    const reference = `&{${path}`;
    if (!matches(typed, reference)) return [];
    return [
      {
        label: path,
        kind: 'node',
        detail: child.labels.map((label) => `&${label}`).join(' '),
        insertion: isClosed && offset < end ? [reference, '}'] : around(`${reference}}`),
        filter: reference,
        rank: Rank.fitting,
      },
    ];
  });
}
