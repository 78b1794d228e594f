import type { Analysis } from '../analysis.ts';
import type { DeviceTree, DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { dmaWindowsOf } from '../kernel/input/dmaRanges.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { busesAbove } from '../memory/bootInput.ts';
import { windowsAbove } from '../memory/busWindows.ts';
import type { Consumer } from '../memory/consumers.ts';
import type { Region } from '../memory/memoryMap.ts';
import { LIMITS } from '../text/limits.ts';
import { Remembered } from '../text/remembered.ts';
import { isActive } from './activeNode.ts';

/** What devices of a tree reach. */
interface Reaches {
  /** By the node that the device stands in: devices on one bus reach the same. */
  readonly byBus: Map<DeviceTreeNode, readonly AddressRange[] | undefined>;
  /** What all devices reach that attach to a region: each finding about one of them asks for it. */
  readonly byRegion: Map<Region, readonly AddressRange[] | undefined>;
  /** How many windows were held against one another. */
  comparisons: number;
}

const known = new Remembered<DeviceTree, Reaches>();

function reachesIn(tree: DeviceTree): Reaches {
  let reaches = known.get(tree);
  if (reaches === undefined) {
    reaches = { byBus: new Map(), byRegion: new Map(), comparisons: 0 };
    known.set(tree, reaches);
  }
  return reaches;
}

/** Counts comparisons of windows; false where too many were made to make these as well. */
function mayCompare(reaches: Reaches, comparisons: number): boolean {
  reaches.comparisons += comparisons;
  return reaches.comparisons <= LIMITS.dmaTranslations.most;
}

/**
 * The physical memory that a device reaches over its buses; `undefined` where nothing limits it, an IOMMU stands between,
 * or the device is switched off. Past `dmaWindows` and `dmaTranslations` they are not looked at.
 */
export function windowsOf({ board }: Analysis, { node }: Consumer): readonly AddressRange[] | undefined {
  const bus = node.parent;
  if (bus === undefined || !isActive(node) || node.properties.has('iommus')) return undefined;
  const reaches = reachesIn(board.tree);
  if (!reaches.byBus.has(bus)) reaches.byBus.set(bus, windowsBelow(reaches, node));
  return reaches.byBus.get(bus);
}

function windowsBelow(reaches: Reaches, node: DeviceTreeNode): readonly AddressRange[] | undefined {
  const above = windowsAbove(node);
  if (!mayCompare(reaches, above * above)) return undefined;
  const windows = dmaWindowsOf({ buses: busesAbove(node) });
  if (windows === undefined || windows.length > LIMITS.dmaWindows.most) return undefined;
  return windows.map(({ physical, size }) => new AddressRange(physical, size));
}

/** The memory that all devices reach which attach to a region; `undefined` where nothing limits them. */
export function reachOf(analysis: Analysis, region: Region): readonly AddressRange[] | undefined {
  const reaches = reachesIn(analysis.board.tree);
  if (!reaches.byRegion.has(region)) reaches.byRegion.set(region, commonReach(analysis, reaches, region));
  return reaches.byRegion.get(region);
}

function commonReach(analysis: Analysis, reaches: Reaches, region: Region): readonly AddressRange[] | undefined {
  let reach: readonly AddressRange[] | undefined;
  for (const consumer of region.consumers) {
    const windows = consumer.attaches ? windowsOf(analysis, consumer) : undefined;
    if (windows === undefined || windows === reach) continue;
    if (reach !== undefined && !mayCompare(reaches, reach.length * windows.length)) return undefined;
    reach =
      reach === undefined
        ? windows
        : reach.flatMap((one) => windows.map((other) => one.intersection(other))).filter(({ size }) => size > 0n);
    if (reach.length > LIMITS.dmaWindows.most) return undefined;
  }
  return reach;
}
