import type { Analysis } from '../../analysis.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { nodesOf } from '../../devicetree/tree/walkedTree.ts';
import { findPixelFormat, pixelFormats } from '../../simulation/frames/pixelFormats.ts';
import { readScenario } from '../../simulation/readScenario.ts';
import type { JsonPath } from '../../text/json/jsonDocument.ts';
import { jsonPlaceAt } from '../../text/json/jsonPlace.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { listHeaps } from '../heapList.ts';
import { nameKindInScenario } from '../navigation/boardNamesInJson.ts';
import { heapNamesOf, runOnBoard } from '../scenario/runOnBoard.ts';
import { type Choice, chosenAt, type JsonCompletion } from './jsonChoices.ts';
import { regionText } from './references.ts';
import { Rank } from './suggestion.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * The heaps, buffers, devices, streams, programs and formats that can be named at a byte offset of a scenario, and what an
 * expected step comes to: heaps, devices and results are those of the board that it runs on, the others its own.
 * `undefined` where no name of those is expected; the names of members are the schema's matter.
 */
export function completeScenario(
  file: SourceFile,
  offset: number,
  analysis: Analysis | undefined,
): JsonCompletion | undefined {
  const place = jsonPlaceAt(file, offset);
  if (place === undefined) return undefined;
  const scenario = membersOf(place.value);
  return chosenAt(place, offset, choicesAt(place.path, scenario, analysis));
}

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textsOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** The lists of a scenario whose items ask for buffers, or name them. */
const ASKING: ReadonlySet<PropertyKey> = new Set(['steps', 'load', 'streams']);

function choicesAt(path: JsonPath, scenario: Members, analysis: Analysis | undefined): Choice[] {
  const [first, index] = path;
  const last = path.at(-1);
  const named = nameKindInScenario(path);
  if (named === 'device') return deviceNodes(analysis);
  // What the scenario itself calls a heap stands for one where it is used, and not where it is told.
  if (named === 'heap') return heapChoices(analysis, first === 'steps' || first === 'load' ? scenario.heaps : {});
  if (first === 'heaps' || first === 'programs') return [];
  if (first === 'expect') return expectationChoices(path, scenario, analysis);
  if (first === 'profile') return [];
  if (first === undefined || !ASKING.has(first)) return [];
  switch (last) {
    case 'program':
      return programChoices(analysis, scenario);
    case 'device':
      return namesOfItems(scenario.devices, 'path', 'node');
    case 'stream':
      return namesOfItems(scenario.streams, 'heap', 'label');
    case 'id':
      return index === undefined ? [] : bufferChoices(path, scenario);
    case 'format':
      return formatChoices();
    default:
      return [];
  }
}

/** The names that a scenario gives the items of a list, each with another member of the item beside it. */
function namesOfItems(list: unknown, beside: string, kind: Choice['kind']): Choice[] {
  return itemsOf(list).flatMap((item) => {
    const { name, [beside]: detail } = membersOf(item);
    return textsOf(name).map((text): Choice => ({ text, detail: textsOf(detail)[0], kind, rank: Rank.fitting }));
  });
}

/** What a member of an expected step comes to on this board: the scenario is run without its expectations. */
function expectationChoices(path: JsonPath, scenario: Members, analysis: Analysis | undefined): Choice[] {
  const [, index, member] = path;
  if (analysis === undefined || path.length !== 3 || member === 'step') return [];
  const { step } = membersOf(itemsOf(scenario.expect)[Number(index)]);
  const run = readScenario({ ...scenario, expect: [] });
  if (typeof step !== 'number' || run.problems.length > 0) return [];
  const result = runOnBoard(analysis, run.scenario).steps[step];
  return textsOf(membersOf(result)[String(member)]).map(
    (text): Choice => ({ text, detail: `what step ${step} comes to`, kind: 'value', rank: Rank.required }),
  );
}

