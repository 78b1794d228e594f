import type { Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import {
  DidChangeConfigurationNotification,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { DocumentTrees } from '../devicetree/document/documentTrees.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { BoardChoice } from './boardChoice.ts';
import { type BoardFiles, EditedBoards } from './editedBoards.ts';
import { Diagnostics } from './handlers/diagnostics.ts';
import { synchroniseDocuments } from './handlers/documents.ts';
import { Includers } from './includers.ts';
import { showIndexing } from './indexingProgress.ts';
import { featureCapabilities, LANGUAGE_FEATURES } from './languageFeatures.ts';
import type { Lifecycle } from './lifecycle.ts';
import { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import { ProvenFixes } from './provenFixes.ts';
import { Refreshes } from './refreshes.ts';
import { Requests } from './requests.ts';
import { ScenarioDocuments } from './scenarios/scenarioDocuments.ts';
import { SecondLook } from './secondLook.ts';
import { SettingsStore } from './settingsStore.ts';
import { SourceSymbols } from './sourceSymbols.ts';
import { twoTurns } from './turns.ts';
import { rehearse, WarmUp } from './warmUp.ts';
import { WorkspaceFolders } from './workspaceFolders.ts';

/**
 * What the server needs from the process it runs in. `files` are those of the workspace: the server sets their roots to
 * what boards may read. `surroundings` have no roots, and are asked where a kernel tree begins and for the files that
 * settings name.
 */
export interface ServerEnvironment extends BoardFiles {
  /**
   * Finds what the parser is made of, before `initialize` is answered, and gives what loads it, after. Throws where
   * something is missing, and `initialize` is answered with that error.
   */
  readonly findParser: () => () => Promise<DevicetreeParser>;
  /** How long work in the background goes on before its progress is shown; 0.3 s where nothing is said. */
  readonly unseenMilliseconds?: number;
  /** Resolves when the messages that have come until now are handled; two turns of the timers where nothing is said. */
  readonly handledMessages?: () => Promise<void>;
  /** Called before a document of a megabyte or so is read as it has been opened or edited, when the process may make room. */
  readonly beforeLongDocument?: () => void;
  /** Called when such a document was closed, and nothing is left to do. */
  readonly afterLongDocument?: () => void;
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  diagnosticProvider: { identifier: 'dtheaps', interFileDependencies: true, workspaceDiagnostics: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/**
 * Wires the server to a connection, which was created with the options of `lifecycle`, and listens on it. `initialize` is
 * answered at once; the parser is loaded after that, and the messages that come meanwhile are handled when it is there.
 */
export function startServer(connection: Connection, lifecycle: Lifecycle, environment: ServerEnvironment): void {
  lifecycle.answerRefused(connection);
  connection.onInitialize((params) => {
    const load = environment.findParser();
    void begin(load, params);
    return { capabilities: { ...featureCapabilities(params), ...CAPABILITIES }, serverInfo: { name: 'dtheaps' } };
  });
  connection.listen();

  async function begin(load: () => Promise<DevicetreeParser>, params: InitializeParams): Promise<void> {
    // The answer is written within two turns.
    await twoTurns();
    try {
      serve(connection, await load(), params, environment);
      lifecycle.release();
    } catch (error) {
      const message = `The language server cannot start: ${error instanceof Error ? error.message : String(error)}`;
      connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message });
      lifecycle.fail(message);
    }
  }
}

/** Registers what answers the client, which has sent `params` with `initialize`. */
function serve(
  connection: Connection,
  parser: DevicetreeParser,
  params: InitializeParams,
  environment: ServerEnvironment,
): void {
  environment.files.setRoots([]);
  const open = new OpenDocuments(environment.files, environment.beforeLongDocument);
  const trees = new DocumentTrees(parser);
  const settings = new SettingsStore(
    (scopeUri) => askSettings(connection, params, scopeUri),
    () => settingsChanged(),
  );
  const boards = new EditedBoards(open, environment, parser, settings, () => diagnostics.changed(true));
  const includers = new Includers(
    open,
    { rootsOf: (path) => boards.includeRoots(path), additionsTo: (path) => boards.additionsTo(path) },
    (work) => boards.read(work),
    {
      begin: (stop) => showIndexing(connection, stop),
      grown: () => {
        boards.changed();
        diagnostics.changed(true);
      },
      full: (most) =>
        connection.console.warn(
          `boards are looked for in ${most} of this workspace, and in no more: some may be missing`,
        ),
      isAnswering: () => requests.isAnswering,
      unseenMilliseconds: environment.unseenMilliseconds ?? 300,
    },
  );
  const choice = new BoardChoice(open, boards, includers);
  const requests = new Requests(connection, open, environment.handledMessages);
  const refreshes = new Refreshes(connection, params.capabilities);
  const scenarios = new ScenarioDocuments(open, boards, choice, includers);
  const diagnostics = new Diagnostics(connection, requests, open, choice, scenarios, params, refreshes);
  const proven = new ProvenFixes(open, boards, choice, (report) => connection.console.error(report));
  const parts = {
    connection,
    requests,
    documents: open,
    trees,
    boards,
    choice,
    includers,
    diagnostics,
    proven,
    scenarios,
    symbols: new SourceSymbols(open, boards, parser, (path) =>
      connection.console.warn(`${path} is too large to be searched for symbols of the workspace`),
    ),
  };
  for (const feature of LANGUAGE_FEATURES) feature.serve({ ...parts, client: params });
  const warmUp = new WarmUp(parts, LANGUAGE_FEATURES, (rehearsal, path) =>
    rehearse({ ...parts, client: params }, rehearsal, path),
  );
  const long = new Set<string>();
  let wasLongClosed = false;
  diagnostics.onUpToDate(() => {
    boards.forgetUnused();
    if (wasLongClosed) environment.afterLongDocument?.();
    wasLongClosed = false;
    warmUp.upToDate();
  });
  const secondLook = new SecondLook(() => {
    if (boards.filesOutdated()) diagnostics.changed(true);
  });
  synchroniseDocuments(connection, open, (path, isClosed) => {
    if (isClosed) trees.forget(path);
    if (isClosed) wasLongClosed = long.delete(path) || wasLongClosed;
    else if (open.isLong(path)) long.add(path);
    includers.textChanged(path);
    boards.changed();
    secondLook.edited();
    warmUp.edited();
    diagnostics.changed(isClosed || open.paths.length > 1);
  });
  const folders = new WorkspaceFolders(params);
  const settingsChanged = (): void => {
    boards.forget();
    includers.restart();
    diagnostics.changed(true);
  };
  boards.setFolders(folders.uris);
  connection.onDidChangeConfiguration(() => {
    settings.forget();
    settingsChanged();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.flatMap(({ uri }) => pathOfUri(uri) ?? []);
    boards.filesChanged(paths);
    for (const path of paths) includers.fileChanged(path);
    diagnostics.changed(true);
  });
  connection.onInitialized(() => {
    followSettings(connection, params);
    if (params.capabilities.workspace?.workspaceFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders((event) => {
      folders.change(event);
      boards.setFolders(folders.uris);
      settings.forget();
      settingsChanged();
    });
  });
}

/** Has the client report changed settings, as far as it can. */
function followSettings(connection: Connection, { capabilities }: InitializeParams): void {
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration !== true) return;
  connection.client.register(DidChangeConfigurationNotification.type, { section: 'devicetreeHeaps' });
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
