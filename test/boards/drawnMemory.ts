import type { Analysis } from '../../server/src/analysis.ts';
import { memoryPictureOf } from '../../server/src/features/map/memoryPictureOf.ts';
import type { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { formatHex, formatRange } from '../../server/src/kernel/units/formatBytes.ts';
import { layOutLane } from '../../server/src/pictures/laneLayout.ts';
import { MAXIMUM_LANES, type MemoryLane, type MemoryPicture } from '../../server/src/pictures/memoryPicture.ts';
import { memorySvg, PICTURE_MARGIN } from '../../server/src/pictures/memorySvg.ts';

const WIDTH = 1000;
/** The drawing rounds to tenths of a pixel, and draws nothing narrower than three. */
const ROUNDING = 0.11;
const NARROWEST = 3;

/** What the picture of a board's memory, and its drawing, have otherwise than the boot has it; empty where nothing is. */
export function drawingFaults(analysis: Analysis): string[] {
  const picture = memoryPictureOf(analysis, 'board');
  if (picture.lanes.length >= MAXIMUM_LANES) return [];
  return [...bankFaults(analysis, picture), ...regionFaults(analysis, picture), ...drawnFaults(picture)];
}

/** A lane for each bank of RAM, in which what is held and what is free add up to the bank, and conflicts are where two are. */
function bankFaults({ boot }: Analysis, { lanes }: MemoryPicture): string[] {
  const ram = lanes.filter(({ kind }) => kind === 'ram');
  const faults = sameRanges(
    ram.map(({ range }) => range),
    boot.systemMemory,
  )
    ? []
    : [`the lanes are ${text(ram.map(({ range }) => range))}, the banks ${text(boot.systemMemory)}`];
  for (const lane of ram) {
    const held = lane.blocks.filter(({ block }) => block.kind !== 'released' && block.kind !== 'failed');
    const heldRanges = held.map(({ range }) => range);
    const heldBytes = covered(heldRanges, 1);
    const free = lane.holes.reduce((sum, { size }) => sum + size, 0n);
    if (heldBytes + free !== lane.range.size)
      faults.push(`${formatRange(lane.range)}: ${heldBytes} bytes held and ${free} free are not the bank`);
    if (lane.holes.some((hole) => heldRanges.some((range) => range.overlaps(hole)))) faults.push('a hole is held');
  }
  for (const lane of lanes) {
    const claimed = lane.blocks.filter(({ block }) => block.kind !== 'released').map(({ range }) => range);
    const twice = lane.conflicts.reduce((sum, { range }) => sum + range.size, 0n);
    if (twice !== covered(claimed, 2)) faults.push(`${formatRange(lane.range)}: ${twice} bytes of conflicts`);
    const rows = Map.groupBy(lane.blocks, ({ row }) => row);
    for (const [row, blocks] of rows) {
      if (
        row < lane.rows - 1 &&
        covered(
          blocks.map(({ range }) => range),
          2,
        ) > 0n
      )
        faults.push(`row ${row} of ${formatRange(lane.range)} has blocks over each other`);
    }
  }
  return faults;
}

/** Every region that has a place is drawn there, whole. */
function regionFaults({ boot }: Analysis, { lanes }: MemoryPicture): string[] {
  return boot.regions.flatMap(({ path, range }) => {
    if (range === undefined || range.size === 0n) return [];
    const parts = lanes.flatMap(({ blocks }) =>
      blocks.filter(({ block }) => block.path === path).map((each) => each.range),
    );
    const isWhole = parts.every((part) => range.contains(part)) && covered(parts, 1) === range.size;
    return isWhole || parts.length === 0 ? [] : [`${path} at ${formatRange(range)} is drawn as ${text(parts)}`];
  });
}

/** Every block's rectangle in the SVG is where its addresses are, to scale. */
function drawnFaults(picture: MemoryPicture): string[] {
  const svg = memorySvg(picture, { width: WIDTH + 2 * PICTURE_MARGIN, standsAlone: true, titled: true });
  const groups = svg.split(/<g class="lane-group"/).slice(1);
  return picture.lanes.flatMap((lane, index) => {
    const drawn = [
      ...(groups[index] ?? '').matchAll(
        /<g class="block [\w-]+"[^>]*>(?:<title>[^<]*<\/title>)?<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)"/g,
      ),
    ];
    const { blocks } = layOutLane(lane, lane.range, WIDTH);
    const rectangles = drawn.slice(0, blocks.length).map(([, x, , width]) => ({ x: Number(x), width: Number(width) }));
    if (rectangles.length !== lane.blocks.length)
      return [`${rectangles.length} of ${lane.blocks.length} blocks are drawn`];
    return lane.blocks.flatMap(({ block, range }, at) => {
      const { x = -1, width = -1 } = rectangles[at] ?? {};
      const fault = placeFault(lane, range, x, width);
      return fault === undefined
        ? []
        : [`${block.name} at ${formatRange(range)} of ${formatRange(lane.range)} ${fault}`];
    });
  });
}

function placeFault({ range: bank }: MemoryLane, range: AddressRange, x: number, width: number): string | undefined {
  const scale = WIDTH / Number(bank.size);
  const [exactX, exactWidth] = [Number(range.base - bank.base) * scale, Number(range.size) * scale];
  const isWide = Math.abs(width - Math.max(exactWidth, NARROWEST)) <= ROUNDING;
  const isThere = Math.abs(x - exactX) <= (exactWidth < NARROWEST ? NARROWEST : ROUNDING);
  const isInside = x >= 0 && x + width <= WIDTH + ROUNDING;
  return isWide && isThere && isInside ? undefined : `is drawn at ${x}, ${width} wide, not at ${exactX}, ${exactWidth}`;
}

/** How many bytes at least `times` of some ranges cover. */
function covered(ranges: readonly AddressRange[], times: number): bigint {
  const edges = ranges
    .flatMap(({ base, end }) => [
      { at: base, change: 1 },
      { at: end, change: -1 },
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.change - b.change));
  let [open, from, sum] = [0, 0n, 0n];
  for (const { at, change } of edges) {
    if (open >= times) sum += at - from;
    from = at;
    open += change;
  }
  return sum;
}

function sameRanges(a: readonly AddressRange[], b: readonly AddressRange[]): boolean {
  const sorted = (ranges: readonly AddressRange[]): string =>
    text([...ranges].filter(({ size }) => size > 0n).sort((one, other) => (one.base < other.base ? -1 : 1)));
  return sorted(a) === sorted(b);
}

const text = (ranges: readonly AddressRange[]): string =>
  ranges.map(({ base, size }) => `${formatHex(base)}+${formatHex(size)}`).join(' ');
