import type { Disposable } from 'vscode';
import { MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { BoardStatus } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { currentDocument } from './documents.ts';

const kernelSources: Readonly<Record<BoardStatus['kernelSource'], string>> = {
  setting: 'from the settings',
  kernelTree: 'from the kernel tree around the board',
  default: 'the default',
};

/** The status-bar item: which kernel boots the board in the active editor, and whether it does. */
export class KernelStatus implements Disposable {
  readonly #board: BoardConnection;
  readonly #item = window.createStatusBarItem('devicetreeHeaps.kernel', StatusBarAlignment.Right, 100);
  readonly #parts: readonly Disposable[];
  /** Counts the questions, so that a late answer to an old one is not shown. */
  #asked = 0;

  constructor(board: BoardConnection) {
    this.#board = board;
    this.#item.name = 'Devicetree Heaps: Kernel';
    this.#item.command = 'devicetreeHeaps.selectKernel';
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
    const document = currentDocument();
    const status = document === undefined ? undefined : await this.#board.status(document.uri).catch(() => undefined);
    if (question !== this.#asked) return;
    if (status === undefined) this.#item.hide();
    else this.#show(status);
  }

  #show(status: BoardStatus): void {
    const fine = status.booted && status.settingsProblems.length === 0;
    this.#item.text = `${fine ? '$(circuit-board)' : '$(warning)'} Linux ${status.kernel}`;
    this.#item.backgroundColor = fine ? undefined : new ThemeColor('statusBarItem.warningBackground');
    const tooltip = new MarkdownString();
    tooltip.appendText(`${status.boardName} on Linux ${status.kernel} (${status.architecture})\n`);
    tooltip.appendText(`${kernelSources[status.kernelSource]}. `);
    if (status.booted) {
      tooltip.appendText(`${count(status.regionCount, 'reserved region')}, ${count(status.heapCount, 'heap')}. `);
    } else {
      tooltip.appendText(status.reason ?? 'The board does not boot.');
    }
    for (const problem of status.settingsProblems) tooltip.appendText(`\nSettings: ${problem}.`);
    tooltip.appendText('\nSelect another kernel.');
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Linux ${status.kernel} boots ${status.boardName}`, role: 'button' };
    this.#item.show();
  }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
