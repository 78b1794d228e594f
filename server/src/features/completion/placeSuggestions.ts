import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { parseBytes } from '../../kernel/units/parseBytes.ts';
import { cellsText } from '../../text/cells.ts';
import type { CellLayout } from '../cellLayout.ts';
import type { NodeRole } from '../nodeRole.ts';
import { type Asked, rootCells } from './asked.ts';
import { freeText, isFreeAt, kindOfNode, knowsMemory, placeFor, placeNamed, roundedSize } from './placements.ts';
import { endOfCells } from './replacedPlace.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';

/** What is written around cells where no list has begun: its brackets and the semicolon. */
type Around = (cells: string) => Insertion;

const AS_IT_IS: Around = (cells) => [cells];

/** The size that a typed word asks for, `64M` or `256K`; `undefined` for a plain number, which may be an address. */
function sizeAsked(typed: string): bigint | undefined {
  const size = /[KMGT]/i.test(typed) && !/^0x/i.test(typed) ? parseBytes(typed) : undefined;
  return size === undefined || size === 0n ? undefined : size;
}

/** The sizes to offer: the one that is typed alone, else the usual ones. */
function sizesFor({ analysis, typed }: Asked, role: NodeRole): readonly bigint[] {
  const kind = kindOfNode(role);
  const asked = sizeAsked(typed);
  const sizes = asked === undefined ? kind.sizes : [asked];
  return [...new Set(sizes.map((size) => roundedSize(analysis, kind, size)))];
}

const pathOfRole = ({ node }: NodeRole): string | undefined => (node === undefined ? undefined : nodePath(node));

/**
 * Free places for a region that is being written: whole entries of address and size where an entry begins, those at the
 * address in its node's name first, and sizes that fit where its address is there. What is typed of the entry on the same line is replaced with it.
 */
export function regSuggestions(asked: Asked, role: NodeRole, layout: CellLayout, around = AS_IT_IS): Suggestion[] {
  const { analysis } = asked;
  const cells = rootCells(analysis);
  const addressBegun = layout.active < cells.address;
  if (layout.entry > 0 || analysis === undefined)
    return addressBegun ? [] : sizeSuggestions(asked, role, layout, around);
  if (!addressBegun) return sizeSuggestions(asked, role, layout, around);
  const kind = kindOfNode(role);
  const { word } = asked.place;
  const start = entryStart(asked, layout);
  if (start === undefined) return [];
  const begun = word.file.text.slice(start, asked.offset);
  const isAsked = sizeAsked(asked.typed) !== undefined;
  const sizes = sizesFor(asked, role);
  const named = sizes.map((size) => placeNamed(analysis, kind, size, role));
  const places = [...named, ...sizes.map((size) => placeFor(analysis, kind, size, pathOfRole(role)))];
  const labels = new Set<string>();
  return places.flatMap((place, index): Suggestion[] => {
    if (place === undefined) return [];
    const label = `${formatSize(place.size)} at ${formatHex(place.base)}`;
    const text = `${cellsText(place.base, cells.address)} ${cellsText(place.size, cells.size)}`;
    if (labels.has(label) || (!isAsked && !matches(begun, text))) return [];
    labels.add(label);
    return [
      {
        label,
        kind: 'place',
        detail: freeText(analysis),
        documentation: () => placeText(asked, formatRange(place)),
        insertion: around(text),
        filter: isAsked ? begun : text,
        rank: Rank.required + index / 100,
        span: { ...word, start, end: entryEnd(asked, layout) },
      },
    ];
  });
}

/** Where the entry at the place begins; `undefined` where that is on another line, which no list may replace. */
function entryStart({ place }: Asked, { written, active }: CellLayout): number | undefined {
  const start = active === 0 ? place.word.start : (written[0]?.start ?? place.word.start);
  return /[\n\r]/.test(place.word.file.text.slice(start, place.word.start)) ? undefined : start;
}

/** Where what is left of the entry ends, as far as it stands on the line: it is replaced with what is suggested. */
function entryEnd({ place: { word } }: Asked, { slots, active }: CellLayout): number {
  const left = slots.length - active - (word.start === word.end ? 0 : 1);
  return endOfCells(word.file.text, word.end, left) ?? word.end;
}

function placeText({ analysis }: Asked, range: string): string {
  const assumed = analysis?.memoryAssumed
    ? '\n\nHow much RAM the board has is assumed: its tree leaves that to firmware.'
    : '';
  return `${range} is in RAM, over nothing that is reserved on this board, and aligned as the kernel needs it.${assumed}`;
}

