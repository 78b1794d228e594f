import type { CellCounts } from '../../text/cells.ts';
import type { BootInput, FlatNode } from '../input/bootInput.ts';
import type { Kernel } from '../input/kernel.ts';
import type { RegionState } from '../outcome/bootOutcome.ts';
import type { BootStop } from '../outcome/bootStop.ts';
import type { KernelLog } from '../outcome/kernelLog.ts';
import type { MemoryCut } from '../outcome/memoryCut.ts';
import type { AttachFailure, DefaultAreaCause, MemoryHolder, RegionCause } from '../outcome/regionCause.ts';
import type { AddressRange } from '../units/addressRange.ts';
import type { Memblock } from './memblock.ts';

/** A child of `/reserved-memory` on its way through the boot. */
export interface BootingRegion {
  readonly node: FlatNode;
  readonly name: string;
  readonly path: string;
  /** In lower case. */
  readonly compatible: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  /** Where it stands among the children: firmware's regions first, then the DTB's order. */
  readonly order: number;
  range: AddressRange | undefined;
  state: RegionState;
  cause: RegionCause | undefined;
}

/** An entry of the kernel's table of reserved regions (`struct reserved_mem`). */
export interface ReservedMemoryEntry {
  readonly region: BootingRegion;
  range: AddressRange;
}

/** Memory, and the region whose it is; `undefined` for the default area of the configuration or the command line. */
export interface RegionMemory {
  readonly range: AddressRange;
  readonly region: BootingRegion | undefined;
}

export interface CmaAreaState {
  readonly name: string;
  /** The node that it was made of; absent for the default area of the configuration or the command line. */
  readonly region: BootingRegion | undefined;
  readonly range: AddressRange;
  readonly basePredictable: boolean;
  /** Pages; 0 after a failed activation. */
  pages: number;
  usedAtBoot: number;
  activated: boolean;
}

export interface CoherentPoolState {
  readonly region: BootingRegion;
  readonly range: AddressRange;
  attachFailure: AttachFailure | undefined;
}

/** The kernel while it boots: what its static variables are, and the log so far. */
export interface BootState {
  readonly kernel: Kernel;
  readonly input: BootInput;
  readonly cells: CellCounts;
  readonly log: KernelLog;
  readonly memblock: Memblock;
  /** RAM that is stated and not used, with what leaves it out. */
  readonly memoryCuts: MemoryCut[];
  /** The first address that is no lowmem: the end of RAM but on arm with highmem. */
  lowmemEnd: bigint;
  /** All regions, in the order in which the kernel finds their nodes. */
  readonly regions: BootingRegion[];
  /** The table of reserved regions, in the order in which they were saved. */
  readonly table: ReservedMemoryEntry[];
  /** The places in that table. */
  tableCapacity: number;
  readonly cmaAreas: CmaAreaState[];
  defaultCmaArea: CmaAreaState | undefined;
  /** Why the configuration's or the command line's default area could not be reserved. */
  defaultCmaAreaCause: DefaultAreaCause | undefined;
  readonly coherentPools: CoherentPoolState[];
  globalCoherentPool: Pick<CoherentPoolState, 'region' | 'range'> | undefined;
  readonly restrictedPools: { readonly region: BootingRegion; readonly range: AddressRange }[];
  /** What arm maps anew as CMA memory before the page tables are complete. */
  readonly earlyFixups: RegionMemory[];
  /** Memory that went back to the page allocator though the linear map lacks it. */
  readonly unmappedReleases: RegionMemory[];
  /** Functions whose warning, which comes once, is out. */
  readonly warned: Set<'memremap' | 'ioremap'>;
  /** Why the kernel panics or hangs from here on. */
  stopped: BootStop | undefined;
}

/** Ends the boot; the first stop counts. */
export function stop(state: BootState, why: BootStop): void {
  state.stopped ??= why;
}

/** A region as somebody who holds memory; one that has no place holds the range that is asked about. */
export function holderOf({ name, path, range }: BootingRegion, asked: AddressRange): MemoryHolder {
  return { name, path, range: range ?? asked };
}
