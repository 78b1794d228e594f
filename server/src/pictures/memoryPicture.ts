import { AddressRange } from '../kernel/units/addressRange.ts';

/** What a stretch of memory is for; a picture has a colour and a pattern for each. */
export type MemoryKind =
  | 'cma'
  | 'coherent'
  | 'restricted'
  | 'reserved'
  | 'no-map'
  | 'occupied'
  | 'memreserve'
  | 'released'
  | 'failed';

/** A stretch of memory that something holds, or that the tree asks for. */
export interface MemoryBlock {
  readonly kind: MemoryKind;
  readonly name: string;
  /** The path of the region's node; `undefined` for what no node of the tree stands for. */
  readonly path: string | undefined;
  readonly range: AddressRange;
  /** What became of it, for a sentence. */
  readonly state: string;
  /** The heaps that allocate from it. */
  readonly heaps: readonly string[];
  /** The devices that use it. */
  readonly users: readonly string[];
  /** Where it is written, such as `board.dts:31`; `undefined` where no source says it. */
  readonly place: string | undefined;
}

/** The part of a block that lies in one lane. */
export interface LaneBlock {
  readonly block: MemoryBlock;
  readonly range: AddressRange;
  /** 0, or higher where it would lie over a block of a lower row. */
  readonly row: number;
}

/** Memory that two or more blocks ask for at once. */
export interface MemoryConflict {
  readonly range: AddressRange;
  readonly names: readonly string[];
}

/** A bank of RAM, or a stretch outside of RAM in which something lies. */
export interface MemoryLane {
  readonly kind: 'ram' | 'outside';
  readonly range: AddressRange;
  /** By address. */
  readonly blocks: readonly LaneBlock[];
  /** How many rows the blocks need; at least 1. */
  readonly rows: number;
  /** What lies between the blocks, by address; none in a lane outside of RAM. */
  readonly holes: readonly AddressRange[];
  readonly conflicts: readonly MemoryConflict[];
}

/** A region that has no place. */
export interface UnplacedRegion {
  readonly name: string;
  readonly path: string;
  readonly state: string;
}

/** A board's memory, ready to be drawn: lanes by address. */
export interface MemoryPicture {
  /** The board's name. */
  readonly title: string;
  /** Which kernel, and whether it boots. */
  readonly subtitle: string;
  /** What bears on all of it, a sentence each. */
  readonly notes: readonly string[];
  readonly lanes: readonly MemoryLane[];
  readonly unplaced: readonly UnplacedRegion[];
  /** Blocks that were left out of the lanes, because a picture of more is no use. */
  readonly omitted: number;
}

/** A picture with more lanes cannot be read; what would lie in them is counted as omitted. */
export const MAXIMUM_LANES = 32;

/** A lane with more rows would be higher than a screen: a block that needs another row is drawn over the last one. */
export const MAXIMUM_ROWS = 8;

/** More names than these are not listed of one conflict. */
const MAXIMUM_NAMES = 4;

/** Outside of RAM, blocks that are farther apart than this stand in lanes of their own. */
const FAR_APART = 1n << 28n;

/**
 * Lays blocks out in lanes: one for each bank of RAM, and outside of RAM one for each group of neighbouring blocks. A
 * block that leaves its bank has a part in each lane that it touches. `n log n` in the number of blocks.
 */
export function arrangeLanes(
  banks: readonly AddressRange[],
  blocks: readonly MemoryBlock[],
): { lanes: MemoryLane[]; omitted: number } {
  const sorted = blocks.filter(({ range }) => range.size > 0n).sort((a, b) => compare(a.range.base, b.range.base));
  const ram = banks.filter(({ size }) => size > 0n).sort((a, b) => compare(a.base, b.base));
  const parts: Part[] = [];
  const outside: Part[] = [];
  for (const block of sorted) {
    let from = block.range.base;
    for (const bank of ram.slice(firstReaching(ram, block.range.base))) {
      if (bank.base >= block.range.end) break;
      if (from < bank.base) outside.push({ block, range: between(from, bank.base) });
      const range = bank.intersection(block.range);
      parts.push({ block, range });
      from = range.end;
    }
    if (from < block.range.end) outside.push({ block, range: between(from, block.range.end) });
  }
  const lanes = [...lanesOfBanks(ram, parts), ...lanesOutside(outside)].sort((a, b) =>
    compare(a.range.base, b.range.base),
  );
  const shown = lanes.slice(0, MAXIMUM_LANES);
  const left = new Set(lanes.slice(MAXIMUM_LANES).flatMap((lane) => lane.blocks.map(({ block }) => block)));
  for (const lane of shown) for (const { block } of lane.blocks) left.delete(block);
  return { lanes: shown, omitted: left.size };
}

