import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { MemoryMap, Region } from '../memory/memoryMap.ts';
import { Remembered } from '../text/remembered.ts';

const regions = new Remembered<MemoryMap, ReadonlyMap<DeviceTreeNode, Region>>();

/** The region that a node is; `undefined` for a node that is none. */
export function regionOf(memory: MemoryMap, node: DeviceTreeNode | undefined): Region | undefined {
  let byNode = regions.get(memory);
  if (byNode === undefined) {
    byNode = new Map(memory.regions.map((region) => [region.node, region]));
    regions.set(memory, byNode);
  }
  return node === undefined ? undefined : byNode.get(node);
}
