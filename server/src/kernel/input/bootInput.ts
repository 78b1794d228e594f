import type { AddressRange } from '../units/addressRange.ts';
import type { Profile } from './profile.ts';

/** A node as the flattened tree hands it to the kernel: a name and raw property values, nothing decoded. */
export interface FlatNode {
  /** With its unit address. */
  readonly name: string;
  /** From the root, such as `/reserved-memory/video@60000000`. */
  readonly path: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
}

/** A device that takes part in a boot: what decides how it reaches memory. */
export interface DeviceNode extends FlatNode {
  /** The paths its `memory-region` phandles lead to, in order; `undefined` where a phandle leads nowhere. */
  readonly memoryRegions: readonly (string | undefined)[];
  /** The nodes from the root (included: its cells count) down to its parent: buses, whose `dma-ranges` limit it. */
  readonly buses: readonly FlatNode[];
}

/** Everything of a device tree that the boot of its memory depends on. */
export interface BootInput {
  readonly profile: Profile;
  /** The root node: its cells are what `/memory` and `/reserved-memory` are read with. */
  readonly root: FlatNode;
  /** `/chosen`, for `linux,usable-memory-range` and `bootargs`. */
  readonly chosen: FlatNode | undefined;
  /** The root's children that may be memory, in the DTB's order; `device_type` is not examined yet. */
  readonly memoryNodes: readonly FlatNode[];
  /** The DTB's memory reservation block. */
  readonly memoryReservations: readonly AddressRange[];
  readonly reservedMemory: { readonly node: FlatNode; readonly children: readonly FlatNode[] } | undefined;
  /** What follows each empty `reg` of these children in the blob, by path: some kernels read past its end. */
  readonly afterEmptyReg: ReadonlyMap<string, Uint8Array>;
  /** Every node with `dma-ranges`, with the nodes above it: what moves the DMA zone for the whole system. */
  readonly dmaRanges: readonly { readonly node: FlatNode; readonly buses: readonly FlatNode[] }[];
}