interface Part {
  readonly block: MemoryBlock;
  readonly range: AddressRange;
}

export const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const between = (base: bigint, end: bigint): AddressRange => new AddressRange(base, end - base);

/** The first of some ranges in order that ends after an address. */
function firstReaching(ranges: readonly AddressRange[], address: bigint): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.end ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lanesOfBanks(ram: readonly AddressRange[], parts: readonly Part[]): MemoryLane[] {
  const byBank = new Map<AddressRange, Part[]>(ram.map((bank) => [bank, []]));
  for (const part of parts) {
    const bank = ram[firstReaching(ram, part.range.base)];
    if (bank !== undefined) byBank.get(bank)?.push(part);
  }
  return ram.map((bank) => laneOf('ram', bank, byBank.get(bank) ?? []));
}

function lanesOutside(parts: readonly Part[]): MemoryLane[] {
  const lanes: MemoryLane[] = [];
  let group: Part[] = [];
  let end = 0n;
  const close = (): void => {
    const first = group[0];
    if (first !== undefined) lanes.push(laneOf('outside', between(first.range.base, end), group));
    group = [];
  };
  for (const part of [...parts].sort((a, b) => compare(a.range.base, b.range.base))) {
    if (part.range.base > end + FAR_APART) close();
    if (group.length === 0 || part.range.end > end) end = part.range.end;
    group.push(part);
  }
  close();
  return lanes;
}

function laneOf(kind: MemoryLane['kind'], range: AddressRange, parts: readonly Part[]): MemoryLane {
  const blocks = inRows(parts);
  const rows = blocks.reduce((most, { row }) => Math.max(most, row + 1), 1);
  return {
    kind,
    range,
    blocks,
    rows,
    holes: kind === 'ram' ? holesIn(range, parts) : [],
    conflicts: conflictsOf(parts),
  };
}

/** Each part in the lowest row that is free where it begins. */
function inRows(parts: readonly Part[]): LaneBlock[] {
  const ends: bigint[] = [];
  return parts.map(({ block, range }) => {
    const free = ends.findIndex((end) => end <= range.base);
    const row = Math.min(free < 0 ? ends.length : free, MAXIMUM_ROWS - 1);
    ends[row] = range.end > (ends[row] ?? 0n) ? range.end : (ends[row] ?? 0n);
    return { block, range, row };
  });
}

/** What nothing holds: memory that is given back, or was never reserved, is the system's like the rest. */
function holesIn(lane: AddressRange, parts: readonly Part[]): AddressRange[] {
  const holes: AddressRange[] = [];
  let from = lane.base;
  for (const { block, range } of parts) {
    if (block.kind === 'released' || block.kind === 'failed') continue;
    if (from < range.base) holes.push(between(from, range.base));
    if (range.end > from) from = range.end;
  }
  if (from < lane.end) holes.push(between(from, lane.end));
  return holes;
}

/** Where two blocks lie over each other, neighbouring stretches with the same blocks joined. */
function conflictsOf(parts: readonly Part[]): MemoryConflict[] {
  const bounds = parts
    .filter(({ block }) => block.kind !== 'released')
    .flatMap(({ block, range }) => [
      { at: range.base, block, opens: true },
      { at: range.end, block, opens: false },
    ])
    .sort((a, b) => compare(a.at, b.at) || Number(a.opens) - Number(b.opens));
  const open = new Set<MemoryBlock>();
  const conflicts: MemoryConflict[] = [];
  let from = 0n;
  for (const { at, block, opens } of bounds) {
    if (open.size > 1 && from < at) {
      const names: string[] = [];
      for (const each of open) if (names.length < MAXIMUM_NAMES) names.push(each.name);
      if (open.size > MAXIMUM_NAMES) names.push(`${open.size - MAXIMUM_NAMES} more`);
      conflicts.push({ range: between(from, at), names });
    }
    from = at;
    if (opens) open.add(block);
    else open.delete(block);
  }
  return conflicts;
}
