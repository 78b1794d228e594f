/**
 * One turn of the event loop reads what has come, and in each of the others the connection handles one message
 * (vscode-jsonrpc's `triggerMessageQueue`). A turn without work takes microseconds.
 */
const TURNS = 8;

/** Resolves when the messages that have come until now are handled; of a long queue the first ones. */
export async function handledMessages(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
