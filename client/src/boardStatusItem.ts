import type { Disposable } from 'vscode';
import { StatusBarAlignment, Uri, window } from 'vscode';
import type { IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { includeDocument } from './documents.ts';

/** The status-bar item: through which board the include in the active editor is looked at. */
export class BoardStatusItem implements Disposable {
  readonly #board: BoardConnection;
  readonly #item = window.createStatusBarItem('devicetreeHeaps.board', StatusBarAlignment.Right, 101);
  readonly #parts: readonly Disposable[];
  /** Counts the questions, so that a late answer to an old one is not shown. */
  #asked = 0;

  constructor(board: BoardConnection) {
    this.#board = board;
    this.#item.name = 'Devicetree Heaps: Board';
    this.#item.command = 'devicetreeHeaps.selectBoard';
    this.#parts = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => this.#update()),
      board.onDidChange(() => this.#update()),
    ];
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  async #update(): Promise<void> {
    const question = ++this.#asked;
    const document = includeDocument();
    const answer =
      document === undefined
        ? undefined
        : await this.#board.includingBoards(document.uri, false).catch(() => undefined);
    if (question !== this.#asked) return;
    if (answer === undefined || answer.isBoard) this.#item.hide();
    else this.#show(answer);
  }

  #show({ current, isChosen, boards, isIndexing }: IncludingBoardsAnswer): void {
    const name = current === undefined ? undefined : Uri.parse(current).path.replace(/.*\//, '');
    const looking = isIndexing ? '$(sync~spin)' : '$(circuit-board)';
    this.#item.text = name === undefined ? `${looking} no board` : `$(circuit-board) ${name}`;
    const how = isChosen ? 'as selected' : 'selected automatically';
    const seen =
      name === undefined ? 'No board includes this file so far.' : `This file is looked at through ${name}, ${how}.`;
    const count = boards.length === 1 ? '1 board includes' : `${boards.length} boards include`;
    const more = isIndexing ? ' so far; still looking' : '';
    this.#item.tooltip = `${seen}\n${count} it${more}. Select another.`;
    this.#item.accessibilityInformation = { label: `${seen} Select another board.`, role: 'button' };
    this.#item.show();
  }
}
