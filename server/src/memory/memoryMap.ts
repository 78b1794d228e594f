import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { nodePath } from '../devicetree/tree/deviceTree.ts';
import { isEnabled, stringsOf } from '../devicetree/tree/readProperty.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import {
  CELL_BYTES,
  type CellCounts,
  cellCountsOf,
  compatibleNames,
  hasWholeEntries,
  numberAt,
  rangesIn,
} from '../text/cells.ts';
import { Remembered } from '../text/remembered.ts';
import { type Consumer, readConsumers } from './consumers.ts';
import { findReservedMemory, memoryNodesOf } from './memoryNodes.ts';

/** One entry of a `reg`-like property, and where in the value it stands (bytes). */
export interface RangeEntry {
  readonly range: AddressRange;
  readonly offset: number;
}

/** RAM as the tree states it. */
export interface MemoryBank {
  readonly node: DeviceTreeNode;
  readonly path: string;
  readonly entries: readonly RangeEntry[];
}

/** A child of `/reserved-memory` as its author wrote it, decoded with the root's cells. */
export interface Region {
  readonly node: DeviceTreeNode;
  readonly name: string;
  readonly path: string;
  readonly labels: readonly string[];
  readonly enabled: boolean;
  /** As written. */
  readonly compatible: readonly string[];
  /** `compatible` in lower case, as the kernel compares it. */
  readonly compatibleNames: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  /** `linux,cma-default`. */
  readonly cmaDefault: boolean;
  /** The whole entries of `reg`; empty for a dynamic region. */
  readonly reg: readonly RangeEntry[];
  /** In bytes, where `size` has the root's number of cells. */
  readonly size: bigint | undefined;
  /** In bytes, where `alignment` has the root's number of address cells. */
  readonly alignment: bigint | undefined;
  readonly allocRanges: readonly RangeEntry[];
  readonly consumers: readonly Consumer[];
}

/** A device tree seen as memory. */
export interface MemoryMap {
  /** The root's cells: what `/memory` and `/reserved-memory` are read with; 1 and 1 where it names none. */
  readonly cells: CellCounts;
  readonly banks: readonly MemoryBank[];
  readonly reservations: readonly { readonly range: AddressRange; readonly index: number }[];
  /** `/reserved-memory`, if there is one. */
  readonly reservedMemory: DeviceTreeNode | undefined;
  /** In the DTB's order. */
  readonly regions: readonly Region[];
  /** Every reference to memory, also to nodes that are no regions. */
  readonly consumers: readonly Consumer[];
}

/**
 * The whole entries of a list of addresses and sizes; a tail that is no whole entry is left out. Each entry knows where
 * it stands in the value.
 */
export function rangeEntries(property: DeviceTreeProperty | undefined, cells: CellCounts): RangeEntry[] {
  if (property === undefined) return [];
  return rangesIn(property.value, cells).map(({ base, size, offset }) => ({
    range: new AddressRange(base, size),
    offset,
  }));
}

/**
 * The ranges of a region's `reg` or `alloc-ranges`. None where the value is no multiple of the root's cells: no kernel reads
 * any of it (drivers/of/of_reserved_mem.c `__reserved_mem_reserve_reg`, drivers/of/fdt.c `of_flat_dt_get_addr_size_prop`).
 */
function wholeRanges(property: DeviceTreeProperty | undefined, cells: CellCounts): RangeEntry[] {
  return property !== undefined && hasWholeEntries(property.value, cells) ? rangeEntries(property, cells) : [];
}

/** The number in a property that must have exactly `count` cells; `undefined` where it has not. */
function exactNumber(property: DeviceTreeProperty | undefined, count: number): bigint | undefined {
  if (property === undefined || count === 0 || property.value.length !== count * CELL_BYTES) return undefined;
  return numberAt(property.value, 0, count);
}

const memoryMaps = new Remembered<DeviceTree, MemoryMap>();

/**
 * Reads a tree as memory; the same answer for the same tree. Never fails: what cannot be decoded is absent, and the
 * rules say why.
 */
export function readMemory(tree: DeviceTree): MemoryMap {
  let map = memoryMaps.get(tree);
  if (map === undefined) {
    map = memoryMapOf(tree);
    memoryMaps.set(tree, map);
  }
  return map;
}

function memoryMapOf(tree: DeviceTree): MemoryMap {
  const { root } = tree;
  const cells = cellCountsOf(root.properties.get('#address-cells')?.value, root.properties.get('#size-cells')?.value);
  const reservedMemory = findReservedMemory(root);
  const consumers = readConsumers(root);
  const consumersOf = new Map<DeviceTreeNode, Consumer[]>();
  for (const consumer of consumers) {
    if (consumer.target === undefined) continue;
    const of = consumersOf.get(consumer.target);
    if (of === undefined) consumersOf.set(consumer.target, [consumer]);
    else of.push(consumer);
  }
  const regions = [...(reservedMemory?.children.values() ?? [])].map((node): Region => {
    const { properties } = node;
    return {
      node,
      name: node.name,
      path: nodePath(node),
      labels: node.labels,
      enabled: isEnabled(node),
      compatible: stringsOf(properties.get('compatible')),
      compatibleNames: compatibleNames(properties.get('compatible')?.value),
      noMap: properties.has('no-map'),
      reusable: properties.has('reusable'),
      cmaDefault: properties.has('linux,cma-default'),
      reg: wholeRanges(properties.get('reg'), cells),
      size: exactNumber(properties.get('size'), cells.size),
      alignment: exactNumber(properties.get('alignment'), cells.address),
      allocRanges: wholeRanges(properties.get('alloc-ranges'), cells),
      consumers: consumersOf.get(node) ?? [],
    };
  });
  return {
    cells,
    banks: readBanks(root, cells),
    reservations: tree.memoryReservations.map(({ base, size }, index) => ({
      range: new AddressRange(base, size),
      index,
    })),
    reservedMemory,
    regions,
    consumers,
  };
}

/** The banks of the enabled `/memory` nodes; `linux,usable-memory` takes precedence over `reg` (`early_init_dt_scan_memory`). */
function readBanks(root: DeviceTreeNode, cells: CellCounts): MemoryBank[] {
  const banks: MemoryBank[] = [];
  for (const node of root.children.values()) {
    if (stringsOf(node.properties.get('device_type'))[0] !== 'memory' || !isEnabled(node)) continue;
    const property = node.properties.get('linux,usable-memory') ?? node.properties.get('reg');
    const entries = rangeEntries(property, cells).filter(({ range }) => range.size > 0n);
    banks.push({ node, path: nodePath(node), entries });
  }
  return banks;
}

/** Whether the tree states how much RAM there is; many leave it to firmware, with a size of zero or no node at all. */
export function statesMemory(map: MemoryMap): boolean {
  return map.banks.some((bank) => bank.entries.length > 0);
}

/** Every node of the tree that asks for a pool, or to be no-map, but does not stand directly below `/reserved-memory`. */
export function strayRegions({ root }: DeviceTree): { readonly node: DeviceTreeNode; readonly isPool: boolean }[] {
  const reservedMemory = findReservedMemory(root);
  const { pools, carveOuts } = memoryNodesOf(root);
  const strays = (nodes: readonly DeviceTreeNode[], isPool: boolean) =>
    nodes.filter((node) => node.parent !== reservedMemory).map((node) => ({ node, isPool }));
  return [...strays(pools, true), ...strays(carveOuts, false)];
}
