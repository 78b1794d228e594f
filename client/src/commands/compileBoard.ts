import { window, workspace } from 'vscode';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { saveFile } from '../saveFile.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks where the blob of a board or of an overlay goes and writes it, byte for byte what cpp and dtc would. */
export async function compileBoard(connection: BoardConnection, current: CurrentBoard): Promise<void> {
  const { document, known } = current;
  const answer = document === undefined || !current.isCompilable ? undefined : await connection.blob(document);
  if (document === undefined || answer === undefined) return tellNoBoard(current);
  const { source, name, blob, reason = '' } = answer;
  if (blob === undefined) {
    await window.showErrorMessage(`${source} cannot be compiled: ${reason}`);
    return;
  }
  const bytes = Uint8Array.from(atob(blob), (character) => character.charCodeAt(0));
  const target = await saveFile({
    title: `Devicetree Heaps: Compile ${source}`,
    name,
    beside: name.endsWith('.dtbo') ? document : (known?.board ?? document),
    kind: 'Devicetree blob',
    extensions: name.endsWith('.dtbo') ? ['dtbo', 'dtb'] : ['dtb', 'dtbo'],
    content: bytes,
  });
  if (target === undefined) return;
  await window.showInformationMessage(`${workspace.asRelativePath(target)} is written: ${bytes.length} bytes.`);
}
