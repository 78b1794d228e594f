import type { CancellationToken, Diagnostic, Disposable, Event, Uri, WorkspaceEdit } from 'vscode';
import { EventEmitter } from 'vscode';
import {
  type BaseLanguageClient,
  LSPErrorCodes,
  type WorkspaceEdit as ProtocolEdit,
  ResponseError,
  WorkDoneProgress,
  type WorkDoneProgressReport,
} from 'vscode-languageclient';
import {
  type BlobAnswer,
  type BoardDocumentAnswer,
  type BoardDocumentKind,
  type BoardDocumentParams,
  blobRequest,
  type ChangesAnswer,
  type ChangesParams,
  type CheckWorkspaceAnswer,
  type CheckWorkspaceParams,
  type CompareTargetParams,
  changesRequest,
  checkWorkspaceRequest,
  compareTargetRequest,
  documentRequest,
  type NewBoardAnswer,
  type NewBoardParams,
  newBoardRequest,
  type ReportPageAnswer,
  reportPageRequest,
} from '../../server/src/lsp/documentProtocol.ts';
import {
  analysisChangedNotification,
  type BoardParams,
  type BoardStatus,
  boardStatusRequest,
  type ChooseBoardParams,
  type ChooseKernelParams,
  chooseBoardRequest,
  chooseKernelRequest,
  type HeapsAnswer,
  heapsRequest,
  type IncludingBoardsAnswer,
  type IncludingBoardsParams,
  includingBoardsRequest,
  type MemoryMapAnswer,
  memoryMapRequest,
  type OverviewAnswer,
  overviewRequest,
  type ScenarioAnswer,
  type ScenarioParams,
  type SeverityParams,
  type SimulateAnswer,
  type SimulateParams,
  scenarioRequest,
  severityEditRequest,
  simulateRequest,
} from '../../server/src/lsp/protocol.ts';
import { showWaiting } from './showWaiting.ts';

/** How often a question is asked again because the document was edited before the server came to it. */
const MAXIMUM_RETRIES = 8;

const isSuperseded = (error: unknown): boolean =>
  error instanceof ResponseError && error.code === LSPErrorCodes.ContentModified;

/** Which text is asked for, and what it is about besides the board. */
export interface BoardDocumentQuestion {
  readonly source: Uri;
  readonly kind: BoardDocumentKind;
  readonly kernels?: readonly string[] | undefined;
  readonly changes?: readonly string[] | undefined;
  readonly scenario?: Uri | undefined;
}

