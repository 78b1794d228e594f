import type { Analysis } from '../../analysis.ts';
import type { DeviceTree, DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { nodesOf } from '../../devicetree/tree/walkedTree.ts';
import { REGION_COMPATIBLES } from '../../memory/regionProperties/compatibles.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { cellsText, isOneString } from '../../text/cells.ts';
import { knownProperty, type NodeRole } from '../nodeRole.ts';
import { type Asked, rootCells, semicolonFor } from './asked.ts';
import { bootParameterSuggestions } from './bootParameters.ts';
import { cellSuggestions } from './cellSuggestions.ts';
import { kindOfNode, knowsMemory, placeFor, placeNamed, roundedSize } from './placements.ts';
import { pathSuggestions, referenceSuggestions, waitsForLabels } from './references.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';
import { namesInTree } from './treeNames.ts';

/** A string that a property may be, and what it says. */
interface StringChoice {
  readonly text: string;
  readonly meaning?: string;
}

const STATUSES: readonly StringChoice[] = [
  { text: 'okay', meaning: 'The node is in use.' },
  { text: 'disabled', meaning: 'The node is not in use: a region is ordinary RAM, a device is not probed.' },
  { text: 'reserved', meaning: 'The device works, but somebody else uses it, such as secure firmware.' },
  { text: 'fail', meaning: 'The device does not work.' },
];

/** At most this many strings of the tree are listed at once. */
const MAXIMUM_STRINGS = 200;

/** The strings that a property of a node may be: those of its binding, else those that the tree has for the name. */
function choicesOf(asked: Asked, property: string): readonly StringChoice[] {
  const { analysis, role } = asked;
  if (property === 'status') return STATUSES;
  if (property === 'device_type')
    return role?.holder === 'memory' ? [{ text: 'memory' }] : [{ text: 'cpu' }, { text: 'memory' }, { text: 'pci' }];
  if (property === 'compatible' && role?.holder === 'region') {
    return REGION_COMPATIBLES.map(({ name, meaning, since, driver }) => ({
      text: name,
      meaning: `${meaning}${driver === '' ? '' : `\n\n${driver}${since === undefined ? '' : `, since Linux ${since}`}`}`,
    }));
  }
  if (analysis === undefined) return [];
  const seen = stringsInTree(analysis.board.tree, property, role?.node);
  return property === 'memory-region-names' ? [...regionNames(asked, analysis), ...seen] : seen;
}

/** What the region of an entry may be called in `memory-region-names`: as its node is, without the address. */
function regionNames({ role, place }: Asked, { memory }: Analysis): readonly StringChoice[] {
  return memory.consumers.flatMap(({ node, property, index, target }): StringChoice[] => {
    if (target === undefined || node !== role?.node || property.name !== 'memory-region' || index !== place.index)
      return [];
    return [{ text: target.name.replace(/@.*$/, ''), meaning: `The region ${nodePath(target)}.` }];
  });
}

/** The strings that a property of a name has in the other nodes of a tree. */
function stringsInTree(tree: DeviceTree, property: string, own: DeviceTreeNode | undefined): readonly StringChoice[] {
  const texts = new Set<string>();
  for (const node of nodesOf(tree.root)) {
    const found = node === own ? undefined : node.properties.get(property);
    if (found === undefined || found.value[found.value.length - 1] !== 0) continue;
    for (const text of stringsOf(found)) if (/^[\x20-\x7e]+$/.test(text) && !/["\\]/.test(text)) texts.add(text);
  }
  return [...texts].map((text) => ({ text }));
}

/** Strings, where the place is between their quotes. `isCut` where there are more. */
export function stringSuggestions(asked: Asked): { readonly items: readonly Suggestion[]; readonly isCut: boolean } {
  const { place, role, typed } = asked;
  const { property } = place;
  if (property === undefined || role === undefined) return { items: [], isCut: false };
  if (property === 'bootargs') return { items: bootParameterSuggestions(asked), isCut: false };
  const items = choicesOf(asked, property)
    .filter(({ text }) => matches(typed, text))
    .map(
      ({ text, meaning }, index): Suggestion => ({
        label: text,
        kind: 'value',
        documentation: () => meaning,
        insertion: [text],
        rank: Rank.fitting + index / 1000,
      }),
    );
  return { items: items.slice(0, MAXIMUM_STRINGS), isCut: items.length > MAXIMUM_STRINGS };
}

/** Whole values, where none has begun: strings with their quotes, references and cells with their brackets. */
export function valueSuggestions(asked: Asked): { readonly items: readonly Suggestion[]; readonly isCut: boolean } {
  const { place, role, typed } = asked;
  const { property } = place;
  if (property === undefined || role === undefined) return { items: [], isCut: false };
  const end = semicolonFor(asked);
  if (typed.startsWith('&{')) return { items: pathSuggestions(asked), isCut: false };
  if (typed.startsWith('&'))
    return { items: referenceSuggestions(asked, property), isCut: waitsForLabels(property, typed) };
  if (typed.startsWith('/')) return { items: valueKeywords(asked), isCut: false };
  const known = knownProperty(role, property);
  if (known?.value === 'flag') return { items: [], isCut: false };
  const isText = known === undefined ? isTextInTree(asked, property) : /^strings?$/.test(known.value);
  if (isText) return quoted(asked, property, end);
  const cells = cellSuggestions(asked, (text) => ['<', ...text, `>${end}`]);
  const template = valueTemplate(asked, role, known);
  if (cells.items.length > 0 || known === undefined || template === undefined) return cells;
  const label = template.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  return { items: [{ label, kind: 'value', insertion: [...template, end], rank: Rank.fitting }], isCut: false };
}

function quoted(asked: Asked, property: string, end: string): { items: Suggestion[]; isCut: boolean } {
  const { typed } = asked;
  const empty: Suggestion = {
    label: '""',
    kind: 'value',
    insertion: ['"', { stop: 0, text: '' }, `"${end}`],
    rank: Rank.fitting,
  };
  if (property === 'bootargs') return { items: [empty], isCut: false };
  const items = choicesOf(asked, property).flatMap(({ text, meaning }, index): Suggestion[] => {
    const label = `"${text}"`;
    if (!matches(typed, label)) return [];
    return [
      {
        label,
        kind: 'value',
        documentation: () => meaning,
        insertion: [`${label}${end}`],
        rank: Rank.fitting + index / 1000,
      },
    ];
  });
  if (items.length === 0 && typed === '') return { items: [empty], isCut: false };
  return { items: items.slice(0, MAXIMUM_STRINGS), isCut: items.length > MAXIMUM_STRINGS };
}

function isTextInTree({ analysis }: Asked, property: string): boolean {
  if (property === 'compatible' || property === 'status') return true;
  const example = analysis === undefined ? undefined : namesInTree(analysis.board.tree).properties.get(property);
  if (example === undefined) return false;
  const { value } = example;
  return (
    value[0] !== 0 &&
    (isOneString(value) ||
      (value[value.length - 1] === 0 && stringsOf(example).every((text) => /^[\x20-\x7e]+$/.test(text))))
  );
}

function valueKeywords(asked: Asked): Suggestion[] {
  const keywords: readonly Insertion[] = [
    ['/bits/ ', { stop: 1, text: '64' }, ' <', { stop: 2, text: '' }, `>${semicolonFor(asked)}`],
    ['/incbin/("', { stop: 1, text: '' }, `")${semicolonFor(asked)}`],
  ];
  return keywords.flatMap((insertion): Suggestion[] => {
    const label = String(insertion[0]).replace(/[ (].*$/, '');
    return matches(asked.typed, label) ? [{ label, kind: 'keyword', insertion, rank: Rank.keyword }] : [];
  });
}

/** What is written for a property that is added: its value with what a person fills in; `undefined` for a flag. */
export function valueTemplate(
  asked: Asked,
  role: NodeRole,
  property: RegionProperty | undefined,
): Insertion | undefined {
  if (property === undefined || property.value === 'flag') return undefined;
  const cells = rootCells(asked.analysis);
  const { name } = property;
  switch (property.value) {
    case 'string':
    case 'strings':
      return ['"', { stop: 1, text: STRING_DEFAULTS.get(`${role.holder} ${name}`) ?? '' }, '"'];
    case 'phandle':
    case 'phandles':
    case 'specifiers':
      return ['<&', { stop: 1, text: '' }, '>'];
    case 'size':
      return ['<', { stop: 1, text: cellsText(defaultSize(asked, role), cells.size) }, '>'];
    case 'address':
      return ['<', { stop: 1, text: cellsText(roundedSize(asked.analysis, kindOfNode(role), 1n), cells.address) }, '>'];
    case 'ranges':
      if (property.holder === 'any') return ['<', { stop: 1, text: '' }, '>'];
      return rangeTemplate(asked, role, name);
    case 'translations':
      return role.holder === 'reserved-memory' ? undefined : ['<', { stop: 1, text: '' }, '>'];
    case 'cell':
      return ['<', { stop: 1, text: cellDefault(asked, role, name) }, '>'];
    default:
      return ['<', { stop: 1, text: '' }, '>'];
  }
}

const STRING_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['region compatible', 'shared-dma-pool'],
  ['region status', 'okay'],
  ['device status', 'okay'],
  ['memory status', 'okay'],
  ['memory device_type', 'memory'],
]);

function cellDefault({ analysis }: Asked, { holder }: NodeRole, name: string): string {
  const cells = rootCells(analysis);
  if (holder !== 'reserved-memory' && holder !== 'root') return '';
  return name === '#address-cells' ? `${cells.address}` : name === '#size-cells' ? `${cells.size}` : '';
}

/** The usual size of a region of the node's kind. */
function defaultSize({ analysis }: Asked, role: NodeRole): bigint {
  const kind = kindOfNode(role);
  return roundedSize(analysis, kind, kind.sizes[0] ?? 1n);
}

/** An address and a size with the root's cells: a free place, for a region on a known board. */
function rangeTemplate(asked: Asked, role: NodeRole, name: string): Insertion {
  const { analysis } = asked;
  const cells = rootCells(analysis);
  const size = defaultSize(asked, role);
  const moving = role.node === undefined ? undefined : nodePath(role.node);
  const isRegion = role.holder === 'region';
  const bank = knowsMemory(analysis) ? analysis.boot.systemMemory[0] : undefined;
  const place =
    isRegion && name === 'reg'
      ? (placeNamed(analysis, kindOfNode(role), size, role) ?? placeFor(analysis, kindOfNode(role), size, moving))
      : name === 'alloc-ranges'
        ? bank
        : undefined;
  return [
    '<',
    { stop: 1, text: cellsText(place?.base ?? 0n, cells.address) },
    ' ',
    { stop: 2, text: cellsText(place?.size ?? (isRegion ? size : 0n), cells.size) },
    '>',
  ];
}
