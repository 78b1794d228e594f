import type { Disposable, TextDocumentContentProvider } from 'vscode';
import { EventEmitter, Uri, ViewColumn, window, workspace } from 'vscode';
import type { BoardConnection } from './boardConnection.ts';
import { currentDocument } from './documents.ts';

const SCHEME = 'devicetree-heaps-boot';

/** Boot logs as read-only documents that follow the board while it is edited. */
export class BootLogDocuments implements TextDocumentContentProvider, Disposable {
  readonly #board: BoardConnection;
  readonly #changed = new EventEmitter<Uri>();
  readonly #parts: readonly Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(board: BoardConnection) {
    this.#board = board;
    this.#parts = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      board.onDidChange(() => {
        for (const document of workspace.textDocuments) {
          if (document.uri.scheme === SCHEME) this.#changed.fire(document.uri);
        }
      }),
    ];
  }

  /** Opens the boot log of the current board beside it. */
  async show(): Promise<void> {
    const document = currentDocument();
    if (document === undefined) {
      await window.showInformationMessage('Open a devicetree first: a .dts, .dtsi, .dtso or .overlay file.');
      return;
    }
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    const uri = Uri.from({ scheme: SCHEME, path: `/${name} boot.log`, query: document.uri.toString() });
    const log = await workspace.openTextDocument(uri);
    await window.showTextDocument(log, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const answer = await this.#board.bootLog(Uri.parse(uri.query));
    return answer?.text ?? 'No board includes this file, so there is nothing to boot.\n';
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}
