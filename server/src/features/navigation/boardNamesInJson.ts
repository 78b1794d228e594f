import type { Analysis } from '../../analysis.ts';
import { type DeviceTreeNode, nodeAtPath } from '../../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import { type JsonDocument, type JsonPath, parseJson } from '../../text/json/jsonDocument.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { heapsOf } from '../regionFacts.ts';

/**
 * What a string in a scenario or a `.dtheaps.json` names on a board: a heap by its own name or by `&` and the label of
 * its region, or the node of a device by its path.
 */
export interface BoardName {
  readonly kind: 'heap' | 'device';
  readonly text: string;
  /** Of the text alone, without its quotation marks. */
  readonly span: Span;
}

/** Any member or item. */
const ANY = '*';

/** Where names of heaps and of devices stand in a scenario (`simulation/schema/`). */
const SCENARIO: readonly (readonly [kind: BoardName['kind'], path: readonly string[]])[] = [
  ['heap', ['steps', ANY, 'heap']],
  ['heap', ['steps', ANY, 'steps', ANY, 'heap']],
  ['heap', ['load', ANY, 'heap']],
  ['heap', ['streams', ANY, 'heap']],
  ['heap', ['heaps', ANY]],
  ['heap', ['heaps', ANY, ANY]],
  ['heap', ['programs', ANY, ANY]],
  ['heap', ['access', ANY, 'heap']],
  ['heap', ['expect', ANY, 'heap']],
  ['device', ['devices', ANY, 'path']],
];

/** The same for a `.dtheaps.json`: the heaps that programs of the workspace open. */
const CONFIGURATION: typeof SCENARIO = [['heap', ['consumers', ANY, 'heaps', ANY]]];

/** More names of one file are passed over: a scenario may have any number of steps. */
const MAXIMUM_NAMES = 20_000;

/** What a value at a path of a scenario names on a board; `undefined` where it names nothing of it. */
export function nameKindInScenario(path: JsonPath): BoardName['kind'] | undefined {
  return SCENARIO.find(([, pattern]) => fits(path, pattern))?.[0];
}

/** The same of a `.dtheaps.json`. */
export function nameKindInConfiguration(path: JsonPath): BoardName['kind'] | undefined {
  return CONFIGURATION.find(([, pattern]) => fits(path, pattern))?.[0];
}

const fits = (path: JsonPath, pattern: readonly string[]): boolean =>
  path.length === pattern.length && pattern.every((step, index) => step === ANY || step === path[index]);

/** What a scenario's file names on a board, in the order of its text; empty where it is no JSON. */
export function boardNamesInScenario(file: SourceFile): BoardName[] {
  return namesIn(file, SCENARIO);
}

/** What a `.dtheaps.json` names on its boards, in the order of its text; empty where it is no JSON. */
export function boardNamesInConfiguration(file: SourceFile): BoardName[] {
  return namesIn(file, CONFIGURATION);
}

function namesIn(file: SourceFile, patterns: typeof SCENARIO): BoardName[] {
  const document = parseJson(file);
  if ('message' in document) return [];
  const names: BoardName[] = [];
  for (const [kind, pattern] of patterns) collect(document, file, kind, pattern, document.value, [], names);
  return names.sort((one, other) => one.span.start - other.span.start);
}

/** Takes the strings that a pattern leads to from a value at a path. */
function collect(
  document: JsonDocument,
  file: SourceFile,
  kind: BoardName['kind'],
  pattern: readonly string[],
  value: unknown,
  path: JsonPath,
  names: BoardName[],
): void {
  const step = pattern[path.length];
  if (step === undefined) {
    if (typeof value !== 'string' || names.length >= MAXIMUM_NAMES) return;
    const { start, end } = document.valueSpan(path);
    const span = { file, start: start + 1, end: end - 1 };
    // A name that is written with escapes is none of a board's.
    if (file.text.slice(span.start, span.end) === value) names.push({ kind, text: value, span });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (step === ANY || step === key) collect(document, file, kind, pattern, member, [...path, key], names);
  }
}

/** The node that a name means on a board: the region of a heap or label, or a device; `undefined` where it has none. */
export function nodeOfBoardName(analysis: Analysis, { kind, text }: Pick<BoardName, 'kind' | 'text'>) {
  const { board, boot, memory } = analysis;
  if (kind === 'device') return nodeAtPath(board.tree, text);
  if (text.startsWith('&')) return TreeNodes.of(board.tree).labelled(text.slice(1));
  const path = boot.regions.find((region) => heapsOf(boot, region).some(({ name }) => name === text))?.path;
  return memory.regions.find((region) => region.path === path)?.node;
}

/** Whether a name means a node of a board. */
export const means = (analysis: Analysis, name: BoardName, node: DeviceTreeNode): boolean =>
  nodeOfBoardName(analysis, name) === node;
