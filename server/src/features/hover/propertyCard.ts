import type { Analysis } from '../../analysis.ts';
import type { DocumentStatement } from '../../devicetree/document/statements.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { printProperty } from '../../devicetree/tree/printTree.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { CELL_BYTES, cellAt } from '../../text/cells.ts';
import type { Span } from '../../text/sourceFile.ts';
import { argumentCells } from '../cellLayout.ts';
import { knownProperty, type NodeRole } from '../nodeRole.ts';
import { placeText } from '../placeText.ts';
import { asCode, type Block, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { bootLineFacts } from './bootOption.ts';
import { decodedValue } from './decodedValue.ts';

/** At most this many places and readers are named. */
const MOST_PLACES = 6;
/** Values are printed as far as this. */
const LONGEST_VALUE = 400;

/**
 * A property: what it means to memory, who reads it and since when, what it came to on this board, and where it is set.
 * `statement` is the place in the document that sets or deletes it. `undefined` where neither the board has it nor any
 * binding about memory.
 */
export function propertyCard(
  analysis: Analysis,
  role: NodeRole,
  name: string,
  statement: DocumentStatement,
): RichText | undefined {
  const known = knownProperty(role, name);
  const property = role.node?.properties.get(name);
  if (known === undefined && property === undefined) return undefined;
  const here = hereFacts(analysis, role, known, property);
  const where = role.node === undefined ? [] : [' of ', asCode(role.node.name === '' ? '/' : role.node.name)];
  return [
    paragraph(strong(name), ...where),
    ...(known === undefined ? [] : [paragraph(known.meaning)]),
    ...(here.length === 0 || known === undefined ? valueBlock(property) : []),
    {
      kind: 'facts',
      facts: [...here, ...knownFacts(known, name), ...placeFacts(property, statement)],
    },
  ];
}

/** What is known of a property about memory without any board; `undefined` where no binding about memory has it. */
export function propertyMeaning(role: NodeRole, name: string): RichText | undefined {
  const known = knownProperty(role, name);
  return (
    known && [paragraph(strong(name)), paragraph(known.meaning), { kind: 'facts', facts: knownFacts(known, name) }]
  );
}

/** The value as dtc would print it; none for a flag of a known meaning. */
function valueBlock(property: DeviceTreeProperty | undefined): Block[] {
  if (property === undefined || property.value.length === 0) return [];
  const text = printedWithin(property, LONGEST_VALUE);
  const number = plainNumber(property);
  const block: Block = { kind: 'code', lines: [text], language: 'dts' };
  return number === undefined ? [block] : [block, paragraph(`${number} in decimal`)];
}

/** A property as dtc would print it; one of more than `longest` bytes is not printed only to be cut. */
export function printedWithin(property: DeviceTreeProperty, longest: number): string {
  const { name, value } = property;
  return value.length > longest ? `${name} = …; /* ${value.length} bytes */` : printProperty(property, true);
}

/** The number that a value of one plain cell is, where its digits do not show it. */
function plainNumber({ value, markers }: DeviceTreeProperty): number | undefined {
  const isCell = value.length === CELL_BYTES && markers.some(({ kind }) => kind === 'uint32');
  if (!isCell || markers.some(({ kind }) => kind === 'phandle')) return undefined;
  const number = cellAt(value, 0) ?? 0;
  return number > 9 ? number : undefined;
}

function hereFacts(
  analysis: Analysis,
  role: NodeRole,
  known: RegionProperty | undefined,
  property: DeviceTreeProperty | undefined,
): NamedFact[] {
  if (property === undefined) return [['Here', ['the board does not have it']]];
  if (role.holder === 'chosen' && property.name === 'bootargs') return bootLineFacts(analysis);
  const kind = known?.value ?? kindByName(property.name);
  const lines = kind === undefined ? [] : decodedValue(analysis, role, property, kind);
  return lines.length === 0 ? [] : [['Here', ...lines]];
}

/** How a property that is not about memory is read, where every binding reads that name alike. */
function kindByName(name: string): RegionProperty['value'] | undefined {
  if (name === 'memory-region' || /,memory-regions?$/.test(name)) return 'phandles';
  return undefined;
}

function knownFacts(known: RegionProperty | undefined, name: string): NamedFact[] {
  const counter = argumentCells(name);
  const cells: NamedFact[] =
    counter === undefined ? [] : [['Cells', ['a reference, and as many as ', asCode(counter), ' of its node says']]];
  if (known === undefined) return cells;
  const { readers, since, source, replacedBy } = known;
  return [
    ...cells,
    ...(replacedBy === undefined
      ? []
      : [['Outdated', ['write ', asCode(replacedBy), ' in its place']] satisfies NamedFact]),
    [
      'Read by',
      ...(readers.length === 0
        ? [['nobody in mainline']]
        : readers.slice(0, MOST_PLACES).map((reader): Line => [asCode(reader)])),
    ],
    ...(since === undefined ? [] : [['Since', [`Linux ${since}`]] satisfies NamedFact]),
    ['Defined in', [asCode(source)]],
  ];
}

/** Where the value that stands is from, where it is not the one in the document or not the only one. */
function placeFacts(property: DeviceTreeProperty | undefined, { span }: DocumentStatement): NamedFact[] {
  const history = property?.history ?? [];
  const standing = history.at(-1);
  if (standing === undefined) return [];
  const isHere = covers(standing.span, span);
  if (isHere && history.length === 1) return [];
  const lines = history
    .slice(-MOST_PLACES)
    .map(
      ({ action, span: at }): Line => [
        `${placeText(at)}${action === 'delete' ? ', deleted' : ''}${at === standing.span ? ', which stands' : ''}`,
      ],
    );
  return [['Set in', ...lines]];
}

const covers = (one: Span, other: Span): boolean =>
  one.file.path === other.file.path && one.start < other.end && other.start < one.end;
