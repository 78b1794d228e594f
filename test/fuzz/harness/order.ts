import type { StoredFailure } from './failure.ts';

/** What a thread is asked to do. */
export interface WorkerOrder {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly milliseconds: number;
  /** Three numbers, how many inputs were begun, how long the last one is and how many smaller ones were tried, and that input as JSON. */
  readonly shared: SharedArrayBuffer;
}

/** What a thread says. */
export type WorkerMessage =
  | { readonly kind: 'failure'; readonly failure: StoredFailure; readonly text: string }
  | { readonly kind: 'unrepeated'; readonly text: string }
  | {
      readonly kind: 'end';
      readonly inputs: number;
      readonly kept: number;
      readonly failures: ReadonlyMap<string, number>;
    };

/** Where the input begins in the shared bytes. */
export const INPUT_AT = 12;
