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
 * RAM for a tree that leaves it to firmware. Half of the upstream boards leave its size: then it is one bank from the
 * placeholder in `/memory` (or the lowest region, to whole GiB) that holds every region, and 2 GiB at least. Keystone
 * boards leave its place (`highAlias`). `undefined` where the tree states its own. It answers what becomes of the regions;
 * it proves nothing about their being inside RAM.
 */
export function assumedMemory(
  tree: DeviceTree,
  map: MemoryMap,
  architecture: Architecture,
): readonly AddressRange[] | undefined {
  if (statesMemory(map)) return architecture === 'arm' ? highAlias(tree, map) : undefined;
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

/** The window below 4 GiB in which a Keystone's RAM starts, and its alias above (arch/arm/mach-keystone/memory.h). */
const KEYSTONE_LOW = new AddressRange(0x8000_0000n, 0x8000_0000n);
const KEYSTONE_HIGH_BASE = 0x8_0000_0000n;
const KEYSTONE = /^ti,(?:k2|keystone)/;

/**
 * The banks of a Keystone board at their alias above 4 GiB, where its regions are: the tree states them below, and the
 * boot loader writes the alias into `/memory` for a kernel with LPAE (U-Boot, board/ti/ks2_evm/board.c
 * `ft_board_setup`). `undefined` for other boards, and where no region lies there.
 */
function highAlias(tree: DeviceTree, map: MemoryMap): readonly AddressRange[] | undefined {
  if (!stringsOf(tree.root.properties.get('compatible')).some((name) => KEYSTONE.test(name))) return undefined;
  const banks = map.banks.flatMap(({ entries }) => entries.map(({ range }) => range));
  const hasHighRegion = map.regions.some(({ reg }) => reg.some(({ range }) => range.base >= KEYSTONE_HIGH_BASE));
  if (!hasHighRegion || !banks.every((bank) => KEYSTONE_LOW.contains(bank))) return undefined;
  return banks.map(({ base, size }) => new AddressRange(base - KEYSTONE_LOW.base + KEYSTONE_HIGH_BASE, size));
}
