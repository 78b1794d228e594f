import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { NodeFact } from '../devicetree/tree/nodeFact.ts';
import { TreeFact } from '../devicetree/tree/treeFact.ts';
import { nodesOf } from '../devicetree/tree/walkedTree.ts';
import { compatibleNames } from '../text/cells.ts';
import { isUnseen } from './busWindows.ts';
import { REGION_COMPATIBLES } from './regionProperties/compatibles.ts';

/** `memory-region` of the binding; drivers' own variants carry a vendor's prefix or a suffix. */
const MEMORY_REGION = /^(?:(?:[a-z0-9-]+,)?memory-region|[a-z0-9-]+,memory-regions)$/;

/** Whether drivers attach to memory by a property of this name. */
export const isMemoryRegion = (name: string): boolean => MEMORY_REGION.test(name);

/** `/reserved-memory` as the kernel finds it: by name, with or without a unit address (libfdt `fdt_subnode_offset`). */
export function findReservedMemory(root: DeviceTreeNode): DeviceTreeNode | undefined {
  for (const child of root.children.values()) {
    if (child.name === 'reserved-memory' || child.name.startsWith('reserved-memory@')) return child;
  }
  return undefined;
}

const POOLS = new Set(REGION_COMPATIBLES.filter(({ isPool }) => isPool).map(({ name }) => name));

/** What a node says about memory. */
interface MemoryFact {
  readonly attaches: boolean;
  readonly hasDmaRanges: boolean;
  readonly isPool: boolean;
  readonly isNoMap: boolean;
}

const SAYS_NOTHING: MemoryFact = { attaches: false, hasDmaRanges: false, isPool: false, isNoMap: false };

const MEMORY_FACT = new NodeFact<MemoryFact>(
  (name) => name === 'dma-ranges' || name === 'compatible' || name === 'no-map' || isMemoryRegion(name),
  (properties) => {
    let fact = SAYS_NOTHING;
    for (const { name, value } of properties) {
      if (name === 'dma-ranges') fact = { ...fact, hasDmaRanges: true };
      else if (name === 'no-map') fact = { ...fact, isNoMap: true };
      else if (name !== 'compatible') fact = { ...fact, attaches: true };
      else if (compatibleNames(value).some((compatible) => POOLS.has(compatible))) fact = { ...fact, isPool: true };
    }
    return fact;
  },
);

/** The nodes of a tree that say something about memory, each list in the DTB's order. */
export interface MemoryNodes {
  /** With a property by which drivers attach to memory (`isMemoryRegion`), of those that Linux sees. */
  readonly attached: ReadonlySet<DeviceTreeNode>;
  /** With `dma-ranges`, of those that Linux sees. */
  readonly withDmaRanges: readonly DeviceTreeNode[];
  /** Whose `compatible` asks for a pool, wherever they stand. */
  readonly pools: readonly DeviceTreeNode[];
  /** That are to be no-map and no pool, wherever they stand. */
  readonly carveOuts: readonly DeviceTreeNode[];
}

const MEMORY_NODES = new TreeFact<MemoryNodes>(
  search,
  ({ attached, withDmaRanges, pools, carveOuts }, nodeOf) => ({
    attached: new Set([...attached].map(nodeOf)),
    withDmaRanges: withDmaRanges.map(nodeOf),
    pools: pools.map(nodeOf),
    carveOuts: carveOuts.map(nodeOf),
  }),
  (before, after) => MEMORY_FACT.isChangedBy(before, after),
);

/** What the nodes of a finished tree say about memory; the tree is searched once. */
export const memoryNodesOf = (root: DeviceTreeNode): MemoryNodes => MEMORY_NODES.of(root);

function search(root: DeviceTreeNode): MemoryNodes {
  const attached = new Set<DeviceTreeNode>();
  const withDmaRanges: DeviceTreeNode[] = [];
  const pools: DeviceTreeNode[] = [];
  const carveOuts: DeviceTreeNode[] = [];
  for (const node of nodesOf(root)) {
    const fact = MEMORY_FACT.of(node);
    if (fact === SAYS_NOTHING) continue;
    if ((fact.attaches || fact.hasDmaRanges) && !isUnseen(node)) {
      if (fact.attaches) attached.add(node);
      if (fact.hasDmaRanges) withDmaRanges.push(node);
    }
    if (fact.isPool) pools.push(node);
    else if (fact.isNoMap) carveOuts.push(node);
  }
  return { attached, withDmaRanges, pools, carveOuts };
}
