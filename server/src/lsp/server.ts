import type { Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind, DidChangeConfigurationNotification, TextDocumentSyncKind } from 'vscode-languageserver';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import type { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { Boards } from './boards.ts';
import { handleBoard } from './handlers/board.ts';
import { handleBoardChoice } from './handlers/boardChoice.ts';
import { FIX_ALL_KIND, handleCodeActions } from './handlers/codeActions.ts';
import { Diagnostics } from './handlers/diagnostics.ts';
import { handleDocumentSymbols } from './handlers/documentSymbols.ts';
import { synchroniseDocuments } from './handlers/documents.ts';
import { handleHover } from './handlers/hover.ts';
import { showIndexing } from './indexingProgress.ts';
import { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import { SettingsStore } from './settingsStore.ts';

/** What the server needs from the process it runs in. */
export interface ServerEnvironment {
  /** Without roots to begin with; the server lets it read what the workspace needs. */
  readonly disk: DiskFileSystem;
  readonly loadParser: () => Promise<DevicetreeParser>;
  /** How long work in the background goes on before its progress is shown; 1.5 s where nothing is said. */
  readonly unseenMilliseconds?: number;
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  hoverProvider: true,
  documentSymbolProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] },
  diagnosticProvider: { identifier: 'dtheaps', interFileDependencies: true, workspaceDiagnostics: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Wires the server to a connection and listens on it. */
export function startServer(connection: Connection, environment: ServerEnvironment): void {
  connection.onInitialize(async (params) => {
    const parser = await environment.loadParser();
    const open = new OpenDocuments(environment.disk);
    const settings = new SettingsStore((scopeUri) => askSettings(connection, params, scopeUri));
    const boards = new Boards(open, environment.disk, parser, settings, {
      begin: (stop) => showIndexing(connection, stop),
      grown: () => {
        boards.changed();
        diagnostics.changed(true);
      },
      unseenMilliseconds: environment.unseenMilliseconds ?? 1500,
    });
    boards.setFolders((params.workspaceFolders ?? []).map((folder) => folder.uri));
    const diagnostics = new Diagnostics(connection, open, boards, params.capabilities);
    handleHover(connection, open, boards);
    handleCodeActions(connection, boards);
    handleDocumentSymbols(connection, open, parser);
    handleBoard(connection, boards);
    handleBoardChoice(connection, boards, diagnostics, params.initializationOptions);
    synchroniseDocuments(connection, open, boards, diagnostics);
    const settingsChanged = (): void => {
      settings.forget();
      boards.forget();
      diagnostics.changed(true);
    };
    connection.onDidChangeConfiguration(settingsChanged);
    connection.onDidChangeWatchedFiles(({ changes }) => {
      boards.filesChanged(changes.flatMap(({ uri }) => pathOfUri(uri) ?? []));
      diagnostics.changed(true);
    });
    connection.onInitialized(() => followClient(connection, params, boards, settingsChanged));
    return { capabilities: CAPABILITIES, serverInfo: { name: 'dtheaps' } };
  });
  connection.listen();
}

/** Asks to be told about settings and folders, as far as the client can. */
function followClient(connection: Connection, params: InitializeParams, boards: Boards, changed: () => void): void {
  const { workspace } = params.capabilities;
  if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    connection.client.register(DidChangeConfigurationNotification.type, { section: 'devicetreeHeaps' });
  }
  if (workspace?.workspaceFolders !== true) return;
  connection.workspace.onDidChangeWorkspaceFolders(async () => {
    boards.setFolders(((await connection.workspace.getWorkspaceFolders()) ?? []).map((folder) => folder.uri));
    changed();
  });
}

/** The settings of a folder: asked for, where the client answers such questions, else what it sent at the start. */
async function askSettings(
  connection: Connection,
  params: InitializeParams,
  scopeUri: string | undefined,
): Promise<unknown> {
  if (params.capabilities.workspace?.configuration !== true) return params.initializationOptions;
  const section = 'devicetreeHeaps';
  return connection.workspace.getConfiguration(scopeUri === undefined ? { section } : { section, scopeUri });
}
