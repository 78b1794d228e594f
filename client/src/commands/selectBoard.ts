import type { QuickPickItem } from 'vscode';
import { ThemeIcon, Uri, window, workspace } from 'vscode';
import type { IncludingBoard, IncludingBoardsAnswer } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import type { ChosenBoards } from '../chosenBoards.ts';
import { includeDocument } from '../devicetreeDocuments.ts';
import { fileNameOf } from '../fileName.ts';

interface BoardItem extends QuickPickItem {
  /** Absent for the choice that is left to the server. */
  readonly board: IncludingBoard | undefined;
}

const TITLE = 'Devicetree Heaps: Select Board';
const OPEN = { iconPath: new ThemeIcon('go-to-file'), tooltip: 'Open this board' };

/** Asks through which of the boards that include it the active file is looked at, and remembers it. */
export async function selectBoard(connection: BoardConnection, chosen: ChosenBoards): Promise<void> {
  const document = includeDocument();
  const first = document === undefined ? undefined : await connection.includingBoards(document.uri, true);
  if (document === undefined || first === undefined || first.isBoard) {
    const what =
      first?.isBoard === true ? 'This file is a board itself.' : 'Open a devicetree include or overlay first.';
    await window.showInformationMessage(
      `${what} For a .dtsi, a header or an overlay you select the board it is seen through.`,
    );
    return;
  }
  const name = fileNameOf(document.uri);
  const picked = await pick(connection, document.uri, name, first);
  if (picked === undefined) return;
  await chosen.set(document.uri, picked.board?.uri);
  const status = await connection.chooseBoard(document.uri, picked.board?.uri);
  if (picked.board !== undefined && status?.board !== picked.board.uri) {
    await window.showWarningMessage(
      `${picked.board.name} names ${name}, but its conditions (#if) leave it out. ` +
        `${status === undefined ? 'No board shows it' : `It is seen through ${status.boardName}`} instead.`,
    );
  }
}

/** The list, which grows while the server still finds boards. */
function pick(
  connection: BoardConnection,
  document: Uri,
  name: string,
  first: IncludingBoardsAnswer,
): Promise<BoardItem | undefined> {
  const list = window.createQuickPick<BoardItem>();
  list.title = TITLE;
  list.placeholder = `Through which board do you look at ${name}?`;
  list.matchOnDescription = true;
  const show = (answer: IncludingBoardsAnswer): void => {
    list.busy = answer.isIndexing;
    list.items = itemsOf(answer);
  };
  show(first);
  const listener = connection.onDidChange(async () => {
    const answer = await connection.includingBoards(document, false).catch(() => undefined);
    if (answer !== undefined) show(answer);
  });
  return new Promise((resolve) => {
    list.onDidTriggerItemButton(async ({ item }) => {
      if (item.board !== undefined) await window.showTextDocument(Uri.parse(item.board.uri));
    });
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]);
      list.hide();
    });
    list.onDidHide(() => {
      listener.dispose();
      list.dispose();
      resolve(undefined);
    });
    list.show();
  });
}

function itemsOf({ boards, current, isChosen, isOverlay, isIndexing }: IncludingBoardsAnswer): BoardItem[] {
  const shown = isChosen ? ' · current' : ' · seen now';
  const none = noneText(isOverlay, isIndexing);
  const automatic = isOverlay
    ? 'The boards that .dtheaps.json or the Makefile name, else those that are open or near and have its labels'
    : 'The boards that are open, else the first that includes this file';
  return [
    {
      label: '$(sync) Automatic',
      description: isChosen ? '' : 'current',
      detail: boards.length === 0 ? none : automatic,
      board: undefined,
    },
    ...boards.map((board) => ({
      label: `$(circuit-board) ${board.name}`,
      description: `${folderText(board)}${board.uri === current ? shown : ''}`,
      buttons: [OPEN],
      board,
    })),
  ];
}

/** The folder of a board as people know it: in the workspace below its folder, for that folder itself its name. */
function folderText({ uri }: IncludingBoard): string {
  const board = Uri.parse(uri);
  const path = workspace.asRelativePath(board);
  const slash = path.lastIndexOf('/');
  return slash < 0 ? (workspace.getWorkspaceFolder(board)?.name ?? '') : path.slice(0, slash);
}

function noneText(isOverlay: boolean, isIndexing: boolean): string {
  if (isOverlay) return isIndexing ? 'No board found so far' : 'No board in the workspace';
  return isIndexing ? 'No board includes this file so far' : 'No board of the workspace includes this file';
}
