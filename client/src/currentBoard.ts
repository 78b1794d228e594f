import type { Disposable, Event } from 'vscode';
import { commands, EventEmitter, Uri, window, workspace } from 'vscode';
import type { IncludingBoardsAnswer, OverviewAnswer } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { currentDocument, includeDocument } from './devicetreeDocuments.ts';
import { addressOf } from './documents/documentAddress.ts';
import type { Server } from './server.ts';
import { UNNOTICED_MILLISECONDS } from './showWaiting.ts';

/** A document with what is known of the board that it is seen through. */
export interface KnownBoard {
  readonly document: Uri;
  /** The file of the board. */
  readonly board: Uri;
  readonly overview: OverviewAnswer;
}

/**
 * The board that views and status show: that of the device tree in the active editor, or of the last one that was
 * active, as long as that is open. Asks the server once for all of them.
 */
export class CurrentBoard implements Disposable {
  readonly #connection: BoardConnection;
  readonly #server: Server;
  readonly #changed = new EventEmitter<void>();
  readonly #parts: readonly Disposable[];
  #document: Uri | undefined;
  #known: KnownBoard | undefined;
  #through: IncludingBoardsAnswer | undefined;
  /** Of the question that was asked last. */
  #answered: Promise<void> = Promise.resolve();
  #isAsking = false;
  #isBusy = false;
  #busyTimer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the questions, so that a late answer to an old one is not shown. */
  #asked = 0;

  constructor(connection: BoardConnection, server: Server) {
    this.#connection = connection;
    this.#server = server;
    this.#document = openDevicetree();
    this.#parts = [
      this.#changed,
      window.onDidChangeActiveTextEditor(() => this.#follow()),
      window.onDidChangeVisibleTextEditors(() => this.#follow()),
      workspace.onDidCloseTextDocument(() => this.#follow()),
      connection.onDidChange(() => this.#ask()),
      server.onDidChangeState(() => this.#ask()),
    ];
  }

  /** Something to show is different: another board, another document, what the server does. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** The document that is looked at; `undefined` where none is. */
  get document(): Uri | undefined {
    return this.#document;
  }

  /** What is known of its board; `undefined` where the document has none, or the server does not answer. */
  get known(): KnownBoard | undefined {
    return this.#known;
  }

  /** Through which board the document is seen; `undefined` where it is a board, or none is looked at. */
  get through(): IncludingBoardsAnswer | undefined {
    return this.#through;
  }

  /** Whether the document is an include that a board can be made of. */
  get isInclude(): boolean {
    return this.#through?.isOverlay === false && this.#document?.path.endsWith('.h') === false;
  }

  /** Whether there is a board or an overlay of which a blob can be made. */
  get isCompilable(): boolean {
    return this.#known !== undefined || this.#through?.isOverlay === true;
  }

  /** Whether an answer is being waited for. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** Whether it is waited for longer than a person does not notice. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Resolves once what is known is that of the document which is open now, as it stands. */
  async settled(): Promise<void> {
    for (let waited: unknown; waited !== this.#answered; ) {
      waited = this.#answered;
      await this.#answered;
    }
  }

  dispose(): void {
    clearTimeout(this.#busyTimer);
    for (const part of this.#parts) part.dispose();
  }

  #follow(): void {
    const before = this.#document;
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === before?.toString());
    this.#document = openDevicetree() ?? (isOpen ? before : undefined);
    if (this.#document?.toString() !== before?.toString()) this.#ask();
  }

  #ask(): void {
    this.#answered = this.#update();
  }

  async #update(): Promise<void> {
    const question = ++this.#asked;
    const document = this.#document;
    this.#isAsking = document !== undefined;
    // Where nothing is shown yet, that something is coming is shown at once.
    if (this.#isAsking && this.#known === undefined) this.#changed.fire();
    clearTimeout(this.#busyTimer);
    this.#busyTimer = setTimeout(() => {
      this.#isBusy = true;
      // What is shown of another document would be taken for this one's.
      if (this.#known?.document.toString() !== document?.toString()) {
        this.#known = undefined;
        this.#through = undefined;
      }
      this.#changed.fire();
    }, UNNOTICED_MILLISECONDS);
    const { overview, through } =
      document === undefined || !this.#server.isRunning ? {} : await this.#answerOf(document).catch(() => NOTHING);
    if (question !== this.#asked) return;
    clearTimeout(this.#busyTimer);
    this.#isBusy = false;
    const isOfBoard = overview !== undefined && !overview.status.isAlone;
    this.#known =
      document !== undefined && isOfBoard ? { document, board: Uri.parse(overview.status.board), overview } : undefined;
    this.#through = through;
    this.#isAsking = false;
    const contexts: Readonly<Record<string, boolean>> = {
      hasDocument: document !== undefined,
      hasBoard: isOfBoard,
      isSeenThroughBoards: through !== undefined,
      isInclude: this.isInclude,
      isCompilable: this.isCompilable,
      hasFaults: isOfBoard && overview.status.findings.errors > 0,
      hasServerFailed: this.#server.state.kind === 'failed',
    };
    await Promise.all(
      Object.entries(contexts).map(([name, value]) =>
        commands.executeCommand('setContext', `devicetreeHeaps.${name}`, value),
      ),
    );
    this.#changed.fire();
  }

  async #answerOf(document: Uri): Promise<typeof NOTHING> {
    const overview = await this.#connection.overview(document);
    if (overview?.status.board === document.toString() && !overview.status.isAlone)
      return { overview, through: undefined };
    const through = await this.#connection.includingBoards(document, false);
    return { overview, through: through?.isBoard === true ? undefined : through };
  }
}

const NOTHING: {
  readonly overview?: OverviewAnswer | undefined;
  readonly through?: IncludingBoardsAnswer | undefined;
} = {};

/** The device tree or header that is open before a person, or that an open text is about. */
function openDevicetree(): Uri | undefined {
  const active = window.activeTextEditor?.document.uri;
  const address = active === undefined ? undefined : addressOf(active);
  return address?.source ?? (includeDocument() ?? currentDocument())?.uri;
}
