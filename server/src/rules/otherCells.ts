import { unitAddressOf } from '../devicetree/tree/unitAddress.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { type Region, rangeEntries } from '../memory/memoryMap.ts';
import { CELL_BYTES, type CellCounts } from '../text/cells.ts';

/** The counts of cells that boards are written with. */
export const LAYOUTS: readonly CellCounts[] = [
  { address: 1, size: 1 },
  { address: 2, size: 1 },
  { address: 1, size: 2 },
  { address: 2, size: 2 },
];

/**
 * The range that `reg` of a region means where it is written with other cells than the root's, and is a multiple of those
 * as well, so that the kernel takes it for other numbers: it is one range at the unit address with other counts, and begins
 * elsewhere with the root's. `undefined` where nothing says so.
 */
export function rangeInOtherCells({ node, name, reg }: Region): AddressRange | undefined {
  const property = node.properties.get('reg');
  const unit = unitAddressOf(name);
  if (property === undefined || unit === undefined || reg[0] === undefined || reg[0].range.base === unit)
    return undefined;
  const cells = property.value.length / CELL_BYTES;
  for (const layout of LAYOUTS) {
    if (layout.address + layout.size !== cells) continue;
    const [entry] = rangeEntries(property, layout);
    if (entry !== undefined && entry.range.base === unit && entry.range.size > 0n) return entry.range;
  }
  return undefined;
}
