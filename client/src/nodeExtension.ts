import type { ExtensionContext } from 'vscode';
import { Uri } from 'vscode';
import { activateWith } from './extension.ts';
import { processClient } from './processClient.ts';

/** The extension where it has a Node: its server is a process. */
export function activate(context: ExtensionContext) {
  return activateWith(context, processClient(Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath));
}
