import type { Connection, ConnectionOptions, Message } from 'vscode-languageserver';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';

/** The names under which refused requests are answered; no client sends them. */
const TOO_LATE = 'dtheaps/afterShutdown';
const TOO_EARLY = 'dtheaps/beforeInitialize';
const AGAIN = 'dtheaps/initializedAgain';

type State = 'new' | 'running' | 'ended';

interface Named {
  readonly method?: unknown;
  readonly id?: unknown;
}

/**
 * Holds a connection to the protocol's order of life (Language Server Protocol 3.17, "Lifecycle Messages"): before
 * `initialize` and after `shutdown` a request is an error, and a notification but `exit` is passed over. For
 * `createConnection`; `answerRefused` answers what is refused.
 */
export function lifecycleOptions(): ConnectionOptions {
  let state: State = 'new';
  const refusal = (method: string): string | undefined => {
    if (state === 'ended') return TOO_LATE;
    if (method === 'initialize') return state === 'new' ? undefined : AGAIN;
    return state === 'new' ? TOO_EARLY : undefined;
  };
  return {
    messageStrategy: {
      handleMessage(message, next) {
        const { method, id } = (message ?? {}) as Named;
        if (typeof method !== 'string' || method === 'exit') return next(message);
        const refused = refusal(method);
        if (refused !== undefined) {
          if (id === undefined) return undefined;
          return next({ ...message, method: refused, params: undefined } as Message);
        }
        if (method === 'initialize') state = 'running';
        if (method === 'shutdown') state = 'ended';
        return next(message);
      },
    },
  };
}

/** Answers the requests that come too early or too late. */
export function answerRefused(connection: Connection): void {
  const refuse = (name: string, code: number, message: string): void => {
    connection.onRequest(name, () => new ResponseError(code, message));
  };
  refuse(TOO_LATE, ErrorCodes.InvalidRequest, 'the server was shut down');
  refuse(TOO_EARLY, ErrorCodes.ServerNotInitialized, 'the server is not initialized');
  refuse(AGAIN, ErrorCodes.InvalidRequest, 'the server is initialized already');
}
