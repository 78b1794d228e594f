/** The first message to the server in a browser's worker, before the protocol begins: the modules of the parser. */
export interface WorkerStart {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}
