import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { parseBytes } from '../../kernel/units/parseBytes.ts';
import { frameText } from '../../simulation/frames/frameText.ts';
import { HeapResolver } from '../../simulation/heapNames.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { frameSchema } from '../../simulation/schema/frameSchema.ts';
import { type JsonDocument, parseJson } from '../../text/json/jsonDocument.ts';
import { readJsonValue } from '../../text/json/readJson.ts';
import { memberOf } from '../../text/json/suggestion.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { listHeaps } from '../heapList.ts';
import { type BoardName, boardNamesInScenario, nodeOfBoardName } from '../navigation/boardNamesInJson.ts';
import { asCode, type Block, paragraph, type RichText, strong } from '../richText.ts';
import { heapNamesOf } from '../scenario/runOnBoard.ts';
import type { StepNote } from '../scenario/scenarioReport.ts';
import type { Hover } from './hoverAsked.ts';
import { nodeCard } from './nodeCards.ts';

/** A scenario as it stands in the editor, and the board that it runs on. */
export interface HoveredScenario {
  readonly file: SourceFile;
  readonly scenario: Scenario;
  /** `undefined` where no board is known. */
  readonly analysis: Analysis | undefined;
  readonly steps: readonly StepNote[];
}

/** What is needed to make the card of a node of the board. */
export interface ScenarioHoverSources {
  readonly kernels: readonly string[];
  readonly documentOf: (file: SourceFile) => DocumentTree;
}

/**
 * What a byte offset of a scenario means: a heap or device of the board by its card, a stream by the bytes that it takes,
 * a step by what came of it. `undefined` anywhere else.
 */
export function scenarioHover(
  asked: HoveredScenario,
  offset: number,
  sources: ScenarioHoverSources,
): Hover | undefined {
  const { file, analysis, steps } = asked;
  const name = boardNamesInScenario(file).find(({ span }) => covers(span, offset));
  const text = name && analysis && nameText(asked, analysis, name, sources);
  if (name !== undefined && text !== undefined) return { text, span: name.span };
  const step = steps.find(({ span }) => covers(span, offset));
  return step === undefined ? streamHover(file, offset) : { text: stepText(step), span: step.span };
}

const covers = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

function nameText(
  { scenario }: HoveredScenario,
  analysis: Analysis,
  name: BoardName,
  { kernels, documentOf }: ScenarioHoverSources,
): RichText {
  const isHeap = name.kind === 'heap';
  const resolver = new HeapResolver(analysis.boot, scenario, heapNamesOf(analysis));
  const heap = isHeap ? resolver.heap(name.text) : undefined;
  const listed = listHeaps(analysis).find((each) => each.name === heap);
  const node = nodeOfBoardName(
    analysis,
    heap === undefined || listed === undefined ? name : { kind: 'heap', text: heap },
  );
  const [place] = node?.declarations ?? [];
  const card: RichText =
    node === undefined || place === undefined
      ? []
      : nodeCard({ analysis, document: documentOf(place.file), offset: -1, kernels, remarks: [] }, node);
  if (!isHeap) return card.length > 0 ? card : [paragraph('The tree has no node ', asCode(name.text), '.')];
  if (listed === undefined) return [...missingHeap(analysis, resolver, name.text), ...card];
  return [paragraph(asCode(`/dev/dma_heap/${listed.name}`), ` — ${listed.text}`), ...card];
}

function missingHeap(analysis: Analysis, resolver: HeapResolver, text: string): Block[] {
  const why = resolver.whyMissing(text);
  const sentence = why === undefined ? '' : `: ${why}`;
  const there = analysis.boot.heaps.flatMap(({ name }, index) => [...(index > 0 ? [', '] : []), asCode(name)]);
  return [
    paragraph(asCode(text), ` is no heap of Linux ${analysis.profile.kernel}${sentence}.`),
    ...(there.length > 0 ? [paragraph('There are ', ...there, '.')] : []),
  ];
}

function stepText({ text, detail, result }: StepNote): RichText {
  const { frame, log = [] } = result;
  return [
    paragraph(strong(result.op), ` — ${text}`),
    ...(detail === undefined ? [] : [paragraph(detail)]),
    ...(frame === undefined ? [] : [paragraph(frame.text)]),
    { kind: 'code', lines: log, language: 'text' },
  ];
}

/** A stream: how many bytes its buffers have. */
function streamHover(file: SourceFile, offset: number): Hover | undefined {
  const document = parseJson(file);
  if ('message' in document) return undefined;
  const streams = memberOf(document.value, 'streams');
  const count = Array.isArray(streams) ? streams.length : 0;
  for (let index = 0; index < count; index++) {
    const span = document.valueSpan(['streams', index]);
    if (!covers(span, offset)) continue;
    const text = streamText(document, index);
    return text && { text, span };
  }
  return undefined;
}

function streamText({ value }: JsonDocument, index: number): RichText | undefined {
  const stream = memberOf(memberOf(value, 'streams'), index);
  const [name, buffers, size] = ['name', 'buffers', 'size'].map((member) => memberOf(stream, member));
  const { value: frame } = readJsonValue(memberOf(stream, 'frame'), frameSchema(), true);
  const bytes = frame?.size ?? parseBytes(size);
  if (typeof buffers !== 'number' || bytes === undefined || !Number.isSafeInteger(buffers)) return undefined;
  return [
    paragraph(
      strong(String(name)),
      ` — ${buffers} × ${formatSize(bytes)} = ${formatSize(bytes * BigInt(buffers))}, before the heap rounds them`,
    ),
    ...(frame === undefined ? [] : [paragraph(frameText(frame, []))]),
  ];
}
