import { env, window, workspace } from 'vscode';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { nameWithoutExtension } from '../fileName.ts';
import { saveFile } from '../saveFile.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks where a page goes with all that is known of the current board, as HTML that needs no other file, and writes it. */
export async function saveReport(connection: BoardConnection, current: CurrentBoard): Promise<void> {
  const { known } = current;
  const answer = known === undefined ? undefined : await connection.reportPage(known.document);
  if (known === undefined || answer === undefined) return tellNoBoard(current);
  const { boardName, html } = answer;
  const target = await saveFile({
    title: `Devicetree Heaps: Save the Report on ${boardName}`,
    name: `${nameWithoutExtension(boardName)}-report.html`,
    beside: known.board,
    kind: 'HTML page',
    extensions: ['html'],
    content: html,
  });
  if (target === undefined) return;
  // A browser on this machine opens files of this machine alone.
  const open = target.scheme === 'file' && env.remoteName === undefined ? ['Open in Browser'] : [];
  const said = `${workspace.asRelativePath(target)} is written.`;
  if ((await window.showInformationMessage(said, ...open)) !== undefined) await env.openExternal(target);
}
