import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { isEnabled } from '../devicetree/tree/readProperty.ts';

/** Whether a device is switched on: neither it nor a node above it has a status that switches it off. */
export function isActive(node: DeviceTreeNode): boolean {
  for (let at: DeviceTreeNode | undefined = node; at !== undefined; at = at.parent) if (!isEnabled(at)) return false;
  return true;
}
