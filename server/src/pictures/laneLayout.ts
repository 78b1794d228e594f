import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import { formatAbout } from './formatAbout.ts';
import type { LaneBlock, MemoryConflict, MemoryLane } from './memoryPicture.ts';

/** A stretch of a drawing, in pixels from its left edge. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

export interface PlacedBlock extends Stretch {
  readonly part: LaneBlock;
  readonly y: number;
  readonly height: number;
  /** What fits into it; empty where nothing does. */
  readonly label: string;
}

export interface PlacedHole extends Stretch {
  readonly range: AddressRange;
  /** Its size, where that fits. */
  readonly label: string;
}

export interface PlacedConflict extends Stretch {
  readonly conflict: MemoryConflict;
}

/** The name of a block that is too narrow for it, below the lane, with a line to the block. */
export interface Callout {
  readonly part: LaneBlock;
  /** Where the line leaves the lane. */
  readonly from: number;
  /** Where the text begins; where it ends, if it stands to the left of its line. */
  readonly x: number;
  readonly isLeft: boolean;
  /** From the top of the lane to the middle of the text. */
  readonly y: number;
  readonly text: string;
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** One lane as it is drawn; lengths in pixels, from the top left of the lane. */
export interface LaneLayout {
  readonly blocks: readonly PlacedBlock[];
  readonly holes: readonly PlacedHole[];
  readonly conflicts: readonly PlacedConflict[];
  readonly callouts: readonly Callout[];
  readonly ticks: readonly Tick[];
  /** Of the bar with the blocks. */
  readonly barHeight: number;
  /** Of all of it, ticks and callouts included. */
  readonly height: number;
}

const ROW_HEIGHT = 34;
const TICK_HEIGHT = 20;
const CALLOUT_HEIGHT = 17;
/** The narrowest that a block is drawn: what is smaller in memory would not be seen. */
const NARROWEST = 3;
/** At most this many rows of names that have no place in their blocks, in a view: a reader zooms in to see the others. */
const CALLOUT_ROWS = 7;
/** The same in a file, where nobody can zoom: one for each region of the boards that have most. */
export const CALLOUT_ROWS_ON_PAPER = 48;
/** How wide one character of a label is taken to be; a little more than it is in the fonts of editors and desktops. */
export const CHARACTER_WIDTH = 7.5;
const LABEL_PADDING = 10;

/** How wide a label comes out, in pixels. */
const widthOf = (text: string): number => [...text].length * CHARACTER_WIDTH + LABEL_PADDING;

/** A text cut to a width in pixels, with `…` where something is missing; empty where nothing of use fits. */
function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const room = Math.floor((width - LABEL_PADDING) / CHARACTER_WIDTH) - 1;
  return room < 3 ? '' : `${[...text].slice(0, room).join('')}…`;
}

/**
 * Lays out what of a lane lies in `view`, to scale, `width` pixels wide; names without a place in their blocks stand below
 * it in at most `calloutRows` rows. An empty view shows nothing.
 */
export function layOutLane(
  lane: MemoryLane,
  view: AddressRange,
  width: number,
  calloutRows: number = CALLOUT_ROWS,
): LaneLayout {
  const scale = view.size > 0n ? width / Number(view.size) : 0;
  const place = (range: AddressRange): Stretch => {
    const x = Number(range.base - view.base) * scale;
    const exact = Number(range.size) * scale;
    const wide = Math.max(exact, NARROWEST);
    return { x: Math.max(0, Math.min(x, width - wide)), width: wide };
  };
  const visible = (range: AddressRange): AddressRange | undefined => {
    const seen = view.intersection(range);
    return seen.size > 0n ? seen : undefined;
  };
  const blocks = lane.blocks.flatMap((part): PlacedBlock[] => {
    const seen = visible(part.range);
    if (seen === undefined) return [];
    const stretch = place(seen);
    const full = blockLabel(part);
    const label = widthOf(full) <= stretch.width ? full : fitted(part.block.name, stretch.width);
    return [{ part, ...stretch, y: part.row * ROW_HEIGHT, height: ROW_HEIGHT, label }];
  });
  const holes = lane.holes.flatMap((range): PlacedHole[] => {
    const seen = visible(range);
    if (seen === undefined) return [];
    const stretch = place(seen);
    const free = `${formatAbout(range.size)} free`;
    return [{ ...stretch, range, label: widthOf(free) <= stretch.width ? free : '' }];
  });
  const conflicts = lane.conflicts.flatMap((conflict): PlacedConflict[] => {
    const seen = visible(conflict.range);
    return seen === undefined ? [] : [{ ...place(seen), conflict }];
  });
  const barHeight = lane.rows * ROW_HEIGHT;
  const { callouts, rows } = calloutsOf(blocks, width, barHeight + TICK_HEIGHT, calloutRows);
  return {
    blocks,
    holes,
    conflicts,
    callouts,
    ticks: ticksOf(view, scale, width),
    barHeight,
    height: barHeight + TICK_HEIGHT + rows * CALLOUT_HEIGHT,
  };
}

