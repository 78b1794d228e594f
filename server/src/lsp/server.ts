import type { Connection } from 'vscode-languageserver';
import { TextDocumentSyncKind } from 'vscode-languageserver';
import type { DiskFileSystem } from '../disk/diskFileSystem.ts';

/** What the server needs from the process it runs in. */
export interface ServerEnvironment {
  readonly disk: DiskFileSystem;
}

export function startServer(connection: Connection, _environment: ServerEnvironment): void {
  connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
  connection.listen();
}
