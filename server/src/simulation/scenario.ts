import type { DmaDirection } from '../kernel/use/dmaBuf.ts';
import type { ProfileSettings } from '../profile/profileJson.ts';
import type { FrameLayout } from './frames/frameLayout.ts';
import type { HeapPermission, ScenarioUser } from './heapAccess.ts';

/** O_RDWR | O_CLOEXEC: how a program that knows what it does asks for a buffer. */
export const USUAL_FD_FLAGS = 0x80002;

/** A device of a scenario; what it reaches comes from the node at `path`. */
export interface ScenarioDevice {
  readonly name: string;
  /** Absent: a device on the root bus that the tree does not describe. */
  readonly path: string | undefined;
  /** How many address bits its driver asks for; absent: it asks for none. */
  readonly dmaMask: number | undefined;
  /** Whether it maps through an IOMMU; absent: where its node has `iommus`. */
  readonly iommu: boolean | undefined;
}

/** How a buffer is asked for. */
interface BufferRequest {
  /**
   * A heap's name, an alias of the scenario (`heaps`), a label (`&camera`), or `default`, the heap of the default CMA area.
   * Of a program: what to say where none of its heaps is there.
   */
  readonly heap: string;
  /** The program that opens the first of its heaps that is there. */
  readonly program: string | undefined;
  readonly id: string;
  readonly fdFlags: number;
  readonly heapFlags: bigint;
  readonly fd: number;
  readonly inKernel: boolean;
  /** The id under which the heap was found: the kernel allocates from it. */
  readonly handle?: string | undefined;
}

/** What allocate and fill have in common. */
export interface AllocationStep extends BufferRequest {
  /** Of one buffer, in bytes; of a frame that has several, of all of them. */
  readonly size: bigint;
  /** What the buffers hold; absent where only a size is given. */
  readonly frame: FrameLayout | undefined;
}

/** One operation of a scenario that is no loop. */
export type PlainStep =
  | ({
      /** `start`: the buffers of a stream. */
      readonly op: 'allocate' | 'start';
      /** Buffers named id0, id1, …; absent: one, named id. */
      readonly count: number | undefined;
    } & AllocationStep)
  | ({
      readonly op: 'fill' /** Absent: until the heap refuses. */;
      readonly max: number | undefined;
    } & AllocationStep)
  /** Allocates and frees at random, the same for the same seed. */
  | ({
      readonly op: 'churn';
      /** In bytes; one of them is drawn for each allocation. */
      readonly sizes: readonly bigint[];
      /** The most buffers that are alive at one time. */
      readonly live: number;
      /** How many buffers are allocated in all. */
      readonly times: number;
      readonly seed: number;
    } & BufferRequest)
  /** An id with `*` in it stands for every buffer whose name fits. */
  | { readonly op: 'free' | 'stop' | 'put' | 'vmap' | 'vunmap' | 'drop'; readonly id: string }
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

/** One operation of a scenario. */
export type Step =
  | PlainStep
  /** Does steps again and again, and ends at the first that fails. */
  | { readonly op: 'repeat'; readonly times: number; readonly steps: readonly PlainStep[] };

/** What a step's result has to be: the members that are named, as `simulate` prints them. */
export interface Expectation {
  readonly step: number;
  readonly members: Readonly<Record<string, unknown>>;
}

export interface Scenario {
  /** What it says about the kernel; a layer among those of the board (`workspace/layers.ts`). */
  readonly profile: ProfileSettings | undefined;
  readonly devices: readonly ScenarioDevice[];
  /** Names for heaps, each with the heaps that it may be, of which the first that is there counts. */
  readonly heaps: ReadonlyMap<string, readonly string[]>;
  /** Programs with the heaps that they open, the first that is there. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
  /** Who the program runs as; absent: root. */
  readonly user: ScenarioUser | undefined;
  /** What udev makes of the heaps' device nodes; those that are not named have the kernel's own permissions. */
  readonly access: readonly HeapPermission[];
  /** What others have allocated before the first step. */
  readonly load: readonly PlainStep[];
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  /** Beyond the program's own descriptors; no limit where absent. */
  readonly descriptorLimit: number | undefined;
  /** `dmem.max` by region, in bytes. */
  readonly dmemLimits: ReadonlyMap<string, bigint>;
}

/** Whether a step asks for buffers of a heap. */
export function asksForBuffers(step: Step): step is Extract<PlainStep, BufferRequest> {
  return step.op === 'allocate' || step.op === 'start' || step.op === 'fill' || step.op === 'churn';
}
