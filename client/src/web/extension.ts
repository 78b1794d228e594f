import type { ExtensionContext } from 'vscode';
import { activateWith } from '../extension.ts';
import { workerClient } from './workerClient.ts';

/** The extension in a browser: its server is a worker. */
export function activate(context: ExtensionContext) {
  return activateWith(context, workerClient(context.extensionUri));
}
