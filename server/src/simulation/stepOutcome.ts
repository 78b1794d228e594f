import type { OperationResult } from '../kernel/use/operationResult.ts';

/** A buffer and where it lies. */
export interface PlacedBuffer {
  /** The name that the scenario gives it; of a frame of several dma-bufs the name, a colon and the plane. */
  readonly id: string;
  /** The address of its first byte; `undefined` where it has no single place. */
  readonly base: bigint | undefined;
  /** In bytes, a multiple of the page size. */
  readonly size: bigint;
}

/** What a step came to. */
export interface StepOutcome extends OperationResult {
  /** The buffers that it made and that are alive after it. */
  readonly buffers?: readonly PlacedBuffer[];
  /** Of a loop: how often it was gone through whole. */
  readonly rounds?: number;
}
