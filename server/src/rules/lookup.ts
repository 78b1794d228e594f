import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { MemoryMap, Region } from '../memory/memoryMap.ts';
import { Remembered } from '../text/remembered.ts';

/** The regions of a map by what they are asked for; of several that share a path or a name the first counts. */
interface RegionIndex {
  readonly byNode: ReadonlyMap<DeviceTreeNode, Region>;
  readonly byPath: ReadonlyMap<string, Region>;
  readonly names: ReadonlySet<string>;
}

const indexes = new Remembered<MemoryMap, RegionIndex>();

function indexOf(memory: MemoryMap): RegionIndex {
  const known = indexes.get(memory);
  if (known !== undefined) return known;
  const byNode = new Map<DeviceTreeNode, Region>();
  const byPath = new Map<string, Region>();
  const names = new Set<string>();
  for (const region of memory.regions) {
    byNode.set(region.node, region);
    if (!byPath.has(region.path)) byPath.set(region.path, region);
    names.add(region.name);
  }
  const index = { byNode, byPath, names };
  indexes.set(memory, index);
  return index;
}

/** The region that a node is; `undefined` for a node that is none. */
export function regionOf(memory: MemoryMap, node: DeviceTreeNode | undefined): Region | undefined {
  return node === undefined ? undefined : indexOf(memory).byNode.get(node);
}

/** The region of the node at a path; `undefined` where none is there, as for an area that no node describes. */
export function regionAtPath(memory: MemoryMap, path: string | undefined): Region | undefined {
  return path === undefined ? undefined : indexOf(memory).byPath.get(path);
}

/** Whether a region bears a name. */
export function isRegionName(memory: MemoryMap, name: string): boolean {
  return indexOf(memory).names.has(name);
}
