import type { DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import type { MemoryMap, RangeEntry, Region } from '../memory/memoryMap.ts';
import { CELL_BYTES } from '../text/cells.ts';
import type { Span } from '../text/sourceFile.ts';
import { cellsText, replaceSpan, textOf } from './edits.ts';
import type { SpanEdit } from './finding.ts';

/** Other numbers in the place of cells. */
export interface CellsEdit {
  readonly edits: readonly SpanEdit[];
  /**
   * Whether only number literals are written over. A number that a macro or an expression made was put that way by
   * somebody: its replacement can be offered, and is nothing to be done without asking.
   */
  readonly isPlain: boolean;
}

/**
 * The edit that writes other cells in the place of those in the bytes `[start, end)` of a property's value. `undefined`
 * where the text there makes more than these cells (one macro for an address and its size, or for a whole node), and in
 * a blob.
 */
export function cellsEdit(
  property: DeviceTreeProperty | undefined,
  start: number,
  end: number,
  newText: string,
): CellsEdit | undefined {
  const span = property?.valueSpan(start, end);
  if (property === undefined || span === undefined || !isBetweenBrackets(span)) return undefined;
  const before = start === 0 ? undefined : property.valueSpan(start - CELL_BYTES, start);
  const after = end >= property.value.length ? undefined : property.valueSpan(end, end + CELL_BYTES);
  if (overlaps(span, before) || overlaps(span, after)) return undefined;
  return { edits: [replaceSpan(span, newText)], isPlain: isPlainNumbers(span) };
}

/** The edit that gives a dynamic region another size, in bytes. */
export function sizeEdit({ cells }: MemoryMap, region: Region, size: bigint): CellsEdit | undefined {
  const property = region.node.properties.get('size');
  return cellsEdit(property, 0, CELL_BYTES * cells.size, cellsText(size, cells.size));
}

/**
 * The edit that gives an entry of a region's `reg` another base and size, in bytes; what stays the same is not touched.
 * Where one macro makes both, both are written anew.
 */
export function rangeEdit(
  { cells }: MemoryMap,
  region: Region,
  { offset, range }: RangeEntry,
  { base, size }: { readonly base: bigint; readonly size: bigint },
): CellsEdit | undefined {
  const property = region.node.properties.get('reg');
  const middle = offset + CELL_BYTES * cells.address;
  const end = middle + CELL_BYTES * cells.size;
  const baseText = cellsText(base, cells.address);
  const sizeText = cellsText(size, cells.size);
  const parts: CellsEdit[] = [];
  const changes = [
    { from: offset, to: middle, text: baseText, isChanged: base !== range.base },
    { from: middle, to: end, text: sizeText, isChanged: size !== range.size },
  ];
  for (const { from, to, text, isChanged } of changes) {
    if (!isChanged) continue;
    const edit = cellsEdit(property, from, to, text);
    if (edit === undefined) return cellsEdit(property, offset, end, `${baseText} ${sizeText}`);
    parts.push(edit);
  }
  return { edits: parts.flatMap(({ edits }) => edits), isPlain: parts.every(({ isPlain }) => isPlain) };
}

/** Whether a stretch is among the cells between `<` and `>`, rather than a macro around them. */
function isBetweenBrackets({ file, start, end }: Span): boolean {
  const { text } = file;
  let before = start - 1;
  let after = end;
  const first = start - FARTHEST_BRACKET;
  const last = end + FARTHEST_BRACKET;
  while (before >= first && !BOUNDARIES.includes(text.charAt(before))) before--;
  while (after <= last && !BOUNDARIES.includes(text.charAt(after))) after++;
  return text[before] === '<' && text[after] === '>' && !/[;{}]/.test(text.slice(start, end));
}

/** What ends a search for brackets; so does an end of the text, whose empty character is in any string. */
const BOUNDARIES = '<>;{}';

/** Brackets are looked for as far as this many characters away. */
const FARTHEST_BRACKET = 4096;

const isPlainNumbers = (span: Span): boolean => /^\s*(?:(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\s*)+$/.test(textOf(span));

const overlaps = (one: Span, other: Span | undefined): boolean =>
  other !== undefined && one.file === other.file && one.start < other.end && other.start < one.end;