/** Sizes as cells; with the address before them, those that are free there. */
export function sizeSuggestions(asked: Asked, role: NodeRole, layout: CellLayout, around = AS_IT_IS): Suggestion[] {
  const { analysis, typed, place } = asked;
  const cells = rootCells(analysis);
  const slot = layout.slots[layout.active];
  if (slot?.part !== 'size') return [];
  const first = layout.active - slot.index;
  const start = slot.index === 0 ? place.word.start : (layout.written[first]?.start ?? place.word.start);
  if (/[\n\r]/.test(place.word.file.text.slice(start, place.word.start))) return [];
  const begun = place.word.file.text.slice(start, asked.offset);
  const base = numberOf(layout.written.slice(0, first).map(({ text }) => text));
  const isAsked = sizeAsked(typed) !== undefined;
  return sizesFor(asked, role).flatMap((size, index): Suggestion[] => {
    const text = cellsText(size, cells.size);
    if (!isAsked && !matches(begun, text)) return [];
    const isKnown = base !== undefined && knowsMemory(analysis);
    if (isKnown && !isFreeAt(analysis, base, size, pathOfRole(role))) return [];
    return [
      {
        label: formatSize(size),
        kind: 'place',
        detail: isKnown ? `to ${formatHex(base + size - 1n)}, ${freeText(analysis)}` : text,
        insertion: around(text),
        filter: isAsked ? begun : text,
        rank: Rank.required + index / 100,
        span: { ...place.word, start, end: entryEnd(asked, layout) },
      },
    ];
  });
}

/** The number that plain cells are; `undefined` where there are none, or one is no plain number. */
function numberOf(cells: readonly string[]): bigint | undefined {
  if (cells.length === 0) return undefined;
  let number = 0n;
  for (const cell of cells) {
    if (!/^(?:0x[0-9a-f]{1,8}|[1-9]\d{0,9}|0)$/i.test(cell)) return undefined;
    number = (number << 32n) | BigInt(cell);
  }
  return number;
}

/** Where the kernel may place a dynamic region: each bank of RAM, and what of it every device reaches. */
export function allocRangeSuggestions(asked: Asked, layout: CellLayout, around = AS_IT_IS): Suggestion[] {
  const { analysis, place } = asked;
  const start = entryStart(asked, layout);
  if (!knowsMemory(analysis) || start === undefined) return [];
  const cells = rootCells(analysis);
  const begun = place.word.file.text.slice(start, asked.offset);
  const limit = analysis.boot.dma.dmaZoneLimit + 1n;
  return analysis.boot.systemMemory.slice(0, 8).flatMap((bank): Suggestion[] => {
    const reached = bank.base < limit && limit < bank.end ? [{ base: bank.base, size: limit - bank.base }] : [];
    return [...reached, bank].flatMap(({ base, size }, index): Suggestion[] => {
      const text = `${cellsText(base, cells.address)} ${cellsText(size, cells.size)}`;
      if (!matches(begun, text)) return [];
      const isReached = index < reached.length || base + size <= limit;
      return [
        {
          label: `${formatSize(size)} from ${formatHex(base)}`,
          kind: 'place',
          detail: isReached ? 'RAM in the DMA zone' : 'RAM',
          insertion: around(text),
          filter: text,
          rank: isReached ? Rank.required : Rank.fitting,
          span: { ...place.word, start, end: entryEnd(asked, layout) },
        },
      ];
    });
  });
}

/** What the base of a dynamic region may be a multiple of: what the kernel makes it at least, and larger ones. */
export function alignmentSuggestions(
  asked: Asked,
  role: NodeRole,
  layout: CellLayout,
  around = AS_IT_IS,
): Suggestion[] {
  const { analysis, place } = asked;
  const start = entryStart(asked, layout);
  if (start === undefined) return [];
  const cells = rootCells(analysis);
  const least = roundedSize(analysis, kindOfNode(role), 1n);
  const begun = place.word.file.text.slice(start, asked.offset);
  return [least, 1n << 21n, 1n << 22n, 1n << 24n].flatMap((value, index, all): Suggestion[] => {
    const text = cellsText(value, cells.address);
    if (value < least || all.indexOf(value) !== index || !matches(begun, text)) return [];
    return [
      {
        label: formatSize(value),
        kind: 'place',
        detail: value === least ? 'the least that the kernel takes' : text,
        insertion: around(text),
        filter: text,
        rank: Rank.required + index / 100,
        span: { ...place.word, start, end: entryEnd(asked, layout) },
      },
    ];
  });
}
