import type { CancellationToken, Connection, DiagnosticServerCancellationData } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { isScenarioPath } from '../simulation/scenarioPath.ts';
import { isConfigurationPath } from '../workspace/configuration.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import { pause, turn, twoTurns } from './turns.ts';
import { URGENCY, WorkQueue } from './workQueue.ts';

/** How long nobody has typed in a long document before its findings are worked out: a key after that waits for them. */
export const LONG_PAUSE_MILLISECONDS = 200;

/** Between two steps on a long document requests about others have at most as many turns, so that it comes to its end. */
const MOST_TURNS = 100;

/** The parameters of a request: the protocol's, or those of `protocol.ts`, which may be about a document. */
interface DocumentParams {
  readonly uri?: string;
  readonly textDocument?: { readonly uri: string };
  /** Of a request about all documents. */
  readonly query?: string;
  /** Of a hierarchy: the file that more is asked about. */
  readonly item?: { readonly uri: string };
  /** Of a request that takes long: where its progress is reported. */
  readonly workDoneToken?: number | string;
}

/** What answers a request, as the connection takes it; `Data` is what an error carries. */
type Handler<Params, Answer, Data> = (
  params: Params,
  token: CancellationToken,
) => Promise<Answer | ResponseError<never> | ResponseError<Data>>;

/** The one way in for requests: decides whether the work for one begins, and keeps a failure from ending the server. */
export class Requests {
  readonly #connection: Connection;
  readonly #documents: OpenDocuments;
  readonly #handledMessages: () => Promise<void>;
  readonly #longWork: WorkQueue;
  #pending = 0;
  /** How many of them are about long documents. */
  #long = 0;
  /** How many requests were done since the server began. */
  #done = 0;

  /** `handledMessages` resolves when the messages that have come are handled. */
  constructor(connection: Connection, documents: OpenDocuments, handledMessages = twoTurns) {
    this.#connection = connection;
    this.#documents = documents;
    this.#handledMessages = handledMessages;
    this.#longWork = new WorkQueue(() => this.#othersAnswered());
  }

  /** Whether a request has come that is not answered yet. */
  get isAnswering(): boolean {
    return this.#pending > 0;
  }

  /**
   * Wraps what answers a request. Edits and cancellations that are already on their way come first; then a request that
   * was cancelled is answered by `RequestCancelled`, and one whose document is not as it was when the request came by
   * `ContentModified`: its positions mean another text, and who still waits asks again. A request about a scenario is
   * answered by `ofScenario`, one about a `.dtheaps.json` by `ofConfiguration`, and by null where that is absent: what
   * holds of a device tree's text does not of JSON.
   * What is asked about long documents is answered one after the other, and other requests between them.
   * Work that takes long looks at the token itself.
   */
  answering<Params extends DocumentParams, Answer>(
    name: string,
    answer: (params: Params, token: CancellationToken) => Promise<Answer>,
    ofScenario?: (params: Params) => Promise<Answer>,
    ofConfiguration?: (params: Params, path: string) => Promise<Answer>,
  ): Handler<Params, Answer, never> {
    const refuse = (message: string) => new ResponseError<never>(LSPErrorCodes.ContentModified, message);
    const chosen = (params: Params, token: CancellationToken): Promise<Answer> => {
      const path = this.#pathIn(params);
      if (path !== undefined && isConfigurationPath(path)) {
        return ofConfiguration?.(params, path) ?? Promise.resolve(null as Answer);
      }
      if (path === undefined || !isScenarioPath(path)) return answer(params, token);
      // The protocol lets every request about a document be answered by null.
      return ofScenario?.(params) ?? Promise.resolve(null as Answer);
    };
    return this.#beginning({ name, urgency: URGENCY.asked }, chosen, refuse);
  }

  /**
   * The same for pulled diagnostics, for which the protocol has another code when the document has changed:
   * `ServerCancelled` that asks for another pull, on which a client keeps what it shows. Those of a long document wait for
   * a pause in the typing, and for what is asked about such documents meanwhile.
   */
  answeringPull<Params extends DocumentParams, Answer>(
    name: string,
    answer: (params: Params) => Promise<Answer>,
  ): Handler<Params, Answer, DiagnosticServerCancellationData> {
    const again = { retriggerRequest: true };
    return this.#beginning(
      { name, urgency: URGENCY.pulled },
      answer,
      (message) => new ResponseError(LSPErrorCodes.ServerCancelled, message, again),
    );
  }

  /** Does work that nobody has asked for, on a long document: when nothing that was asked about such documents waits. */
  unasked<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return this.#longWork.do(URGENCY.unasked, work);
  }

  /** Resolves at once but in the midst of work on a long document: then when requests about others that have come are answered. */
  async afterStep(path: string): Promise<void> {
    if (this.#documents.isLong(path)) await this.#othersAnswered();
  }

  /**
   * A request goes through many turns, and may wait for an answer of the client: that is not waited for. What answers it is
   * written some turns after it is done, as many as handling messages takes.
   */
  async #othersAnswered(): Promise<void> {
    let done: number;
    let turns = 0;
    do {
      done = this.#done;
      await this.#handledMessages();
      for (; this.#pending > this.#long && turns < MOST_TURNS; turns++) await turn();
    } while (this.#done !== done && ++turns < MOST_TURNS);
  }

  #beginning<Params extends DocumentParams, Answer, Data>(
    { name, urgency }: { readonly name: string; readonly urgency: number },
    answer: (params: Params, token: CancellationToken) => Promise<Answer>,
    superseded: (message: string) => ResponseError<Data>,
  ): Handler<Params, Answer, Data> {
    return async (params, token) => {
      this.#pending++;
      const path = this.#pathIn(params);
      const isLong = path !== undefined && this.#documents.isLong(path);
      if (isLong) this.#long++;
      try {
        // Not its version: one that is closed and opened again may have the same.
        const textNow = () => (path === undefined ? undefined : this.#documents.fileOf(path));
        const text = textNow();
        const obsolete = (): ResponseError<Data> | undefined => {
          const isSuperseded = text !== undefined && textNow() !== text;
          return isSuperseded ? superseded(`${name}: the document has changed since`) : undefined;
        };
        const begin = async () => {
          if (token.isCancellationRequested) {
            return new ResponseError<never>(LSPErrorCodes.RequestCancelled, `${name}: cancelled`);
          }
          const refused = obsolete();
          if (refused !== undefined) return refused;
          const answered = await answer(params, token);
          // An edit may have come while it waited, and its positions may have been looked up in the text after that.
          return obsolete() ?? answered;
        };
        if (isLong) {
          if (urgency === URGENCY.pulled) await pause(LONG_PAUSE_MILLISECONDS);
          return await this.#longWork.do(urgency, begin);
        }
        await this.#handledMessages();
        return await begin();
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#connection.console.error(`${name} failed: ${text}`);
        return new ResponseError(LSPErrorCodes.RequestFailed, `${name} failed; see the output channel`);
      } finally {
        this.#pending--;
        this.#done++;
        if (isLong) this.#long--;
      }
    };
  }

  #pathIn({ uri, textDocument }: DocumentParams): string | undefined {
    const of = textDocument?.uri ?? uri;
    return typeof of === 'string' ? pathOfUri(of) : undefined;
  }
}