/** Questions about boards, asked of the server. Each is about the board of a document. */
export class BoardConnection implements Disposable {
  readonly #client: BaseLanguageClient;
  readonly #changed = new EventEmitter<void>();
  readonly #listener: Disposable;
  /** How many times the workspace was checked; names the progress. */
  #checks = 0;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#listener = client.onNotification(analysisChangedNotification, () => this.#changed.fire());
  }

  /** Answers given before are out of date: an edit, a file on the disk, a setting. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** The board's kernel and whether it boots; `undefined` where the document is no board's. */
  status(document: Uri, token?: CancellationToken): Promise<BoardStatus | undefined> {
    return this.#ask<BoardParams, BoardStatus>(boardStatusRequest, { uri: document.toString() }, token);
  }

  /** Everything that views show of the board. */
  overview(document: Uri, token?: CancellationToken): Promise<OverviewAnswer | undefined> {
    return this.#ask<BoardParams, OverviewAnswer>(overviewRequest, { uri: document.toString() }, token);
  }

  heaps(document: Uri, token?: CancellationToken): Promise<HeapsAnswer | undefined> {
    return this.#ask<BoardParams, HeapsAnswer>(heapsRequest, { uri: document.toString() }, token);
  }

  simulate(document: Uri, heap: string, size: string, token?: CancellationToken): Promise<SimulateAnswer | undefined> {
    const params = { uri: document.toString(), heap, size };
    return this.#ask<SimulateParams, SimulateAnswer>(simulateRequest, params, token);
  }

  /** A text to read about the board. */
  document(
    { source, kind, kernels, changes, scenario }: BoardDocumentQuestion,
    token?: CancellationToken,
  ): Promise<BoardDocumentAnswer | undefined> {
    const params = {
      uri: source.toString(),
      kind,
      ...(kernels === undefined ? {} : { kernels }),
      ...(changes === undefined ? {} : { changes }),
      ...(scenario === undefined ? {} : { scenario: scenario.toString() }),
    };
    return this.#asked<BoardDocumentParams, BoardDocumentAnswer>(documentRequest, params, token);
  }

  /** Whether texts are changes of the board, and which are often asked about. */
  changes(document: Uri, changes: readonly string[]): Promise<ChangesAnswer | undefined> {
    return this.#asked<ChangesParams, ChangesAnswer>(changesRequest, { uri: document.toString(), changes });
  }

  /** Checks every board of the workspace; where that is cancelled, it answers what it has. */
  async checkWorkspace(
    onProgress: (progress: WorkDoneProgressReport) => void,
    token: CancellationToken,
  ): Promise<CheckWorkspaceAnswer | undefined> {
    const workDoneToken = `devicetreeHeaps.check.${++this.#checks}`;
    const listener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (progress) => {
      if (progress.kind === 'report') onProgress(progress);
    });
    try {
      const params: CheckWorkspaceParams = { workDoneToken };
      return await this.#ask<CheckWorkspaceParams, CheckWorkspaceAnswer>(checkWorkspaceRequest, params, token);
    } finally {
      listener.dispose();
    }
  }

  /** Findings as the editor shows them. */
  diagnostics(found: CheckWorkspaceAnswer['files'][number]['diagnostics']): Promise<Diagnostic[]> {
    return this.#client.protocol2CodeConverter.asDiagnostics([...found]);
  }

  /** The board against what a target printed (its bytes in base64); `undefined` where that holds nothing of a target. */
  compareTarget(document: Uri, capture: Uri, base64: string): Promise<BoardDocumentAnswer | undefined> {
    const params = { uri: document.toString(), capture: capture.toString(), base64 };
    return this.#asked<CompareTargetParams, BoardDocumentAnswer>(compareTargetRequest, params);
  }

  /** All that is known of the board, as a page of HTML. */
  reportPage(document: Uri): Promise<ReportPageAnswer | undefined> {
    return this.#asked<BoardParams, ReportPageAnswer>(reportPageRequest, { uri: document.toString() });
  }

  /** A board that includes the document, to begin with; at a place, where that is known already. */
  newBoard(document: Uri, target?: Uri): Promise<NewBoardAnswer | undefined> {
    const place = target === undefined ? {} : { target: target.toString() };
    return this.#asked<NewBoardParams, NewBoardAnswer>(newBoardRequest, { uri: document.toString(), ...place });
  }

  /** The board, or an overlay by itself, as dtc would compile it. */
  blob(document: Uri): Promise<BlobAnswer | undefined> {
    return this.#asked<BoardParams, BlobAnswer>(blobRequest, { uri: document.toString() });
  }

  /** What a scenario does to the pools of its board: the one of a document, or on the board of a document one without a file. */
  scenario(document: Uri, unsaved?: ScenarioParams['unsaved']): Promise<ScenarioAnswer | undefined> {
    const params = unsaved === undefined ? {} : { unsaved };
    return this.#asked<ScenarioParams, ScenarioAnswer>(scenarioRequest, { uri: document.toString(), ...params });
  }

  /** The board's memory as a picture. */
  memoryMap(document: Uri, token?: CancellationToken): Promise<MemoryMapAnswer | undefined> {
    return this.#asked<BoardParams, MemoryMapAnswer>(memoryMapRequest, { uri: document.toString() }, token);
  }

  /** The boards that include a file; `resume` goes on with a search that was stopped. */
  includingBoards(document: Uri, resume: boolean): Promise<IncludingBoardsAnswer | undefined> {
    const params = { uri: document.toString(), resume };
    return this.#ask<IncludingBoardsParams, IncludingBoardsAnswer>(includingBoardsRequest, params);
  }

  /** Looks at an include through a board (its URI), or leaves the choice to the server; what holds then. */
  chooseBoard(document: Uri, board: string | undefined): Promise<BoardStatus | undefined> {
    const params = { uri: document.toString(), board: board ?? null };
    return this.#ask<ChooseBoardParams, BoardStatus>(chooseBoardRequest, params);
  }

  /** The edit of the `.dtheaps.json` that gives a rule a severity; `undefined` where it cannot be written. */
  async severityEdit(params: SeverityParams): Promise<WorkspaceEdit | undefined> {
    const edit = await this.#ask<SeverityParams, ProtocolEdit>(severityEditRequest, params);
    return this.#client.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  /** Boots all boards by a kernel; `undefined` leaves the choice to the settings. */
  async chooseKernel(kernel: string | undefined): Promise<void> {
    const params: ChooseKernelParams = { kernel: kernel ?? null };
    await this.#client.sendRequest(chooseKernelRequest, params);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  /** Asks the server for what a person waits for. */
  #asked<Params, Answer>(method: string, params: Params, token?: CancellationToken): Promise<Answer | undefined> {
    return showWaiting('Devicetree Heaps: reading the board', this.#ask<Params, Answer>(method, params, token));
  }

  /** Asks the server; a question that an edit has overtaken is asked again, about the text as it is then. */
  async #ask<Params, Answer>(method: string, params: Params, token?: CancellationToken): Promise<Answer | undefined> {
    // A missing token must not be handed over: it would count as a second parameter.
    const ask = () =>
      token === undefined
        ? this.#client.sendRequest<Answer | null>(method, params)
        : this.#client.sendRequest<Answer | null>(method, params, token);
    for (let retries = 0; ; retries++) {
      try {
        return (await ask()) ?? undefined;
      } catch (error) {
        if (!isSuperseded(error) || retries === MAXIMUM_RETRIES) throw error;
      }
    }
  }
}
