import { typingPlaceAt } from '../../devicetree/document/typingPlace.ts';
import type { DocumentValue } from '../../devicetree/document/values.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { CELL_BYTES, entryBytes, numberAt } from '../../text/cells.ts';
import type { Span } from '../../text/sourceFile.ts';
import { type CellLayout, type CellPart, cellLayoutAt } from '../cellLayout.ts';
import { type NodeRole, nodeRoleOf } from '../nodeRole.ts';
import { asCode, type Block, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { cellCount, countsAround } from './decodedValue.ts';
import type { Hover, HoverAsked } from './hoverAsked.ts';

/** At most this many numbers of one place, which a macro makes, are shown. */
const MOST_NUMBERS = 8;

/** The numbers that a place in a property's value came to. */
interface PlacedNumbers {
  readonly property: DeviceTreeProperty;
  readonly role: NodeRole;
  /** Where in the value they begin, in bytes, and how many bytes each has. */
  readonly offset: number;
  readonly width: number;
  readonly numbers: readonly bigint[];
}

/** The numbers that the board has of what stands at an offset of a document; `undefined` where another value stands. */
export function numbersAt({ analysis, document }: HoverAsked, offset: number): PlacedNumbers | undefined {
  const statement = document.statementAt(offset);
  if (statement?.kind !== 'property' || statement.parent === undefined) return undefined;
  const role = nodeRoleOf(analysis, statement.parent);
  const property = role.node?.properties.get(statement.name.text);
  if (property === undefined || !holds(property.span, statement.name.span.start, document.file.path)) return undefined;
  const byte = firstByteAt(property, offset);
  if (byte === undefined || !holds(property.valueSpan(byte, byte + 1), offset, document.file.path)) return undefined;
  const list = listAt(property, byte);
  if (list === undefined) return undefined;
  const { width, start } = list;
  const first = byte - ((byte - start) % width);
  const numbers: bigint[] = [];
  for (let at = first; at < property.value.length && numbers.length <= MOST_NUMBERS; at += width) {
    if (!holds(property.valueSpan(at, at + width), offset, document.file.path)) break;
    numbers.push(numberOf(property.value, at, width));
  }
  return { property, role, offset: first, width, numbers };
}

/** The first byte of a value whose source does not end before an offset of the file: sources are in the order of the bytes. */
function firstByteAt(property: DeviceTreeProperty, offset: number): number | undefined {
  let low = 0;
  let high = property.value.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const span = property.valueSpan(middle, middle + 1);
    if (span === undefined) return undefined;
    if (span.end < offset) low = middle + 1;
    else high = middle;
  }
  return low < property.value.length ? low : undefined;
}

const holds = (span: Span | undefined, offset: number, path: string): boolean =>
  span !== undefined && span.file.path === path && span.start <= offset && offset <= span.end;

const WIDTHS: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, uint32: 4, uint64: 8 };

/**
 * Where the list of numbers around a byte begins, as far as its source tells lists apart, and the bytes of each number;
 * `undefined` where the byte is a part of a string or of the path of a node.
 */
function listAt(
  { markers }: DeviceTreeProperty,
  byte: number,
): { readonly width: number; readonly start: number } | undefined {
  let list: { readonly width: number; readonly start: number } | undefined = { width: CELL_BYTES, start: 0 };
  for (const { kind, offset } of markers) {
    if (offset > byte) break;
    const width = WIDTHS[kind];
    if (width !== undefined) list = { width, start: offset };
    else if (kind === 'string' || kind === 'path') list = undefined;
  }
  return list;
}

function numberOf(value: Uint8Array, offset: number, width: number): bigint {
  let number = 0n;
  for (const byte of value.subarray(offset, offset + width)) number = (number << 8n) | BigInt(byte);
  return number;
}

/** A cell, a number of a byte list or an expression: its value, which part of the property it is, and that part whole. */
export function cellHover(asked: HoverAsked, value: DocumentValue): Hover | undefined {
  // Of a list of bytes the one at the place is meant.
  const blocks = cellBlocks(asked, value.kind === 'bytes' ? asked.offset : value.span.start);
  return blocks.length === 0 ? undefined : { text: blocks, span: value.span };
}

