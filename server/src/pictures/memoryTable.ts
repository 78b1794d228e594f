import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import { KIND_NAMES } from './memoryKinds.ts';
import { compare, type MemoryBlock, type MemoryPicture } from './memoryPicture.ts';

/** The head of each column of `memoryRows`. */
export const MEMORY_COLUMNS = [
  'Base',
  'End',
  'Size',
  'Name',
  'Kind',
  'State',
  'Heaps',
  'Used by',
  'Written at',
] as const;

/** The same picture as a table, by address, holes between: for screen readers, for a terminal, for a report. */
export function memoryRows(picture: MemoryPicture): { readonly path: string | undefined; readonly cells: string[] }[] {
  const rows = picture.lanes.flatMap((lane) => {
    const blocks = lane.blocks.map(({ block, range }) => ({
      range,
      path: block.path,
      cells: blockCells(block, range),
    }));
    const holes = lane.holes.map((range) => ({
      range,
      path: undefined,
      cells: [...rangeCells(range), '', 'free', '', '', '', ''],
    }));
    return [...blocks, ...holes].sort((a, b) => compare(a.range.base, b.range.base));
  });
  const unplaced = picture.unplaced.map(({ name, path, state }) => ({
    path,
    cells: ['–', '–', '–', name, 'no place', state, '', '', ''],
  }));
  return [...rows.map(({ path, cells }) => ({ path, cells })), ...unplaced];
}

const rangeCells = (range: AddressRange): string[] => [
  formatHex(range.base),
  formatHex(range.end - 1n),
  formatSize(range.size),
];

function blockCells(block: MemoryBlock, range: AddressRange): string[] {
  const { name, kind, state, heaps, users, place } = block;
  return [...rangeCells(range), name, KIND_NAMES[kind], state, heaps.join(', '), users.join(', '), place ?? ''];
}
