import type { CommandLine } from '../input/commandLine.ts';
import type { Profile } from '../input/profile.ts';
import type { AddressRange } from '../units/addressRange.ts';
import type { BootStop } from './bootStop.ts';
import type { LogEntry } from './logEntry.ts';
import type { MemoryCut } from './memoryCut.ts';
import type { AttachFailure, DefaultAreaCause, MissingHeap, RegionCause } from './regionCause.ts';

export type RegionState = 'cma' | 'coherent' | 'restricted' | 'reserved' | 'released' | 'skipped' | 'failed';

/** What became of one child of `/reserved-memory` (or of a region that firmware added). */
export interface BootedRegion {
  readonly name: string;
  readonly path: string;
  /** `undefined` where nothing was placed. */
  readonly range: AddressRange | undefined;
  readonly noMap: boolean;
  readonly reusable: boolean;
  readonly state: RegionState;
  /** Why it is not what its author asked for; `undefined` where it is. */
  readonly cause: RegionCause | undefined;
}

/** A CMA area after boot. Pages are counted in the profile's page size. */
export interface CmaArea {
  /** Cut to 63 characters, as the kernel keeps it. */
  readonly name: string;
  readonly range: AddressRange;
  readonly pages: number;
  /** Pages before the end of RAM: what lies beyond is in no zone, so that no allocation gets it. */
  readonly usablePages: number;
  /** Pages that the kernel took before init started (its atomic pools). */
  readonly usedAtBoot: number;
  readonly activated: boolean;
  /** False where the kernel placed it among its own early allocations. */
  readonly basePredictable: boolean;
}

/** A coherent pool (`shared-dma-pool` without `reusable`) that a device, or a proposed heap, may attach to. */
export interface CoherentPool {
  readonly name: string;
  readonly path: string;
  readonly range: AddressRange;
  readonly pages: number;
  readonly noMap: boolean;
  /** Why no device can attach to it; `undefined` where one can. */
  readonly attachFailure: AttachFailure | undefined;
}

/** A swiotlb pool of a `restricted-dma-pool` node. */
export interface RestrictedPool {
  readonly name: string;
  readonly path: string;
  readonly range: AddressRange;
}

export type HeapAllocator = 'system' | 'cma' | 'coherent';

/** A name below `/dev/dma_heap`. Two heaps with one backing share its pages. */
export interface Heap {
  readonly name: string;
  readonly allocator: HeapAllocator;
  /** Index into `cmaAreas` or `coherentPools`; `undefined` for the system heap. */
  readonly backing: number | undefined;
  readonly minor: number;
}

/** A heap that the kernel tried to register and could not: its name was taken, or no minor was left. */
export interface LostHeap {
  readonly name: string;
  readonly allocator: HeapAllocator;
  /** As in `Heap`. */
  readonly backing: number | undefined;
  readonly cause: MissingHeap;
}

/** The system-wide facts that decide which memory a device can reach. */
export interface DmaTopology {
  /** The last address of the DMA zone. */
  readonly dmaZoneLimit: bigint;
  /** The default swiotlb; `undefined` where there is none. */
  readonly swiotlb: { readonly base: bigint | undefined; readonly size: bigint; readonly force: boolean } | undefined;
}

/** A board's memory after the kernel has booted. Immutable; allocating from it is a session's business. */
export interface BootOutcome {
  readonly profile: Profile;
  /** What the command line that counts says about memory. */
  readonly commandLine: CommandLine;
  /** False where the kernel is predicted to panic or hang; `stop` says why. */
  readonly booted: boolean;
  /** `undefined` where it boots. */
  readonly stop: BootStop | undefined;
  /** The messages about reserved memory, CMA and heaps, in the kernel's words for this version, in order. */
  readonly log: readonly LogEntry[];
  /** In the order of the DTB, firmware's regions first. */
  readonly regions: readonly BootedRegion[];
  /** In the order of their creation. */
  readonly cmaAreas: readonly CmaArea[];
  readonly defaultCmaArea: number | undefined;
  /** Why the default area of the configuration or of `cma=` could not be reserved; absent where it could, or none is asked for. */
  readonly defaultCmaAreaCause?: DefaultAreaCause | undefined;
  readonly coherentPools: readonly CoherentPool[];
  readonly restrictedPools: readonly RestrictedPool[];
  /** In the order of registration. */
  readonly heaps: readonly Heap[];
  readonly lostHeaps: readonly LostHeap[];
  readonly pageSize: number;
  /** What base and size of every CMA area must be multiples of, in bytes. */
  readonly cmaMinimumAlignment: bigint;
  /** RAM as firmware and the command line leave it, before `/reserved-memory` takes any out, lowest first. */
  readonly systemMemory: readonly AddressRange[];
  /** RAM that firmware or the tree states and that is not in `systemMemory`, with what leaves it out. */
  readonly memoryCuts: readonly MemoryCut[];
  /** The first address that is no lowmem: the end of RAM but on arm with highmem. */
  readonly lowmemEnd: bigint;
  /** RAM as memblock knows it after boot. */
  readonly memory: readonly AddressRange[];
  readonly dma: DmaTopology;
}