/** What a number of a value is, without a heading of the place; empty where the board has none of it. */
export function cellBlocks(asked: HoverAsked, offset: number): RichText {
  const placed = numbersAt(asked, offset);
  const [number] = placed?.numbers ?? [];
  if (placed === undefined || number === undefined) return [];
  const layout = layoutAt(asked, placed, offset);
  const size = layout === undefined ? undefined : sizeOf(layout, placed);
  return [
    paragraph(...numberPieces(placed.numbers, size)),
    { kind: 'facts', facts: [...partFacts(layout, placed), ...entryFacts(asked, placed, layout)] },
    ...countBlocks(placed),
  ];
}

/** Numbers as they are written in trees and as people count. */
function numberPieces(numbers: readonly bigint[], size: bigint | undefined): Line {
  const [number = 0n, ...others] = numbers;
  if (others.length > 0) {
    const shown = numbers.slice(0, MOST_NUMBERS).map(formatHex).join(' ');
    const isCut = numbers.length > MOST_NUMBERS;
    const heading = isCut ? `More than ${MOST_NUMBERS} numbers` : `${numbers.length} numbers`;
    return [strong(heading), ': ', asCode(isCut ? `${shown} …` : shown)];
  }
  const sizeText = size === undefined || size < 1024n ? '' : `, ${formatSize(size)}`;
  return [asCode(formatHex(number)), ` = ${number}${sizeText}`];
}

function layoutAt(asked: HoverAsked, { property, role }: PlacedNumbers, offset: number): CellLayout | undefined {
  const place = typingPlaceAt(asked.document, offset);
  return place === undefined ? undefined : cellLayoutAt(asked.analysis, role, property.name, place.cells);
}

/** The size that a cell is; `undefined` for a cell of another part, and for one that is a size only with others. */
function sizeOf(layout: CellLayout, { property, offset, numbers }: PlacedNumbers): bigint | undefined {
  const slot = layout.slots[layout.active];
  if (slot?.part === 'size' && numbers.length === 1) {
    const whole = numberAt(property.value, offset - slot.index * CELL_BYTES, slot.count);
    // One cell of several is the size where the others are 0.
    return whole === numbers[0] ? whole : undefined;
  }
  return property.name.endsWith('-size') ? numbers[0] : undefined;
}

const PARTS: Readonly<Record<CellPart, string>> = {
  address: 'address',
  'bus address': 'address of the bus',
  size: 'size',
  reference: 'reference',
  argument: 'argument',
  number: 'number',
};

/** Which part of the property the cell is. */
function partFacts(layout: CellLayout | undefined, { property, numbers }: PlacedNumbers): NamedFact[] {
  const slot = layout?.slots[layout.active];
  if (layout === undefined || slot === undefined || numbers.length > 1) return [];
  if (slot.part === 'number') return [];
  const which = slot.count > 1 ? ` (cell ${slot.index + 1} of ${slot.count})` : '';
  const entry = layout.isList ? ` of entry ${layout.entry + 1}` : '';
  const counted = layout.countedBy === undefined ? '' : `, counted by ${layout.countedBy}`;
  return [['Part', [`${PARTS[slot.part]}${which}${entry} of `, asCode(property.name), counted]]];
}

/** The whole entry of addresses and sizes that the cell is in. */
function entryFacts(
  { analysis }: HoverAsked,
  { property, role, offset }: PlacedNumbers,
  layout: CellLayout | undefined,
): NamedFact[] {
  const parts = new Set(layout?.slots.map(({ part }) => part));
  if (role.node === undefined || !parts.has('address') || !parts.has('size') || parts.has('bus address')) return [];
  const counts = countsAround(analysis, role.holder, role.node);
  const start = offset - (offset % entryBytes(counts));
  const base = numberAt(property.value, start, counts.address);
  const size = numberAt(property.value, start + counts.address * CELL_BYTES, counts.size);
  return [['Entry', [asCode(formatRange(new AddressRange(base, size))), `, ${formatSize(size)}`]]];
}

function countBlocks({ property }: PlacedNumbers): Block[] {
  const count = cellCount(property);
  if (count === undefined) return [];
  return [paragraph(`${count * 32}-bit numbers: ${count} ${count === 1 ? 'cell' : 'cells'} each.`)];
}
