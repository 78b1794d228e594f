import type { Disposable, Event, Uri } from 'vscode';
import { commands, EventEmitter, window, workspace } from 'vscode';
import type { IncludingBoardsAnswer, OverviewAnswer } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { currentDocument, includeDocument } from './devicetreeDocuments.ts';
import { addressOf } from './documents/documentAddress.ts';
import type { Server } from './server.ts';

/** How long a question goes on before its answer counts as being waited for, in milliseconds. */
const BUSY_MILLISECONDS = 250;

/** A document with what is known of the board that it is seen through. */
export interface KnownBoard {
  readonly document: Uri;
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
      connection.onDidChange(() => this.#update()),
      server.onDidChangeState(() => this.#update()),
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

  /** Whether an answer is being waited for, longer than one does not notice. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  dispose(): void {
    clearTimeout(this.#busyTimer);
    for (const part of this.#parts) part.dispose();
  }

  #follow(): void {
    const before = this.#document;
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === before?.toString());
    this.#document = openDevicetree() ?? (isOpen ? before : undefined);
    if (this.#document?.toString() !== before?.toString()) this.#update();
  }

  async #update(): Promise<void> {
    const question = ++this.#asked;
    const document = this.#document;
    clearTimeout(this.#busyTimer);
    this.#busyTimer = setTimeout(() => {
      this.#isBusy = true;
      this.#changed.fire();
    }, BUSY_MILLISECONDS);
    const { overview, through } =
      document === undefined || !this.#server.isRunning ? {} : await this.#ask(document).catch(() => NOTHING);
    if (question !== this.#asked) return;
    clearTimeout(this.#busyTimer);
    this.#isBusy = false;
    const isOfBoard = overview !== undefined && !overview.status.isAlone;
    this.#known = document !== undefined && isOfBoard ? { document, overview } : undefined;
    this.#through = through;
    await commands.executeCommand('setContext', 'devicetreeHeaps.hasDocument', document !== undefined);
    await commands.executeCommand('setContext', 'devicetreeHeaps.hasBoard', isOfBoard);
    this.#changed.fire();
  }

  async #ask(document: Uri): Promise<typeof NOTHING> {
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
