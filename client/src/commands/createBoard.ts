import { Uri, window, workspace } from 'vscode';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks where a board goes that includes the current file, writes a first text of it, and opens it. */
export async function createBoard(connection: BoardConnection, current: CurrentBoard): Promise<void> {
  const { document } = current;
  const answer = document === undefined ? undefined : await connection.newBoard(document);
  if (answer === undefined) return tellNoBoard(current);
  const target = await window.showSaveDialog({
    title: 'Devicetree Heaps: Create a Board That Includes This File',
    defaultUri: Uri.parse(answer.uri),
    filters: { Devicetrees: ['dts'] },
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(answer.text));
  await window.showTextDocument(target);
}
