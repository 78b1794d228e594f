import type { MemoryMap, RangeEntry, Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';
import { valueSpan } from './span.ts';

/** The source of one entry of a region's `reg`. */
export function regSpan({ cells }: MemoryMap, region: Region, entry: RangeEntry): Span | undefined {
  const end = entry.offset + 4 * (cells.address + cells.size);
  return valueSpan(region.node, region.node.properties.get('reg'), entry.offset, end);
}

/** The source of the size in one entry of a region's `reg`. */
export function regSizeSpan({ cells }: MemoryMap, region: Region, entry: RangeEntry): Span | undefined {
  const start = entry.offset + 4 * cells.address;
  return valueSpan(region.node, region.node.properties.get('reg'), start, start + 4 * cells.size);
}