/** Heaps by the names that the scenario gives them, by their own, by the labels of their regions. */
export function heapChoices(analysis: Analysis | undefined, aliases: unknown): Choice[] {
  const choices = Object.keys(membersOf(aliases)).map(
    (text): Choice => ({ text, detail: 'a heap of this scenario', kind: 'label', rank: Rank.required }),
  );
  if (analysis === undefined) return choices;
  const heaps = listHeaps(analysis).map(
    ({ name, text }): Choice => ({ text: name, detail: text, kind: 'region', rank: Rank.fitting }),
  );
  const labels = analysis.memory.regions.flatMap((region) =>
    region.labels.map(
      (label): Choice => ({
        text: `&${label}`,
        detail: regionText(analysis, region),
        kind: 'label',
        rank: Rank.known,
      }),
    ),
  );
  const byDefault: Choice = { text: 'default', detail: 'of the default CMA area', kind: 'label', rank: Rank.known };
  return [...choices, ...heaps, ...labels, byDefault];
}

function programChoices(analysis: Analysis | undefined, scenario: Members): Choice[] {
  const own = Object.keys(membersOf(scenario.programs)).map(
    (text): Choice => ({ text, detail: 'a program of this scenario', kind: 'label', rank: Rank.required }),
  );
  const known = analysis === undefined ? [] : [...heapNamesOf(analysis).programs];
  const others = known.map(
    ([text, heaps]): Choice => ({ text, detail: heaps.join(', '), kind: 'value', rank: Rank.fitting }),
  );
  return [...own, ...others];
}

/** The nodes that can be a device, those that refer to memory or have an IOMMU first. */
function deviceNodes(analysis: Analysis | undefined): Choice[] {
  if (analysis === undefined) return [];
  const users = new Set<DeviceTreeNode>(analysis.memory.consumers.map(({ node }) => node));
  return nodesOf(analysis.board.tree.root).flatMap((node): Choice[] => {
    const compatible = node.properties.has('reg') ? stringsOf(node.properties.get('compatible')) : [];
    const isUser = users.has(node) || node.properties.has('iommus');
    if (compatible.length === 0 && !isUser) return [];
    return [{ text: nodePath(node), detail: compatible[0], kind: 'node', rank: isUser ? Rank.required : Rank.known }];
  });
}

/** The operations that make buffers. */
const MAKING = new Set(['allocate', 'start', 'fill', 'churn', 'find']);

/** The buffers that the steps before a place make, and for several the pattern that means them all. */
function bufferChoices(path: JsonPath, scenario: Members): Choice[] {
  const [list, index, ...inside] = path;
  const steps = itemsOf(scenario[String(list)]);
  const nested =
    inside[0] === 'steps' ? itemsOf(membersOf(steps[Number(index)]).steps).slice(0, Number(inside[1])) : [];
  const here =
    inside[0] === 'steps' ? itemsOf(membersOf(steps[Number(index)]).steps)[Number(inside[1])] : steps[Number(index)];
  if (MAKING.has(String(membersOf(here).op))) return [];
  const before = [...(list === 'steps' ? itemsOf(scenario.load) : []), ...steps.slice(0, Number(index)), ...nested];
  const choices = new Map<string, Choice>();
  for (const step of before) for (const choice of buffersOf(membersOf(step))) choices.set(choice.text, choice);
  return [...choices.values()];
}

function buffersOf({ op, id, count, heap, steps }: Members): Choice[] {
  if (op === 'repeat') return itemsOf(steps).flatMap((step) => buffersOf(membersOf(step)));
  if (!MAKING.has(String(op))) return [];
  const detail = textsOf(heap)[0];
  return textsOf(id).flatMap((name): Choice[] => {
    const one = { detail, kind: 'value', rank: Rank.fitting } as const;
    if (count === undefined && op !== 'fill' && op !== 'churn') return [{ text: name, ...one }];
    return [
      { text: `${name}0`, ...one },
      { text: `${name}*`, ...one, detail: 'all of them' },
    ];
  });
}

/** The formats that a frame can have, each by the name that stands for it. */
function formatChoices(): Choice[] {
  const usable = pixelFormats().filter(
    (format) => format.planes !== undefined && findPixelFormat(format.name) === format,
  );
  return usable.map(
    ({ name, api, code }): Choice => ({
      text: name,
      detail: `${api} ${code}`.trim(),
      kind: 'value',
      rank: Rank.fitting,
    }),
  );
}
