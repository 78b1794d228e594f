import { numberAt } from '../../text/cells.ts';
import type { DeviceNode, FlatNode } from './bootInput.ts';
import { cellCount } from './flatNode.ts';

/** A stretch of a bus's addresses and the physical addresses it leads to: one tuple of `dma-ranges`. */
export interface DmaWindow {
  readonly bus: bigint;
  readonly physical: bigint;
  readonly size: bigint;
}

const ROOT_ADDRESS_CELLS = 1;
const ROOT_SIZE_CELLS = 1;

/**
 * The windows through which a device reaches memory, `undefined` where its buses set no limit (`of_dma_get_range`,
 * drivers/of/address.c): those of the nearest bus above it whose `dma-ranges` is not empty; a bus without the property
 * ends the search at the second step. Their physical side goes through the `dma-ranges` of the buses above.
 */
export function dmaWindowsOf(device: Pick<DeviceNode, 'buses'>): DmaWindow[] | undefined {
  const buses = device.buses;
  for (let index = buses.length - 1, steps = 0; index >= 0; index--, steps++) {
    const ranges = buses[index]?.properties.get('dma-ranges');
    if (ranges === undefined) {
      if (steps > 0) return undefined;
      continue;
    }
    if (ranges.length === 0) continue;
    const windows = physicalWindows(buses, index);
    return windows.length > 0 ? windows : undefined;
  }
  return undefined;
}

/**
 * The windows of the bus at `index`, the root being at 0, with their physical side; those that a bus above has no place
 * for are left out.
 */
export function physicalWindows(buses: readonly FlatNode[], index: number): DmaWindow[] {
  const windows: DmaWindow[] = [];
  for (const window of readWindows(buses, index)) {
    const physical = translate(buses, index - 1, window.physical);
    if (physical !== undefined) windows.push({ ...window, physical });
  }
  return windows;
}

/** An address on the bus at `index` as a physical one; `undefined` where a `dma-ranges` on the way has no place for it. */
function translate(buses: readonly FlatNode[], index: number, address: bigint): bigint | undefined {
  for (; index >= 0; index--) {
    const ranges = buses[index]?.properties.get('dma-ranges');
    if (ranges === undefined || ranges.length === 0) continue;
    const window = readWindows(buses, index).find((each) => each.bus <= address && address < each.bus + each.size);
    if (window === undefined) return undefined;
    address = window.physical + (address - window.bus);
  }
  return address;
}

/** The tuples of one bus's `dma-ranges`; a rest that is no whole tuple is left out. */
function readWindows(buses: readonly FlatNode[], index: number): DmaWindow[] {
  const value = buses[index]?.properties.get('dma-ranges') ?? new Uint8Array();
  const childCells = cellsAt(buses, index, '#address-cells') ?? ROOT_ADDRESS_CELLS;
  const sizeCells = cellsAt(buses, index, '#size-cells') ?? ROOT_SIZE_CELLS;
  const parentCells = cellsAt(buses, index - 1, '#address-cells') ?? ROOT_ADDRESS_CELLS;
  const cells = childCells + parentCells + sizeCells;
  const windows: DmaWindow[] = [];
  if (Math.min(childCells, parentCells, sizeCells) < 1 || Math.max(childCells, parentCells, sizeCells) > 4) return [];
  for (let at = 0; at + cells * 4 <= value.length; at += cells * 4) {
    windows.push({
      bus: addressAt(value, at, childCells),
      physical: addressAt(value, at + childCells * 4, parentCells),
      size: numberAt(value, at + (childCells + parentCells) * 4, sizeCells),
    });
  }
  return windows;
}

/** A cell-count property of a bus or the nearest node above it that has one (`of_bus_n_addr_cells`, drivers/of/base.c). */
function cellsAt(buses: readonly FlatNode[], index: number, name: string): number | undefined {
  for (; index >= 0; index--) {
    const bus = buses[index];
    const count = bus === undefined ? undefined : cellCount(bus, name);
    if (count !== undefined) return count;
  }
  return undefined;
}

/** Three cells are PCI's: the first holds flags, not address. */
function addressAt(value: Uint8Array, at: number, cells: number): bigint {
  return cells === 3 ? numberAt(value, at + 4, 2) : numberAt(value, at, cells);
}
