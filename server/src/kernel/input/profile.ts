import type { AddressRange } from '../units/addressRange.ts';

export type Architecture = 'arm64' | 'arm' | 'riscv';

/** Mailing-list proposals that a profile may add to a kernel. */
export type Patch =
  | 'coherent-heap-v1'
  | 'coherent-heap-v2'
  | 'coherent-heap-v3'
  | 'coherent-heap-no-map-aware'
  | 'dma-heap-accessors'
  | 'dma-heap-find-by-name'
  | 'cma-heap-v6';

/** Memory that something holds before `/reserved-memory` is scanned: kernel image, initrd, DTB. */
export interface OccupiedRange {
  readonly name: string;
  readonly range: AddressRange;
}

/** A region that firmware puts in front of the children of `/reserved-memory`. */
export interface FirmwareRegion {
  readonly name: string;
  readonly range: AddressRange;
  readonly noMap: boolean;
}

/** The kernel that boots, and what it is booted with: the `--profile` of the command line, read. */
export interface Profile {
  /** As given: `7.3.4` or `6.12`. */
  readonly kernel: string;
  readonly architecture: Architecture;
  /**
   * What the board is really for, where `architecture` only stands in for something that is not modelled: an architecture,
   * such as `mips`, or a program other than Linux.
   */
  readonly standsInFor?: string;
  readonly patches: readonly Patch[];
  /** Options as a `.config` names them; what is not named has the architecture's defconfig value. */
  readonly config: ReadonlyMap<string, string | number>;
  readonly commandLine: string;
  /** What firmware hands over instead of the tree's `/memory`; absent: the tree's own. */
  readonly memory: readonly AddressRange[] | undefined;
  readonly occupied: readonly OccupiedRange[];
  readonly firmwareRegions: readonly FirmwareRegion[];
}
