import type { Analysis } from '../analysis.ts';
import type { DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { unitAddressOf } from '../devicetree/tree/unitAddress.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import type { Region } from '../memory/memoryMap.ts';
import { CELL_BYTES, cellAt, cellsText } from '../text/cells.ts';
import { Remembered } from '../text/remembered.ts';
import { cellsEdit } from './cellsEdit.ts';
import { textOf } from './edits.ts';
import type { Fix, SpanEdit } from './finding.ts';
import { ramOf } from './ram.ts';

const PAGE = 4096n;

/** More than any kernel reaches, in bytes: arm64 with LPA2 has physical addresses of 52 bits. */
const BEYOND_ADDRESSES = 1n << 52n;

/** A number of a region that was written with its two cells in the wrong order. */
interface SwappedNumber {
  readonly property: DeviceTreeProperty;
  /** The byte offset of its first cell in the value. */
  readonly offset: number;
  /** The number that is meant. */
  readonly meant: bigint;
  /** What it is, and the number that is meant, for a title. */
  readonly what: string;
  readonly text: string;
}

/**
 * The change that swaps the two cells of every number of a region in which the lower cell comes first. Such a number has a
 * zero for its lower cell, makes no sense as it stands, and with its cells swapped does: RAM holds it, or the name of the
 * node says it (devicetree specification 2.3.6: `reg` is big-endian, so that the upper cell comes first). The cells change
 * places as they are written, a macro's use too. None where no number is so, or one cannot be changed where it stands.
 */
export function swapFixes(analysis: Analysis, region: Region): readonly Fix[] {
  const known = FIXES.get(analysis) ?? new Map<Region, readonly Fix[]>();
  FIXES.set(analysis, known);
  const fixes = known.get(region) ?? fixesOf(analysis, region);
  known.set(region, fixes);
  return fixes;
}

/** What was found for the regions of a board: each entry of a `reg` may be a finding that asks. */
const FIXES = new Remembered<Analysis, Map<Region, readonly Fix[]>>();

function fixesOf(analysis: Analysis, region: Region): Fix[] {
  const swapped = region.node.properties.has('reg')
    ? swappedInReg(analysis, region)
    : swappedInDynamic(analysis, region);
  const edits = swapped.map(swapEdits);
  if (edits.length === 0 || !edits.every((each) => each !== undefined)) return [];
  const whats = [...new Set(swapped.map(({ what }) => what))].join(' and ');
  const texts = [...new Set(swapped.map(({ text }) => text))].join(', ');
  return [{ title: `Swap the two cells of the ${whats}: ${texts}`, edits: edits.flat(), preferred: false }];
}

/** The addresses and sizes in `reg` with swapped cells. */
function swappedInReg(analysis: Analysis, region: Region): SwappedNumber[] {
  const { cells } = analysis.memory;
  if (cells.address !== 2 && cells.size !== 2) return [];
  const property = region.node.properties.get('reg');
  const unit = unitAddressOf(region.name);
  return region.reg.flatMap(({ range, offset }, index) => {
    const isPlace = (base: bigint): boolean => (index === 0 && base === unit) || bankAt(analysis, base) !== undefined;
    const address = swappedNumber('address', property, offset, cells.address, isPlace, formatHex);
    const base = address?.meant ?? range.base;
    const bank = bankAt(analysis, base);
    const room = bank === undefined ? BEYOND_ADDRESSES - 1n : bank.end - base;
    const isSize = (size: bigint): boolean => size <= room && size % PAGE === 0n;
    const sizeAt = offset + CELL_BYTES * cells.address;
    const size = swappedNumber('size', property, sizeAt, cells.size, isSize, formatSize);
    return [address, size].filter((each) => each !== undefined);
  });
}

/** The numbers with swapped cells of a region that the kernel places. */
function swappedInDynamic(analysis: Analysis, region: Region): SwappedNumber[] {
  const { cells } = analysis.memory;
  const { properties } = region.node;
  const { banks } = ramOf(analysis);
  const largest = banks.reduce((most, { size }) => (size > most ? size : most), 0n);
  const end = banks.at(-1)?.end ?? 0n;
  const isSize = (size: bigint): boolean => size <= largest && size % PAGE === 0n;
  const isAlignment = (alignment: bigint): boolean => alignment < end && (alignment & (alignment - 1n)) === 0n;
  const isPlace = (base: bigint): boolean => bankAt(analysis, base) !== undefined;
  const size =
    region.size === undefined
      ? undefined
      : swappedNumber('size', properties.get('size'), 0, cells.size, isSize, formatSize);
  const alignment =
    region.alignment === undefined
      ? undefined
      : swappedNumber('alignment', properties.get('alignment'), 0, cells.address, isAlignment, formatSize);
  const needed = size?.meant ?? region.size ?? 0n;
  // Ranges often reach beyond RAM: one is swapped where no machine has so much.
  const isWindow = (window: bigint): boolean => window < BEYOND_ADDRESSES && window >= needed && window % PAGE === 0n;
  const ranges = properties.get('alloc-ranges');
  const windows = region.allocRanges.flatMap(({ offset }) => [
    swappedNumber('alloc-ranges', ranges, offset, cells.address, isPlace, formatHex),
    swappedNumber('alloc-ranges', ranges, offset + CELL_BYTES * cells.address, cells.size, isWindow, formatSize),
  ]);
  return [size, alignment, ...windows].filter((each) => each !== undefined);
}

/** The bank of RAM that an address lies in. */
function bankAt(analysis: Analysis, base: bigint): AddressRange | undefined {
  const { banks } = ramOf(analysis);
  // They are in order and apart: halving finds the last that does not begin above the address.
  let [low, high] = [0, banks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((banks[middle]?.base ?? 0n) <= base) low = middle + 1;
    else high = middle;
  }
  const bank = banks[low - 1];
  return bank !== undefined && base < bank.end ? bank : undefined;
}

/** A number of two cells whose lower cell is zero, that makes sense with its cells swapped alone; `undefined` where it is not so. */
function swappedNumber(
  what: string,
  property: DeviceTreeProperty | undefined,
  offset: number,
  cells: number,
  makesSense: (value: bigint) => boolean,
  format: (value: bigint) => string,
): SwappedNumber | undefined {
  if (property === undefined || cells !== 2) return undefined;
  const high = BigInt(cellAt(property.value, offset) ?? 0);
  const low = cellAt(property.value, offset + CELL_BYTES);
  if (low !== 0 || high === 0n || makesSense(high << 32n) || !makesSense(high)) return undefined;
  return { property, offset, meant: high, what, text: format(high) };
}

/**
 * The edits that give two cells the other order: their texts change places; what one macro makes of both is written anew.
 * `undefined` where they do not stand between brackets of the text.
 */
function swapEdits({ property, offset, meant }: SwappedNumber): readonly SpanEdit[] | undefined {
  const middle = offset + CELL_BYTES;
  const end = middle + CELL_BYTES;
  const first = property.valueSpan(offset, middle);
  const second = property.valueSpan(middle, end);
  if (first === undefined || second === undefined) return undefined;
  const upper = cellsEdit(property, offset, middle, textOf(second));
  const lower = cellsEdit(property, middle, end, textOf(first));
  if (upper === undefined || lower === undefined) return cellsEdit(property, offset, end, cellsText(meant, 2))?.edits;
  return [...upper.edits, ...lower.edits];
}
