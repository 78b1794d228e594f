import type { Connection } from 'vscode-languageserver';
import type { IndexProgress } from './includers.ts';

/** Shows the work on the index as the client shows such work, where it does; there it can be stopped. */
export async function showIndexing(connection: Connection, stop: () => void): Promise<IndexProgress> {
  const progress = await connection.window.createWorkDoneProgress();
  progress.token.onCancellationRequested(stop);
  progress.begin('Devicetree Heaps: looking for boards', 0, '', true);
  return progress;
}
