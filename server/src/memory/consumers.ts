import type { DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { nodePath } from '../devicetree/tree/deviceTree.ts';
import { cellsOf, nodesBelow, nodesByPhandle, stringsOf } from '../devicetree/tree/readProperty.ts';

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
}

/** `memory-region` of the binding; drivers' own variants carry a vendor's prefix or a suffix. */
const MEMORY_REGION = /^(?:[a-z0-9-]+,)?memory-regions?$/;

/** Every reference to memory in a tree, devices in the DTB's order. */
export function readConsumers(root: DeviceTreeNode): Consumer[] {
  const phandles = nodesByPhandle(root);
  const consumers: Consumer[] = [];
  for (const node of nodesBelow(root)) {
    for (const property of node.properties.values()) {
      if (!MEMORY_REGION.test(property.name)) continue;
      const names = stringsOf(node.properties.get(`${property.name}-names`));
      for (const [index, phandle] of cellsOf(property).entries()) {
        const target = phandles.get(phandle);
        consumers.push({ node, path: nodePath(node), property, index, name: names[index], phandle, target });
      }
    }
  }
  return consumers;
}
