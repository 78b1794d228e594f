import type { DeviceNode } from '../input/bootInput.ts';
import { type DmaWindow, dmaWindowsOf } from '../input/dmaRanges.ts';
import type { Kernel } from '../input/kernel.ts';
import type { BootOutcome } from '../outcome/bootOutcome.ts';
import { SwiotlbPool } from '../pages/swiotlb.ts';
import { formatHex } from '../units/formatBytes.ts';

/** A device that imports buffers. */
export interface Device {
  readonly name: string;
  /** Its node; `undefined` for a device on the root bus that the tree does not describe. */
  readonly node: DeviceNode | undefined;
  /** How many address bits its driver asks for with `dma_set_mask`; `undefined` where it asks for none. */
  readonly dmaMask: number | undefined;
  readonly iommu: boolean;
}

/** What decides whether a device reaches an address. */
export interface DmaReach {
  readonly name: string;
  /** The highest address its mask allows, on its bus. */
  readonly mask: bigint;
  /** The highest address its buses allow, on its bus; 0 where they set no limit, as in the kernel's messages. */
  readonly busLimit: bigint;
  readonly windows: readonly DmaWindow[] | undefined;
  /** The swiotlb its mappings bounce through; `undefined` where none is active. */
  readonly pool: SwiotlbPool | undefined;
  readonly iommu: boolean;
  /** Whether it sees the processors' caches, so that nobody has to clean them for it. */
  readonly coherent: boolean;
  /** Why the mask is not the one its driver asked for; `undefined` where it is. */
  readonly maskNote: string | undefined;
}

const DEFAULT_MASK_BITS = 32;

/** The highest number of `bits` bits (`DMA_BIT_MASK`). */
function bitMask(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

/**
 * Works out the reach of a device: a platform device begins with 32 bits, `of_dma_configure` (drivers/of/device.c)
 * cuts that to the end of its `dma-ranges`, which also become its bus limit, and `dma_set_mask` then sets what the
 * driver asks for if `dma_direct_supported` (kernel/dma/direct.c) finds some memory of the system below it.
 */
function dmaReachOf(device: Device, outcome: BootOutcome, kernel: Kernel, pool: SwiotlbPool | undefined): DmaReach {
  const { addressMask } = kernel;
  const windows = device.node === undefined ? undefined : dmaWindowsOf(device.node);
  const busLimit = (windows ?? []).reduce((end, window) => maximum(end, window.bus + window.size - 1n), 0n);
  const coherent = isCoherent(device.node, kernel);
  const reach = { name: device.name, busLimit, windows, pool, iommu: device.iommu, coherent };
  const limitMask = busLimit === 0n ? addressMask : bitMask(busLimit.toString(2).length);
  const initial = bitMask(DEFAULT_MASK_BITS) & limitMask;
  if (device.dmaMask === undefined) return { ...reach, mask: initial, maskNote: undefined };
  const asked = bitMask(device.dmaMask) & addressMask;
  const lowest = lowestMemoryEnd(outcome, kernel);
  const supported = asked >= bitMask(32) || asked >= (busAddress(windows, lowest, addressMask) ?? addressMask);
  if (device.iommu || supported) return { ...reach, mask: asked, maskNote: undefined };
  const maskNote =
    `dma_set_mask(${device.dmaMask} bits) is refused with EIO, because the memory that every device must reach ` +
    `ends at ${formatHex(lowest)}; the device keeps its mask of ${formatHex(initial)}`;
  return { ...reach, mask: initial, maskNote };
}

/**
 * drivers/of/address.c `of_dma_is_coherent`: the nearest node, from the device up, that says `dma-coherent` or
 * `dma-noncoherent`; where none does, the architecture decides (`dma_default_coherent`, which riscv alone sets).
 */
function isCoherent(node: DeviceNode | undefined, { architecture }: Kernel): boolean {
  const nearest = node === undefined ? [] : [node, ...[...node.buses].reverse()];
  for (const { properties } of nearest) {
    if (properties.has('dma-coherent')) return true;
    if (properties.has('dma-noncoherent')) return false;
  }
  return architecture === 'riscv';
}

/**
 * The reach of devices by name. A device without an IOMMU whose `memory-region` names a restricted pool bounces
 * through that (`of_dma_set_restricted_buffer`, drivers/of/device.c: the first one named), others through the common
 * swiotlb where one is active. Devices share pools, so these are made together.
 */
export function reachesOf(devices: readonly Device[], outcome: BootOutcome, kernel: Kernel): Map<string, DmaReach> {
  const { restrictedPools, dma } = outcome;
  const restricted = new Map<string, SwiotlbPool>();
  for (const { name, path, range } of restrictedPools) {
    restricted.set(path, new SwiotlbPool(name, range.base, range.size, true));
  }
  const common =
    dma.swiotlb === undefined || dma.swiotlb.size === 0n
      ? undefined
      : new SwiotlbPool('the common one', dma.swiotlb.base ?? 0n, dma.swiotlb.size, dma.swiotlb.force);
  const reaches = new Map<string, DmaReach>();
  for (const device of devices) {
    const own = device.node?.memoryRegions.find((path) => path !== undefined && restricted.has(path));
    const pool = own === undefined || device.iommu ? common : restricted.get(own);
    reaches.set(device.name, dmaReachOf(device, outcome, kernel, pool));
  }
  return reaches;
}

/** The last page of RAM, or of the DMA zone where there is one: what `dma_direct_supported` holds a mask against. */
function lowestMemoryEnd(outcome: BootOutcome, kernel: Kernel): bigint {
  const end = outcome.memory.reduce((last, range) => maximum(last, range.end), 0n) - BigInt(outcome.pageSize);
  const hasDmaZone = kernel.configuration.isEnabled('CONFIG_ZONE_DMA');
  return hasDmaZone && outcome.dma.dmaZoneLimit < end ? outcome.dma.dmaZoneLimit : end;
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** Where a device sees a physical address; `undefined` outside its windows (`phys_to_dma`, include/linux/dma-direct.h). */
export function busAddress(
  windows: readonly DmaWindow[] | undefined,
  physical: bigint,
  addressMask: bigint = bitMask(64),
): bigint | undefined {
  if (windows === undefined) return physical & addressMask;
  const window = windows.find((each) => each.physical <= physical && physical < each.physical + each.size);
  return window === undefined ? undefined : window.bus + (physical - window.physical);
}

/** The highest address on its bus that a device can use: the smaller of mask and bus limit. */
export function highestAddress(reach: DmaReach): bigint {
  return reach.busLimit !== 0n && reach.busLimit < reach.mask ? reach.busLimit : reach.mask;
}
