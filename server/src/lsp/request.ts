import type { CancellationToken, Connection } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/**
 * Wraps what answers a request: lets edits and cancellations that are already on their way come first, does nothing for
 * a request that nobody waits for any more, and keeps one failure from ending the server.
 */
export function answering<Params, Answer>(
  connection: Connection,
  name: string,
  answer: (params: Params) => Promise<Answer>,
): (params: Params, token: CancellationToken) => Promise<Answer | ResponseError<never>> {
  return async (params, token) => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (token.isCancellationRequested)
      return new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
    try {
      return await answer(params);
    } catch (error) {
      connection.console.error(
        `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return new ResponseError(LSPErrorCodes.RequestFailed, `${name} failed; see the output channel`);
    }
  };
}
