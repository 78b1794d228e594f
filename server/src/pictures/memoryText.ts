import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import { KIND_NAMES } from './memoryKinds.ts';
import type { LaneBlock, MemoryKind, MemoryLane, MemoryPicture } from './memoryPicture.ts';
import { laneTitle } from './memorySvg.ts';

/** One character for each kind; a terminal has no patterns. */
const MARKS: Readonly<Record<MemoryKind, string>> = {
  cma: '█',
  coherent: '▓',
  restricted: '▚',
  reserved: '▒',
  'no-map': '▞',
  occupied: '▤',
  memreserve: '▥',
  released: '□',
  failed: '×',
};
const FREE = '·';
const CONFLICT = '╳';

/**
 * The picture for a terminal: each lane as a bar to scale, `columns` wide, and below it its blocks and holes by address.
 * What comes from the tree is not made harmless here: the terminal's printer does that.
 */
export function memoryText(picture: MemoryPicture, columns: number): string {
  const width = Math.max(16, Math.min(columns, 160) - 4);
  const lines: string[] = [];
  for (const lane of picture.lanes) {
    lines.push('', laneTitle(lane), `  ${barOf(lane, width)}`, ...entriesOf(lane).map((entry) => `  ${entry}`));
  }
  for (const { name, state } of picture.unplaced) lines.push('', `${name}: ${state}`);
  if (picture.omitted > 0) lines.push('', `${picture.omitted} more are not drawn.`);
  return lines.slice(1).join('\n');
}

/** What the bar's characters mean, of those kinds that the picture has. */
export function legendText(picture: MemoryPicture): string {
  const used = new Set(picture.lanes.flatMap((lane) => lane.blocks.map(({ block }) => block.kind)));
  const kinds = (Object.keys(MARKS) as MemoryKind[]).filter((kind) => used.has(kind));
  const conflict = picture.lanes.some(({ conflicts }) => conflicts.length > 0)
    ? [`${CONFLICT} asked for more than once`]
    : [];
  return [...kinds.map((kind) => `${MARKS[kind]} ${KIND_NAMES[kind]}`), ...conflict, `${FREE} free`].join('   ');
}

/** A lane in `width` characters; whatever touches a character's stretch of memory shows, the smallest block first. */
function barOf(lane: MemoryLane, width: number): string {
  const bar = new Array<string>(width).fill(FREE);
  const mark = (range: AddressRange, character: string): void => {
    const first = columnOf(lane.range, range.base, width);
    const last = range.size > 0n ? columnOf(lane.range, range.end - 1n, width) : first;
    bar.fill(character, first, last + 1);
  };
  const bySize = [...lane.blocks].sort((a, b) => (a.range.size > b.range.size ? -1 : 1));
  for (const { block, range } of bySize) mark(range, MARKS[block.kind]);
  for (const { range } of lane.conflicts) mark(range, CONFLICT);
  return bar.join('');
}

const columnOf = (lane: AddressRange, address: bigint, width: number): number =>
  Math.min(width - 1, Number(((address - lane.base) * BigInt(width)) / lane.size));

function entriesOf(lane: MemoryLane): string[] {
  const blocks = lane.blocks.map((part) => ({ range: part.range, text: blockEntry(part) }));
  const holes = lane.holes.map((range) => ({ range, text: `${FREE} free` }));
  const entries = [...blocks, ...holes].sort((a, b) => (a.range.base < b.range.base ? -1 : 1));
  const sizes = entries.map(({ range }) => formatSize(range.size));
  const ends = entries.map(({ range }) => formatHex(range.end));
  const widest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);
  const [endWidth, sizeWidth] = [widest(ends), widest(sizes)];
  return entries.map(({ range, text }, at) => {
    const base = formatHex(range.base).padStart(endWidth);
    return `${base}  ${sizes[at]?.padStart(sizeWidth)}  ${text}`;
  });
}

function blockEntry({ block }: LaneBlock): string {
  const heaps = block.heaps.length > 0 ? `  → ${block.heaps.join(', ')}` : '';
  const place = block.place === undefined ? '' : `  (${block.place})`;
  return `${MARKS[block.kind]} ${block.name}  ${KIND_NAMES[block.kind]}${heaps}${place}`;
}
