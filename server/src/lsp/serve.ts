import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { startServer } from './server.ts';

/**
 * Runs the language server of this process until the client ends it. How they talk stands on the command line:
 * `--stdio`, `--node-ipc` or `--socket=PORT`.
 */
export function serve(): void {
  const connection = createConnection(ProposedFeatures.all);
  startServer(connection, { disk: new DiskFileSystem([]) });
}
