import type { Architecture } from '../../kernel/input/profile.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';

/** Something that a target printed, and the line of the capture (from 1) on which it did. */
export interface Captured {
  readonly text: string;
  readonly line: number;
}

/** What a person should know about a capture or a comparison, and the line that it is about. */
export interface CaptureNote {
  readonly message: string;
  readonly line: number | undefined;
}

/** A CMA area as debugfs (`/sys/kernel/debug/cma`) or sysfs (`/sys/kernel/mm/cma`) shows it. */
export interface CapturedArea {
  readonly name: string;
  readonly pages: number | undefined;
  readonly basePage: number | undefined;
  readonly line: number;
}

/** The kernel's log, as far as the capture has it. */
export interface CapturedLog {
  /** The messages about reserved memory, CMA and heaps, in order. */
  readonly messages: readonly Captured[];
  /**
   * How far it can be held against a prediction: `excerpt` where lines are missing from its beginning or between, `early`
   * where it ends before the drivers start, else `whole`.
   */
  readonly extent: 'excerpt' | 'early' | 'whole';
}

/** The names of a folder: all of them, or those that a pattern or a filter left over. */
export interface CapturedList<Item> {
  readonly items: readonly Item[];
  readonly isWhole: boolean;
}

/** RAM as a target shows it: by ranges where it prints them, else in sum. */
export interface CapturedMemory {
  /** Ascending, without gaps between neighbours. */
  readonly ranges: readonly AddressRange[] | undefined;
  readonly total: bigint;
  readonly line: number;
}

/** `/sys/firmware/fdt`: the tree that the kernel was handed, after what firmware changed in it. */
export interface CapturedBlob {
  readonly bytes: Uint8Array;
  /** How many bytes its header says that it has. */
  readonly size: number;
  /** Whether the capture ends before the blob does. */
  readonly isCut: boolean;
  readonly line: number;
}

/** What a target said about itself. A member is `undefined` where the capture holds nothing of its kind. */
export interface Capture {
  /** `6.12.117`, from `Linux version …` or `uname`. */
  readonly kernel: string | undefined;
  readonly architecture: Architecture | undefined;
  /** In bytes. */
  readonly pageSize: number | undefined;
  readonly commandLine: string | undefined;
  /** From `Machine model: …`. */
  readonly model: Captured | undefined;
  readonly memory: CapturedMemory | undefined;
  readonly log: CapturedLog | undefined;
  /** The names below `/dev/dma_heap`. */
  readonly heaps: CapturedList<Captured> | undefined;
  /** The line that says that there is no folder of heaps. */
  readonly noHeapFolder: number | undefined;
  readonly areas: CapturedList<CapturedArea> | undefined;
  /** `CmaTotal` of `/proc/meminfo`, in bytes. */
  readonly cmaTotal: { readonly bytes: bigint; readonly line: number } | undefined;
  readonly blob: CapturedBlob | undefined;
  readonly notes: readonly CaptureNote[];
}
