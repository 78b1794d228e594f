import { Uri, window, workspace } from 'vscode';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks where a board's blob goes and writes it, byte for byte what cpp and dtc would. */
export async function compileBoard(connection: BoardConnection, current: CurrentBoard): Promise<void> {
  const { known } = current;
  if (known === undefined) return tellNoBoard(current);
  const { blob, reason = '' } = (await connection.blob(known.document)) ?? {};
  const board = Uri.parse(known.overview.status.board);
  if (blob === undefined) {
    await window.showErrorMessage(`${known.overview.status.boardName} cannot be compiled: ${reason}`);
    return;
  }
  const target = await window.showSaveDialog({
    title: 'Devicetree Heaps: Compile',
    defaultUri: board.with({ path: board.path.replace(/\.dtso?$/, '').concat('.dtb'), query: '' }),
    filters: { 'Devicetree blobs': ['dtb', 'dtbo'] },
  });
  if (target === undefined) return;
  const bytes = Uint8Array.from(atob(blob), (character) => character.charCodeAt(0));
  await workspace.fs.writeFile(target, bytes);
  await window.showInformationMessage(`${workspace.asRelativePath(target)} is written: ${bytes.length} bytes.`);
}
