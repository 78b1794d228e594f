import type { TextDocument } from 'vscode';
import { MarkdownString, ThemeColor } from 'vscode';
import type { BoardStatus } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { currentDocument } from './documents.ts';
import { FollowingStatusItem } from './followingStatusItem.ts';

const kernelSources: Readonly<Record<BoardStatus['kernelSource'], string>> = {
  setting: 'from the settings, a profile or .dtheaps.json',
  kernelTree: 'from the kernel tree around the board',
  default: 'the default',
};

/** The status-bar item: which kernel boots the board in the active editor, and whether it does. */
export class KernelStatus extends FollowingStatusItem<BoardStatus> {
  constructor(board: BoardConnection) {
    super(board, { id: 'kernel', name: 'Devicetree Heaps: Kernel', command: 'selectKernel', priority: 100 });
  }

  protected override document(): TextDocument | undefined {
    return currentDocument();
  }

  protected override ask(document: TextDocument): Promise<BoardStatus | undefined> {
    return this.board.status(document.uri);
  }

  protected override fill(status: BoardStatus): void {
    const fine = status.booted && status.settingsProblems.length === 0 && status.kernelNote === undefined;
    this.item.text = `${fine ? '$(circuit-board)' : '$(warning)'} Linux ${status.kernel}`;
    this.item.backgroundColor = fine ? undefined : new ThemeColor('statusBarItem.warningBackground');
    const tooltip = new MarkdownString();
    tooltip.appendText(`${status.boardName} on Linux ${status.kernel} (${status.architecture})\n`);
    tooltip.appendText(`${kernelSources[status.kernelSource]}. `);
    if (status.booted) {
      tooltip.appendText(`${count(status.regionCount, 'reserved region')}, ${count(status.heapCount, 'heap')}. `);
    } else {
      tooltip.appendText(status.reason ?? 'The board does not boot.');
    }
    if (status.kernelNote !== undefined) tooltip.appendText(`\n${status.kernelNote}.`);
    for (const note of status.notes) tooltip.appendText(`\n${note}.`);
    for (const problem of status.settingsProblems) tooltip.appendText(`\nSettings: ${problem}.`);
    tooltip.appendText('\nSelect another kernel.');
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Linux ${status.kernel} boots ${status.boardName}`, role: 'button' };
  }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
