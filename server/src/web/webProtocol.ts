import type { Fetched } from './fetchedFiles.ts';

/**
 * What a browser's client and the server in its worker say to each other besides the Language Server Protocol. Messages
 * between them are cloned, so that bytes stay bytes.
 */

/** The first message to the worker, before the protocol begins: the modules of the parser. */
export interface WorkerStart {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** From the server: what stands at a URI. Answered by `Fetched`, or null for nothing and for a file that is too large. */
export const fetchRequest = 'devicetreeHeaps/fetch';

export interface FetchParams {
  readonly uri: string;
  readonly maximumBytes: number;
}

export type FetchAnswer = Fetched | null;
