import type { TextDocument } from 'vscode';
import { Uri } from 'vscode';
import type { IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import type { BoardConnection } from './boardConnection.ts';
import { includeDocument } from './documents.ts';
import { FollowingStatusItem } from './followingStatusItem.ts';

/** The status-bar item: through which board the include in the active editor is looked at. */
export class BoardStatusItem extends FollowingStatusItem<IncludingBoardsAnswer> {
  constructor(board: BoardConnection) {
    super(board, { id: 'board', name: 'Devicetree Heaps: Board', command: 'selectBoard', priority: 101 });
  }

  protected override document(): TextDocument | undefined {
    return includeDocument();
  }

  protected override async ask(document: TextDocument): Promise<IncludingBoardsAnswer | undefined> {
    const answer = await this.board.includingBoards(document.uri, false);
    return answer?.isBoard === true ? undefined : answer;
  }

  protected override fill({ current, isChosen, isOverlay, boards, isIndexing }: IncludingBoardsAnswer): void {
    const name = current === undefined ? undefined : Uri.parse(current).path.replace(/.*\//, '');
    const looking = isIndexing ? '$(sync~spin)' : '$(circuit-board)';
    this.item.text = name === undefined ? `${looking} no board` : `$(circuit-board) ${name}`;
    const how = isChosen ? 'as selected' : 'selected automatically';
    const none = isOverlay ? 'This overlay is looked at without a board.' : 'No board includes this file so far.';
    const seen = name === undefined ? none : `This file is looked at through ${name}, ${how}.`;
    const more = isIndexing ? ' so far; still looking' : '';
    const count = boards.length === 1 ? '1 board' : `${boards.length} boards`;
    const which = isOverlay
      ? `${count} may be what it goes on`
      : `${count} ${boards.length === 1 ? 'includes' : 'include'} it`;
    this.item.tooltip = `${seen}\n${which}${more}. Select another.`;
    this.item.accessibilityInformation = { label: `${seen} Select another board.`, role: 'button' };
  }
}
