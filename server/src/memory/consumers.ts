import type { DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { nodePath } from '../devicetree/tree/deviceTree.ts';
import { cellsOf, stringsOf } from '../devicetree/tree/readProperty.ts';
import { TreeFact } from '../devicetree/tree/treeFact.ts';
import { mayRefer, nodesByPhandle, nodesOf, phandleOf, refersToOneOf } from '../devicetree/tree/walkedTree.ts';
import { cellAt, cellsIn } from '../text/cells.ts';
import { findReservedMemory, isMemoryRegion, memoryNodesOf } from './memoryNodes.ts';

/** One reference from a device to memory. */
export interface Consumer {
  readonly node: DeviceTreeNode;
  /** The path of the device. */
  readonly path: string;
  readonly property: DeviceTreeProperty;
  /** Which phandle of the property, from 0. */
  readonly index: number;
  /** What `memory-region-names` calls it, if it does. */
  readonly name: string | undefined;
  readonly phandle: number;
  /** The node it leads to; `undefined` where no node has the phandle. */
  readonly target: DeviceTreeNode | undefined;
  /** Whether drivers attach by this property (`memory-region`), or it is a driver's own (`qcom,rpm-msg-ram`). */
  readonly attaches: boolean;
}

/** The nodes that have references to memory, in the DTB's order, and the phandles of regions. */
interface MemoryUsers {
  readonly nodes: readonly DeviceTreeNode[];
  readonly regions: ReadonlySet<number>;
}

const MEMORY_USERS = new TreeFact<MemoryUsers>(
  (root) => {
    const phandles = nodesByPhandle(root);
    const regions = new Set<number>();
    for (const region of findReservedMemory(root)?.children.values() ?? []) {
      const phandle = phandleOf(region);
      if (phandle !== undefined && phandles.get(phandle) === region) regions.add(phandle);
    }
    const { attached } = memoryNodesOf(root);
    return { nodes: nodesOf(root).filter((node) => attached.has(node) || refersToOneOf(node, regions)), regions };
  },
  // They go by names of properties, and by what refers to what.
  ({ nodes, regions }, nodeOf) => ({ nodes: nodes.map(nodeOf), regions }),
);

/** Every reference to memory in a tree, devices in the DTB's order. */
export function readConsumers(root: DeviceTreeNode): Consumer[] {
  const phandles = nodesByPhandle(root);
  const { nodes, regions } = MEMORY_USERS.of(root);
  const consumers: Consumer[] = [];
  for (const node of nodes) {
    for (const property of node.properties.values()) {
      const attaches = isMemoryRegion(property.name);
      if (!attaches && !mayRefer(property)) continue;
      const references = attaches
        ? [...cellsOf(property).entries()]
        : referencesTo(regions, property).map((phandle, index) => [index, phandle] as const);
      if (references.length === 0) continue;
      const names = stringsOf(node.properties.get(`${property.name}-names`));
      const path = nodePath(node);
      for (const [index, phandle] of references) {
        const target = phandles.get(phandle);
        consumers.push({ node, path, property, index, name: names[index], phandle, target, attaches });
      }
    }
  }
  return consumers;
}

/**
 * The phandles of regions that the source of another property refers to; none for a blob, in which a reference looks
 * like any number.
 */
function referencesTo(regions: ReadonlySet<number>, property: DeviceTreeProperty): number[] {
  const { name, value } = property;
  if (value.length % 4 !== 0 || name === 'phandle' || name === 'linux,phandle') return [];
  if (!holdsOneOf(regions, value)) return [];
  const cells = cellsIn(value);
  return property.markers
    .filter(({ kind }) => kind === 'phandle')
    .flatMap(({ offset }) => cells[offset / 4] ?? [])
    .filter((cell) => regions.has(cell));
}

/** Whether a cell of a value is one of some numbers; asked of every property, so that nothing is made for it. */
function holdsOneOf(numbers: ReadonlySet<number>, value: Uint8Array): boolean {
  if (numbers.size === 0) return false;
  for (let offset = 0; offset < value.length; offset += 4) if (numbers.has(cellAt(value, offset) ?? -1)) return true;
  return false;
}
