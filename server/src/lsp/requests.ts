import type { CancellationToken, Connection, DiagnosticServerCancellationData } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { isConfigurationPath, isScenarioPath } from './jsonPaths.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import { twoTurns } from './turns.ts';

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
  #pending = 0;

  /** `handledMessages` resolves when the messages that have come are handled. */
  constructor(connection: Connection, documents: OpenDocuments, handledMessages = twoTurns) {
    this.#connection = connection;
    this.#documents = documents;
    this.#handledMessages = handledMessages;
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
    return this.#beginning(name, chosen, refuse);
  }

  /**
   * The same for pulled diagnostics, for which the protocol has another code when the document has changed:
   * `ServerCancelled` that asks for another pull, on which a client keeps what it shows.
   */
  answeringPull<Params extends DocumentParams, Answer>(
    name: string,
    answer: (params: Params) => Promise<Answer>,
  ): Handler<Params, Answer, DiagnosticServerCancellationData> {
    const again = { retriggerRequest: true };
    return this.#beginning(name, answer, (message) => new ResponseError(LSPErrorCodes.ServerCancelled, message, again));
  }

  #beginning<Params extends DocumentParams, Answer, Data>(
    name: string,
    answer: (params: Params, token: CancellationToken) => Promise<Answer>,
    superseded: (message: string) => ResponseError<Data>,
  ): Handler<Params, Answer, Data> {
    return async (params, token) => {
      this.#pending++;
      try {
        const version = this.#versionFor(params);
        await this.#handledMessages();
        if (token.isCancellationRequested)
          return new ResponseError(LSPErrorCodes.RequestCancelled, `${name}: cancelled`);
        if (version !== undefined && this.#versionFor(params) !== version) {
          return superseded(`${name}: the document has changed since`);
        }
        return await answer(params, token);
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#connection.console.error(`${name} failed: ${text}`);
        return new ResponseError(LSPErrorCodes.RequestFailed, `${name} failed; see the output channel`);
      } finally {
        this.#pending--;
      }
    };
  }

  #versionFor(params: DocumentParams): number | undefined {
    const path = this.#pathIn(params);
    return path === undefined ? undefined : this.#documents.versionOf(path);
  }

  #pathIn({ uri, textDocument }: DocumentParams): string | undefined {
    const of = textDocument?.uri ?? uri;
    return typeof of === 'string' ? pathOfUri(of) : undefined;
  }
}
