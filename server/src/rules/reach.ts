import type { Analysis } from '../analysis.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { dmaWindowsOf } from '../kernel/input/dmaRanges.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { deviceNodeAt } from '../memory/bootInput.ts';
import type { Consumer } from '../memory/consumers.ts';
import type { Region } from '../memory/memoryMap.ts';
import { LIMITS } from '../text/limits.ts';
import { isActive } from './activeNode.ts';

/**
 * The physical memory that a device reaches over its buses; `undefined` where nothing limits it, an IOMMU stands between,
 * or the device is switched off. Past `dmaWindows` they are not looked at.
 */
export function windowsOf({ board }: Analysis, { node, path }: Consumer): readonly AddressRange[] | undefined {
  const earlier = known.get(node);
  if (earlier !== undefined) return earlier.windows;
  const device = !isActive(node) || node.properties.has('iommus') ? undefined : deviceNodeAt(board.tree, path);
  const all = device === undefined ? undefined : dmaWindowsOf(device);
  const windows =
    all === undefined || all.length > LIMITS.dmaWindows.most
      ? undefined
      : all.map(({ physical, size }) => new AddressRange(physical, size));
  known.set(node, { windows });
  return windows;
}

/** A device may refer to thousands of regions, and a region to thousands of devices. */
const known = new WeakMap<DeviceTreeNode, { readonly windows: readonly AddressRange[] | undefined }>();

/** The memory that all devices reach which attach to a region; `undefined` where nothing limits them. */
export function reachOf(analysis: Analysis, region: Region): readonly AddressRange[] | undefined {
  let reach: readonly AddressRange[] | undefined;
  for (const consumer of region.consumers) {
    const windows = consumer.attaches ? windowsOf(analysis, consumer) : undefined;
    if (windows === undefined || windows === reach) continue;
    reach =
      reach === undefined
        ? windows
        : reach.flatMap((one) => windows.map((other) => one.intersection(other))).filter(({ size }) => size > 0n);
    if (reach.length > LIMITS.dmaWindows.most) return undefined;
  }
  return reach;
}
