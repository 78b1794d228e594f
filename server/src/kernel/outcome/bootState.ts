import type { CellCounts } from '../../text/cells.ts';
import type { Memblock } from '../early/memblock.ts';
import type { BootInput, FlatNode } from '../input/bootInput.ts';
import type { Kernel } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';
import type { RegionState } from './bootOutcome.ts';
import type { KernelLog } from './log.ts';

/** A child of `/reserved-memory` on its way through the boot. */
export interface Region {
  readonly node: FlatNode;
  readonly name: string;
  /** In lower case. */
  readonly compatible: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  /** Where it stands among the children: firmware's regions first, then the DTB's order. */
  readonly order: number;
  range: AddressRange | undefined;
  state: RegionState;
  reason: string | undefined;
}

/** An entry of the kernel's table of reserved regions (`struct reserved_mem`). */
export interface ReservedMemoryEntry {
  readonly region: Region;
  range: AddressRange;
}

export interface CmaAreaState {
  readonly name: string;
  /** The node that it was made of; absent for the default area of the configuration or the command line. */
  readonly region: Region | undefined;
  readonly range: AddressRange;
  readonly basePredictable: boolean;
  /** Pages; 0 after a failed activation. */
  pages: number;
  usedAtBoot: number;
  activated: boolean;
}

export interface CoherentPoolState {
  readonly region: Region;
  readonly range: AddressRange;
  attachFailure: string | undefined;
}

/** The kernel while it boots: what its static variables are, and the log so far. */
export interface BootState {
  readonly kernel: Kernel;
  readonly input: BootInput;
  readonly cells: CellCounts;
  readonly log: KernelLog;
  readonly memblock: Memblock;
  /** The first address that is no lowmem: the end of RAM but on arm with highmem. */
  lowmemEnd: bigint;
  /** All regions, in the order in which the kernel finds their nodes. */
  readonly regions: Region[];
  /** The table of reserved regions, in the order in which they were saved. */
  readonly table: ReservedMemoryEntry[];
  /** The places in that table. */
  tableCapacity: number;
  readonly cmaAreas: CmaAreaState[];
  defaultCmaArea: CmaAreaState | undefined;
  /** Why the configuration's or the command line's default area could not be reserved. */
  defaultCmaAreaReason: string | undefined;
  readonly coherentPools: CoherentPoolState[];
  globalCoherentPool: AddressRange | undefined;
  readonly restrictedPools: { readonly region: Region; readonly range: AddressRange }[];
  /** Ranges that arm maps anew as CMA memory before the page tables are complete. */
  readonly earlyFixups: AddressRange[];
  /** Memory that went back to the page allocator though the linear map lacks it. */
  readonly unmappedReleases: AddressRange[];
  /** Functions whose warning, which comes once, is out. */
  readonly warned: Set<'memremap' | 'ioremap'>;
  /** Why the kernel panics or hangs from here on. */
  stopped: string | undefined;
}

/** Ends the boot; the first reason counts. */
export function stop(state: BootState, reason: string): void {
  state.stopped ??= reason;
}
