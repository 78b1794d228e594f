import type { Disposable, TreeView } from 'vscode';
import { window } from 'vscode';
import type { OverviewAnswer } from '../../../server/src/lsp/protocol.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { disposeAll, type Entry, EntryTree } from './entry.ts';
import { heapEntries } from './heapsView.ts';
import { nameEntries } from './namesView.ts';
import { regionEntries } from './regionsView.ts';

/** The views of the extension's container, each with what it shows of a board. */
const VIEWS: Readonly<Record<string, (overview: OverviewAnswer) => Entry[]>> = {
  heaps: ({ kernels }) => heapEntries(kernels),
  regions: regionEntries,
  names: nameEntries,
};

/** The tree views, which show the board that is looked at; without one they are empty, and say how to get one. */
export class Views implements Disposable {
  readonly #current: CurrentBoard;
  readonly #views: readonly TreeView<Entry>[];
  readonly #listener: Disposable;

  constructor(current: CurrentBoard) {
    this.#current = current;
    this.#views = Object.entries(VIEWS).map(([name, entries]) =>
      window.createTreeView(`devicetreeHeaps.${name}`, {
        treeDataProvider: new EntryTree(current.onDidChange, () => {
          const { known } = this.#current;
          return known === undefined ? [] : entries(known.overview);
        }),
        showCollapseAll: true,
      }),
    );
    this.#listener = current.onDidChange(() => this.#describe());
  }

  dispose(): void {
    disposeAll([...this.#views, this.#listener]);
  }

  /** Says beside the title which board is shown. */
  #describe(): void {
    const status = this.#current.known?.overview.status;
    for (const view of this.#views) view.description = status?.boardName ?? '';
  }
}
