import type { Analysis } from '../analysis.ts';
import { dmaWindowsOf } from '../kernel/input/dmaRanges.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { deviceNodeAt } from '../memory/bootInput.ts';
import type { Consumer } from '../memory/consumers.ts';
import type { Region } from '../memory/memoryMap.ts';
import { isActive } from './activeNode.ts';

/**
 * The physical memory that a device reaches over its buses; `undefined` where nothing limits it, an IOMMU stands between,
 * or the device is switched off.
 */
export function windowsOf({ board }: Analysis, { node, path }: Consumer): AddressRange[] | undefined {
  if (!isActive(node) || node.properties.has('iommus')) return undefined;
  const device = deviceNodeAt(board.tree, path);
  return device === undefined
    ? undefined
    : dmaWindowsOf(device)?.map(({ physical, size }) => new AddressRange(physical, size));
}

/** The memory that all devices reach which attach to a region; `undefined` where nothing limits them. */
export function reachOf(analysis: Analysis, region: Region): AddressRange[] | undefined {
  let reach: AddressRange[] | undefined;
  for (const consumer of region.consumers) {
    const windows = consumer.attaches ? windowsOf(analysis, consumer) : undefined;
    if (windows === undefined) continue;
    reach =
      reach === undefined
        ? windows
        : reach.flatMap((one) => windows.map((other) => one.intersection(other))).filter(({ size }) => size > 0n);
  }
  return reach;
}
