import type { CancellationToken, Disposable, Event, Uri } from 'vscode';
import { EventEmitter } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type {
  BoardParams,
  BoardStatus,
  BootLogAnswer,
  ChooseBoardParams,
  HeapsAnswer,
  IncludingBoardsAnswer,
  IncludingBoardsParams,
  SimulateAnswer,
  SimulateParams,
} from '../../server/src/lsp/protocol.ts';

/** Questions about boards, asked of the server. Each is about the board of a document. */
export class BoardConnection implements Disposable {
  readonly #client: LanguageClient;
  readonly #changed = new EventEmitter<void>();
  readonly #listener: Disposable;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#listener = client.onNotification('devicetreeHeaps/analysisChanged', () => this.#changed.fire());
  }

  /** Answers given before are out of date: an edit, a file on the disk, a setting. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** The board's kernel and whether it boots; `undefined` where the document is no board's. */
  status(document: Uri, token?: CancellationToken): Promise<BoardStatus | undefined> {
    return this.#ask<BoardParams, BoardStatus>('devicetreeHeaps/boardStatus', { uri: document.toString() }, token);
  }

  heaps(document: Uri, token?: CancellationToken): Promise<HeapsAnswer | undefined> {
    return this.#ask<BoardParams, HeapsAnswer>('devicetreeHeaps/heaps', { uri: document.toString() }, token);
  }

  simulate(document: Uri, heap: string, size: string, token?: CancellationToken): Promise<SimulateAnswer | undefined> {
    const params = { uri: document.toString(), heap, size };
    return this.#ask<SimulateParams, SimulateAnswer>('devicetreeHeaps/simulate', params, token);
  }

  bootLog(document: Uri, token?: CancellationToken): Promise<BootLogAnswer | undefined> {
    return this.#ask<BoardParams, BootLogAnswer>('devicetreeHeaps/bootLog', { uri: document.toString() }, token);
  }

  /** The boards that include a file; `resume` goes on with a search that was stopped. */
  includingBoards(document: Uri, resume: boolean): Promise<IncludingBoardsAnswer | undefined> {
    const params = { uri: document.toString(), resume };
    return this.#ask<IncludingBoardsParams, IncludingBoardsAnswer>('devicetreeHeaps/includingBoards', params);
  }

  /** Looks at an include through a board (its URI), or leaves the choice to the server; what holds then. */
  chooseBoard(document: Uri, board: string | undefined): Promise<BoardStatus | undefined> {
    const params = { uri: document.toString(), board: board ?? null };
    return this.#ask<ChooseBoardParams, BoardStatus>('devicetreeHeaps/chooseBoard', params);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async #ask<Params, Answer>(method: string, params: Params, token?: CancellationToken): Promise<Answer | undefined> {
    // A missing token must not be handed over: it would count as a second parameter.
    const answer = await (token === undefined
      ? this.#client.sendRequest<Answer | null>(method, params)
      : this.#client.sendRequest<Answer | null>(method, params, token));
    return answer ?? undefined;
  }
}
