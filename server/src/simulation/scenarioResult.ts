import type { MappingCounts } from '../kernel/use/operationResult.ts';
import type { PoolTimeline } from './poolTimeline.ts';
import type { Step } from './scenario.ts';

/** At most this many buffers of one step are listed: more would be more text than one answer can hold. */
export const MOST_BUFFERS = 100_000;

/** A step's result as `simulate --format json` prints it: sizes and addresses as hexadecimal text. */
export interface StepResult {
  readonly index: number;
  readonly op: Step['op'];
  /** `ok`, an errno's name, `max` where a fill stopped at its limit, `crash` where the kernel died, or `not run` for what comes after that. */
  readonly result: string;
  readonly stage?: 'open';
  /** The heap that was opened, where the scenario calls it otherwise. */
  readonly heap?: string;
  readonly bufferSize?: string;
  /** The dma-bufs of one frame; `bufferSize` is their sum. */
  readonly bufferSizes?: readonly string[];
  readonly frame?: FrameResult;
  readonly allocated?: number;
  /**
   * The buffers that the step made and that are alive after it, each with its place where it has one; the first of them
   * where they are more than `MOST_BUFFERS`.
   */
  readonly buffers?: readonly { readonly id: string; readonly base?: string; readonly size: string }[];
  readonly cmaPages?: readonly {
    readonly area: string;
    readonly base: string;
    readonly pages: number;
    readonly change: 'set' | 'clear';
  }[];
  readonly coherentBase?: string;
  readonly mapping?: MappingCounts;
  readonly signal?: string;
  readonly log?: readonly string[];
  /** Of a CMA area that had no place: its free runs in the kernel's notation. */
  readonly freeRuns?: string;
  /** Of a loop: how often it was gone through whole. */
  readonly rounds?: number;
  readonly why?: string;
}

/** How a step's frame is laid out. */
export interface FrameResult {
  /** Bytes of each buffer before they are rounded to pages. */
  readonly sizes: readonly string[];
  /** Of each plane, in bytes. */
  readonly strides: readonly number[];
  /** All of it in one line. */
  readonly text: string;
}

/** How full a heap is after the last step. */
export interface HeapResult {
  readonly name: string;
  readonly size: string;
  readonly used: string;
  readonly largestFree: string;
  readonly peak: string;
}

/** An expectation that does not hold. */
export interface FailedExpectation {
  readonly step: number;
  readonly member: string;
  readonly expected: unknown;
  /** A list is its length in words where those before it have more than `MOST_BUFFERS` entries. */
  readonly actual: unknown;
}

/** What came of a scenario, as `simulate --format json` prints it. */
export interface ScenarioResult {
  readonly schemaVersion: 1;
  /** What others did before the first step; absent where nothing is said of it. */
  readonly load?: readonly StepResult[];
  readonly steps: readonly StepResult[];
  readonly heaps: readonly HeapResult[];
  /** How full the pools are after each step that was run; absent where the steps draw from none, or are too many. */
  readonly timeline?: readonly PoolTimeline[];
  /** How many members of expectations do not hold. */
  readonly failed: number;
  readonly failures: readonly FailedExpectation[];
  /** What of the scenario does not fit the board: devices whose nodes are not there, programs that nobody knows. */
  readonly problems: readonly string[];
  /** What of the scenario has no effect on this boot; absent where all of it may. */
  readonly notes?: readonly ScenarioNote[];
}

/** A part of a scenario that has no effect on a boot. */
export interface ScenarioNote {
  /** From the scenario to the part: `['access', 0, 'heap']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}