/**
 * The names of blocks that have no label, each in a row below the lane that has room there. A name stands to the right of
 * its line, and to the left of it where the drawing ends; one that is longer than both sides is cut. The lines that are
 * nearest to that end get the highest rows, so that no line crosses a name of its side.
 */
function calloutsOf(
  blocks: readonly PlacedBlock[],
  width: number,
  top: number,
  mostRows: number,
): { callouts: Callout[]; rows: number } {
  const unnamed = blocks.flatMap(({ part, label, x, width: wide }) => {
    if (label !== '') return [];
    const full = blockLabel(part);
    const from = x + wide / 2;
    const [before, after] = [from - 4, width - from];
    const isLeft = widthOf(full) > after && (widthOf(full) <= before || before > after);
    const text = fitted(full, isLeft ? before : after);
    return text === '' ? [] : [{ part, text, from, length: widthOf(text), isLeft }];
  });
  const taken: Stretch[][] = [];
  const callouts: Callout[] = [];
  const sides = [unnamed.filter(({ isLeft }) => !isLeft).reverse(), unnamed.filter(({ isLeft }) => isLeft)];
  for (const { part, text, from, length, isLeft } of sides.flat()) {
    const x = Math.max(0, isLeft ? from - length - 4 : from - 4);
    const reaches = isLeft ? { x, width: width - x } : { x, width: length };
    const free = taken.findIndex((row) =>
      row.every((other) => other.x >= x + reaches.width || other.x + other.width <= x),
    );
    const row = free < 0 ? taken.length : free;
    if (row >= mostRows) continue;
    taken[row] ??= [];
    taken[row].push({ x, width: length });
    const y = top + (row + 0.5) * CALLOUT_HEIGHT;
    callouts.push({ part, from, x: isLeft ? Math.min(from, x + length) : x, isLeft, y, text });
  }
  return { callouts, rows: taken.length };
}

const blockLabel = ({ block }: LaneBlock): string => `${block.name} · ${formatAbout(block.range.size)}`;

/** Round addresses along the view, as many as have room. */
function ticksOf(view: AddressRange, scale: number, width: number): Tick[] {
  const widest = widthOf(formatHex(view.end)) + 12;
  let step = 1n;
  while (Number(step) * scale < widest && step < view.size) step <<= 1n;
  const ticks: Tick[] = [];
  const first = ((view.base + step - 1n) / step) * step;
  for (let at = first; at <= view.end && scale > 0; at += step) {
    const x = Number(at - view.base) * scale;
    if (x + widest - 12 <= width + 1) ticks.push({ x, label: formatHex(at) });
  }
  // The first address is worth more than a round one so near to it that both have no room.
  if (ticks[0]?.x !== 0 && view.size > 0n) {
    while (ticks[0] !== undefined && ticks[0].x < widest) ticks.shift();
    ticks.unshift({ x: 0, label: formatHex(view.base) });
  }
  return ticks;
}

/** A view of a lane that is zoomed by a factor (above 1: closer) around an address, and kept within the lane. */
export function zoomed(lane: AddressRange, view: AddressRange, factor: number, around: bigint): AddressRange {
  const smallest = lane.size < 4096n ? lane.size : 4096n;
  const asked = BigInt(Math.round(Number(view.size) / factor));
  const size = asked < smallest ? smallest : asked > lane.size ? lane.size : asked;
  // The address stays where it is on the screen.
  const share = view.size > 0n ? Number(around - view.base) / Number(view.size) : 0;
  return within(lane, around - BigInt(Math.round(Number(size) * share)), size);
}

/** A view of a lane that is moved by a share of its width, to the right where that is above 0, and kept within the lane. */
export function moved(lane: AddressRange, view: AddressRange, share: number): AddressRange {
  return within(lane, view.base + BigInt(Math.round(Number(view.size) * share)), view.size);
}

function within(lane: AddressRange, base: bigint, size: bigint): AddressRange {
  const last = lane.end - size;
  return new AddressRange(base < lane.base ? lane.base : base > last ? last : base, size);
}
