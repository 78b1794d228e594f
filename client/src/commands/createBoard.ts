import { Uri, window } from 'vscode';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { fileNameOf } from '../fileName.ts';
import { saveFile } from '../saveFile.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks where a board goes that includes the current file, writes a first text of it, and opens it. */
export async function createBoard(connection: BoardConnection, current: CurrentBoard): Promise<void> {
  const { document } = current;
  if (document === undefined) return tellNoBoard(current);
  if (!current.isInclude) {
    await window.showInformationMessage('Open a .dtsi first: a board is made of what it includes.');
    return;
  }
  const answer = await connection.newBoard(document);
  if (answer === undefined) return tellNoBoard(current);
  const target = await saveFile({
    title: `Devicetree Heaps: Create a Board That Includes ${fileNameOf(document)}`,
    name: fileNameOf(Uri.parse(answer.uri)),
    beside: document,
    kind: 'Devicetree',
    extensions: ['dts'],
    ending: '.dts',
    content: async (chosen) => (await connection.newBoard(document, chosen))?.text ?? answer.text,
  });
  if (target !== undefined) await window.showTextDocument(target, { preview: false });
}
