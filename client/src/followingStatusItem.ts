import type { Disposable, StatusBarItem, TextDocument } from 'vscode';
import { StatusBarAlignment, window } from 'vscode';
import type { BoardConnection } from './boardConnection.ts';

/** What a status-bar item is made with. */
interface StatusItemOptions {
  /** Its part of the id, `devicetreeHeaps.ID`. */
  readonly id: string;
  readonly name: string;
  /** Its part of the command that it runs, `devicetreeHeaps.COMMAND`. */
  readonly command: string;
  /** Among the items on the right: the higher stands further left. */
  readonly priority: number;
}

/** A status-bar item that follows the document in the active editor and what the server knows of its board. */
export abstract class FollowingStatusItem<Answer> implements Disposable {
  protected readonly board: BoardConnection;
  protected readonly item: StatusBarItem;
  readonly #parts: readonly Disposable[];
  /** Counts the questions, so that a late answer to an old one is not shown. */
  #asked = 0;

  constructor(board: BoardConnection, { id, name, command, priority }: StatusItemOptions) {
    this.board = board;
    this.item = window.createStatusBarItem(`devicetreeHeaps.${id}`, StatusBarAlignment.Right, priority);
    this.item.name = name;
    this.item.command = `devicetreeHeaps.${command}`;
    this.#parts = [
      this.item,
      window.onDidChangeActiveTextEditor(() => this.#update()),
      board.onDidChange(() => this.#update()),
    ];
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  /** The document that the item is about now; `undefined` hides it. */
  protected abstract document(): TextDocument | undefined;

  /** What there is to show of a document; `undefined` hides the item. */
  protected abstract ask(document: TextDocument): Promise<Answer | undefined>;

  /** Puts the answer into the item. */
  protected abstract fill(answer: Answer): void;

  async #update(): Promise<void> {
    const question = ++this.#asked;
    const document = this.document();
    const answer = document === undefined ? undefined : await this.ask(document).catch(() => undefined);
    if (question !== this.#asked) return;
    if (answer === undefined) {
      this.item.hide();
      return;
    }
    this.fill(answer);
    this.item.show();
  }
}
