import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { BootedRegion, BootOutcome } from '../kernel/bootOutcome.ts';
import type { MemoryMap, Region } from '../memory/memoryMap.ts';

const outcomes = new WeakMap<BootOutcome, ReadonlyMap<string, BootedRegion>>();
const regions = new WeakMap<MemoryMap, ReadonlyMap<DeviceTreeNode, Region>>();

/** What the boot made of the region at a path; `undefined` where the kernel never looked at it. */
export function outcomeOf(boot: BootOutcome, path: string): BootedRegion | undefined {
  let byPath = outcomes.get(boot);
  if (byPath === undefined) {
    // Of two at one path the first counts.
    byPath = new Map([...boot.regions].reverse().map((region) => [region.path, region]));
    outcomes.set(boot, byPath);
  }
  return byPath.get(path);
}

/** The region that a node is; `undefined` for a node that is none. */
export function regionOf(memory: MemoryMap, node: DeviceTreeNode | undefined): Region | undefined {
  let byNode = regions.get(memory);
  if (byNode === undefined) {
    byNode = new Map(memory.regions.map((region) => [region.node, region]));
    regions.set(memory, byNode);
  }
  return node === undefined ? undefined : byNode.get(node);
}
