import type { Connection, ConnectionOptions } from 'vscode-languageserver';
import { ErrorCodes, Message, type RequestMessage, ResponseError } from 'vscode-languageserver';
import { faultOfParameters } from './requestParameters.ts';
import { settledOrRound } from './turns.ts';

/** The names under which refused requests are answered; no client sends them. */
const TOO_LATE = 'dtheaps/afterShutdown';
const TOO_EARLY = 'dtheaps/beforeInitialize';
const AGAIN = 'dtheaps/initializedAgain';
const BROKEN = 'dtheaps/withoutParser';
const UNUSABLE = 'dtheaps/unusableParameters';

/** How many rounds `exit` waits after the last answer: one may rest on a question that the client answers no more. */
const MOST_ROUNDS = 50;

type State = 'new' | 'running' | 'ended';

/** A message, and what handles it. */
type Held = readonly [message: Message, next: (message: Message) => void];

/**
 * Holds one connection to the protocol's order of life (Language Server Protocol 3.17, "Lifecycle Messages"): before
 * `initialize` and after `shutdown` a request is an error, and a notification but `exit` is passed over.
 *
 * `initialize` is answered before the server can do anything else: what a client sends after it is held, in its order,
 * until `release` or `fail` is called.
 *
 * Requests that came before `exit` are answered before the process ends: a client may send all it has in one piece.
 */
export class Lifecycle {
  #state: State = 'new';
  /** What has come since `initialize`; `undefined` when nothing is held any more. */
  #held: Held[] | undefined = [];
  #failure: string | undefined;
  /** The requests that are being answered. */
  readonly #unanswered = new Set<Promise<unknown>>();

  /** For `createConnection`. */
  readonly options: ConnectionOptions = {
    messageStrategy: { handleMessage: (message, next) => this.#take(message, next) },
  };

  /**
   * Answers the requests of a connection that come too early or too late or lack parameters, and all of them after `fail`.
   * Notifications that lack parameters are logged, and do nothing.
   */
  answerRefused(connection: Connection): void {
    const refuse = (name: string, code: number, message: () => string): void => {
      connection.onRequest(name, () => new ResponseError(code, message()));
    };
    refuse(TOO_LATE, ErrorCodes.InvalidRequest, () => 'the server was shut down');
    refuse(TOO_EARLY, ErrorCodes.ServerNotInitialized, () => 'the server is not initialized');
    refuse(AGAIN, ErrorCodes.InvalidRequest, () => 'the server is initialized already');
    refuse(BROKEN, ErrorCodes.InternalError, () => this.#failure ?? '');
    connection.onRequest(UNUSABLE, (fault: string) => new ResponseError(ErrorCodes.InvalidParams, fault));
    connection.onNotification(UNUSABLE, (fault: string) => connection.console.error(fault));
  }

  /** Has the held messages handled, and from now on each one when it comes. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [message, next] of held) this.#handle(message, next);
  }

  /** The same for a server that cannot work: requests but `shutdown` are answered with the error `reason`. */
  fail(reason: string): void {
    this.#failure = reason;
    this.release();
  }

  #take(message: Message, next: Held[1]): void {
    // An answer to what the server has asked is no call, and waits for nothing.
    const waits = this.#state !== 'new' && methodOf(message) !== undefined;
    if (this.#held !== undefined && waits) this.#held.push([message, next]);
    else this.#handle(message, next);
  }

  #handle(message: Message, next: Held[1]): void {
    const method = methodOf(message);
    if (method === 'exit') {
      void this.#answered().then(() => next(message));
      return;
    }
    const refused = method === undefined ? undefined : this.#refusal(method);
    if (refused !== undefined) {
      if (Message.isRequest(message)) this.#answer({ ...message, method: refused, params: [] }, next);
      return;
    }
    const fault = method === undefined ? undefined : faultOfParameters(method, paramsOf(message));
    if (!Message.isRequest(message)) {
      next(fault === undefined ? message : notification(UNUSABLE, [fault]));
      return;
    }
    if (fault !== undefined) {
      this.#answer({ ...message, method: UNUSABLE, params: [fault] }, next);
      return;
    }
    if (method === 'initialize') this.#state = 'running';
    if (method === 'shutdown') this.#state = 'ended';
    this.#answer(message, next);
  }

  #answer(request: RequestMessage, next: Held[1]): void {
    // The library declares nothing, but gives a promise that is settled when the answer is written.
    const writing = Promise.resolve<unknown>(next(request)).catch(() => {});
    this.#unanswered.add(writing);
    void writing.then(() => this.#unanswered.delete(writing));
  }

  /** Resolves when the requests that have come are answered, or cannot be in time. */
  async #answered(): Promise<void> {
    let unanswered = this.#unanswered.size;
    for (let rounds = 0; unanswered > 0 && rounds < MOST_ROUNDS; rounds++) {
      await settledOrRound(Promise.all(this.#unanswered));
      if (this.#unanswered.size < unanswered) rounds = 0;
      unanswered = this.#unanswered.size;
    }
  }

  #refusal(method: string): string | undefined {
    if (this.#state === 'ended') return TOO_LATE;
    if (method === 'initialize') return this.#state === 'new' ? undefined : AGAIN;
    if (this.#state === 'new') return TOO_EARLY;
    return this.#failure === undefined || method === 'shutdown' ? undefined : BROKEN;
  }
}

const paramsOf = (message: Message): unknown => ('params' in message ? message.params : undefined);

const notification = (method: string, params: readonly string[]): Message =>
  ({ jsonrpc: '2.0', method, params }) as Message;

/** The method of a request or a notification; `undefined` for anything else, be it no message at all. */
function methodOf(message: Message): string | undefined {
  return Message.isRequest(message) || Message.isNotification(message) ? message.method : undefined;
}
