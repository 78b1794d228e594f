import type { DmaDirection } from '../kernel/use/dmaBuf.ts';
import type { ProfileSettings } from '../profile/profileJson.ts';
import type { FrameLayout } from './frames/frameLayout.ts';

/** At most this many buffers are made by one step. */
export const MAXIMUM_BUFFERS = 1_000_000;

/** A device of a scenario; what it reaches comes from the node at `path`. */
export interface ScenarioDevice {
  readonly name: string;
  /** Absent: a device on the root bus that the tree does not describe. */
  readonly path: string | undefined;
  /** How many address bits its driver asks for; absent: it asks for none. */
  readonly dmaMask: number | undefined;
  readonly iommu: boolean;
}

/** What allocate and fill have in common. */
interface AllocationStep {
  readonly heap: string;
  readonly id: string;
  /** Of one buffer, in bytes; of a frame that has several, of all of them. */
  readonly size: bigint;
  /** What the buffers hold; absent where only a size is given. */
  readonly frame: FrameLayout | undefined;
  readonly fdFlags: number;
  readonly heapFlags: bigint;
  readonly fd: number;
  readonly inKernel: boolean;
}

/** One operation of a scenario. */
export type Step =
  | ({
      readonly op: 'allocate' /** Buffers named id0, id1, …; absent: one, named id. */;
      readonly count: number | undefined;
    } & AllocationStep)
  | ({
      readonly op: 'fill' /** Absent: until the heap refuses. */;
      readonly max: number | undefined;
    } & AllocationStep)
  | { readonly op: 'free' | 'put' | 'vmap' | 'vunmap' | 'drop'; readonly id: string }
  | { readonly op: 'freeAll' }
  | {
      readonly op: 'mmap';
      readonly id: string;
      readonly length: bigint | undefined;
      readonly offset: bigint;
      readonly access: 'r' | 'w' | 'rw';
      readonly shared: boolean;
    }
  | { readonly op: 'sync'; readonly id: string; readonly flags: number }
  | { readonly op: 'attach' | 'unmap' | 'detach'; readonly id: string; readonly device: string }
  | { readonly op: 'map'; readonly id: string; readonly device: string; readonly direction: DmaDirection }
  | { readonly op: 'beginCpuAccess' | 'endCpuAccess'; readonly id: string; readonly direction: DmaDirection }
  | { readonly op: 'find'; readonly heap: string; readonly id: string };

/** What a step's result has to be: the members that are named, as `simulate` prints them. */
export interface Expectation {
  readonly step: number;
  readonly members: Readonly<Record<string, unknown>>;
}

export interface Scenario {
  /** What it says about the kernel; a layer among those of the board (`workspace/layers.ts`). */
  readonly profile: ProfileSettings | undefined;
  readonly devices: readonly ScenarioDevice[];
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  /** Beyond the program's own descriptors; no limit where absent. */
  readonly descriptorLimit: number | undefined;
  /** `dmem.max` by region, in bytes. */
  readonly dmemLimits: ReadonlyMap<string, bigint>;
}
