import type { DeviceTree } from '../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import type { Architecture } from '../kernel/input/profile.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { type MemoryMap, rangeEntries, statesMemory } from './memoryMap.ts';

const GIB = 1n << 30n;

/** What a board has at least, where nothing says more. */
const LEAST_SIZE = 2n * GIB;

/** Where RAM begins on most boards of an architecture that do not say. */
const USUAL_BASE: Readonly<Record<Architecture, bigint>> = {
  arm64: 0x4000_0000n,
  arm: 0x4000_0000n,
  riscv: 0x8000_0000n,
};

/**
 * RAM for a tree that leaves its size to firmware, as half of the upstream boards do: one bank from the placeholder in
 * `/memory` (or the lowest region, to whole GiB) that holds every region, and 2 GiB at least. `undefined` where the tree
 * states its own. It answers what becomes of the regions; it proves nothing about their being inside RAM.
 */
export function assumedMemory(
  tree: DeviceTree,
  map: MemoryMap,
  architecture: Architecture,
): readonly AddressRange[] | undefined {
  if (statesMemory(map)) return undefined;
  const ranges = map.regions.flatMap(({ reg, allocRanges }) => [...reg, ...allocRanges]).map(({ range }) => range);
  const claimed = ranges.filter(({ size }) => size > 0n);
  const bases = [...placeholderBases(tree, map), ...claimed.map(({ base }) => (base / GIB) * GIB)];
  let base = bases[0] ?? USUAL_BASE[architecture];
  for (const candidate of bases) if (candidate < base) base = candidate;
  let end = base + LEAST_SIZE;
  for (const range of claimed) if (range.end > end) end = ((range.end + GIB - 1n) / GIB) * GIB;
  const limit = architecture === 'arm' ? 1n << 32n : 1n << 48n;
  return [new AddressRange(base, (end < limit ? end : limit) - base)];
}

/** The bases of the banks whose size firmware fills in. */
function placeholderBases(tree: DeviceTree, map: MemoryMap): bigint[] {
  return [...tree.root.children.values()]
    .filter((node) => stringsOf(node.properties.get('device_type'))[0] === 'memory')
    .flatMap((node) => rangeEntries(node.properties.get('reg'), map.cells))
    .map(({ range }) => range.base);
}
