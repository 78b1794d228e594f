import type { ExtensionContext } from 'vscode';
import { commands, ExtensionMode, window } from 'vscode';
import type { BoardDocumentKind } from '../../server/src/lsp/documentProtocol.ts';
import {
  CHANGE_SEVERITY_COMMAND,
  EXPLAIN_COMMAND,
  RUN_SCENARIO_COMMAND,
  SHOW_BOOT_LOG_COMMAND,
  SIMULATE_COMMAND,
} from '../../server/src/lsp/protocol.ts';
import type { DevicetreeHeapsApi } from '../api.d.ts';
import { apiForOthers } from './apiForOthers.ts';
import { BoardConnection } from './boardConnection.ts';
import { ChosenBoards } from './chosenBoards.ts';
import { ChosenKernel } from './chosenKernel.ts';
import { changeSeverity } from './commands/changeSeverity.ts';
import { WorkspaceCheck } from './commands/checkWorkspace.ts';
import { compareKernels } from './commands/compareKernels.ts';
import { compareTarget } from './commands/compareTarget.ts';
import { compileBoard } from './commands/compileBoard.ts';
import { createBoard } from './commands/createBoard.ts';
import { explainRule } from './commands/explainRule.ts';
import { tellNoBoard } from './commands/noBoard.ts';
import { openSample } from './commands/openSample.ts';
import { runScenario } from './commands/runScenario.ts';
import { saveReport } from './commands/saveReport.ts';
import { selectBoard } from './commands/selectBoard.ts';
import { selectKernel } from './commands/selectKernel.ts';
import { showActions } from './commands/showActions.ts';
import { simulateAllocation } from './commands/simulateAllocation.ts';
import { askWhatIf } from './commands/whatIf.ts';
import { CurrentBoard } from './currentBoard.ts';
import { devicetreeSelector } from './devicetreeDocuments.ts';
import { BoardDocuments } from './documents/boardDocuments.ts';
import { MemoryMapPanel } from './map/memoryMapPanel.ts';
import { type MakeClient, Server, tellError } from './server.ts';
import { ShownOutput } from './shownOutput.ts';
import { StatusItem } from './status/statusItem.ts';
import type { Entry } from './views/entry.ts';
import { Views } from './views/views.ts';

/** The commands that the server may name in code actions and lenses. */
const NAMED_COMMANDS = [
  CHANGE_SEVERITY_COMMAND,
  EXPLAIN_COMMAND,
  SHOW_BOOT_LOG_COMMAND,
  SIMULATE_COMMAND,
  RUN_SCENARIO_COMMAND,
];

/** The commands that open a text about the current board. */
const DOCUMENT_COMMANDS: Readonly<Record<string, BoardDocumentKind>> = {
  showBootLog: 'bootLog',
  showTree: 'tree',
  showExpansion: 'expansion',
  showReport: 'report',
};

/** Starts the language server and registers the commands. Resolves when the server answers, with the API for others. */
export async function activateWith(context: ExtensionContext, makeClient: MakeClient): Promise<DevicetreeHeapsApi> {
  const output = window.createOutputChannel('Devicetree Heaps', { log: true });
  const shownOutput = new ShownOutput(output);
  const chosen = new ChosenBoards(context.workspaceState);
  const kernel = new ChosenKernel(context.workspaceState);
  const server = new Server({
    id: 'devicetreeHeaps',
    makeClient,
    documentSelector: devicetreeSelector,
    output,
    showOutput: () => shownOutput.show(),
    initializationOptions: () => ({ chosenBoards: chosen.all, chosenKernel: kernel.version, commands: NAMED_COMMANDS }),
    tell: tellError,
  });
  const board = new BoardConnection(server.client);
  const current = new CurrentBoard(board, server);
  const documents = new BoardDocuments(board);
  const memoryMap = new MemoryMapPanel(board, context.extensionUri);
  const workspaceCheck = new WorkspaceCheck(board, documents);
  /**
   * Registers a command that asks the server, about the document that is open when it is run; where the server does not
   * run, the person hears why.
   */
  const asking = (name: string, run: (argument?: unknown) => Promise<void>) =>
    commands.registerCommand(`devicetreeHeaps.${name}`, async (argument?: unknown) => {
      if (!server.isRunning) return server.tellWhy();
      await current.settled();
      return run(argument);
    });
  const ofCurrent = () => (current.document === undefined ? undefined : { uri: current.document.toString() });
  context.subscriptions.push(
    board,
    documents,
    kernel,
    kernel.onDidChange((version) => {
      if (server.isRunning) board.chooseKernel(version).catch((error) => output.error(String(error)));
    }),
    memoryMap,
    workspaceCheck,
    current,
    new StatusItem(current, server),
    new Views(current),
    server,
    asking('simulateAllocation', (heap) => simulateAllocation(board, memoryMap, shownOutput, heap ?? ofCurrent())),
    asking('simulateHeap', (row) =>
      simulateAllocation(board, memoryMap, shownOutput, { ...ofCurrent(), heap: (row as Entry).heap }),
    ),
    asking('changeSeverity', (rule) => changeSeverity(board, rule)),
    commands.registerCommand('devicetreeHeaps.explainRule', (rule?: unknown) => explainRule(context.extension, rule)),
    ...Object.entries(DOCUMENT_COMMANDS).map(([name, kind]) =>
      asking(name, async () => {
        if (current.document === undefined) return tellNoBoard(current);
        await documents.show({ source: current.document, kind });
      }),
    ),
    asking('compareKernels', () => compareKernels(current, documents)),
    asking('whatIf', () => askWhatIf(board, current, documents)),
    asking('checkWorkspace', () => workspaceCheck.run()),
    commands.registerCommand('devicetreeHeaps.clearWorkspaceFindings', () => workspaceCheck.clear()),
    asking('compareTarget', () => compareTarget(current, documents)),
    asking('createBoard', () => createBoard(board, current)),
    asking('compileBoard', () => compileBoard(board, current)),
    asking('saveReport', () => saveReport(board, current)),
    asking('showMemoryMap', () => memoryMap.show()),
    asking('runScenario', (scenario) => runScenario(memoryMap, scenario)),
    asking('selectKernel', () => selectKernel(current, kernel)),
    asking('selectBoard', () => selectBoard(board, chosen)),
    commands.registerCommand('devicetreeHeaps.openSample', (name?: unknown) => openSample(context, name)),
    commands.registerCommand('devicetreeHeaps.showActions', () => showActions(current, server, context.extension)),
    commands.registerCommand('devicetreeHeaps.showOutput', () => shownOutput.show()),
    commands.registerCommand('devicetreeHeaps.restartServer', () => server.restart()),
    shownOutput,
    // Last, since what is disposed of before may write to it.
    output,
  );
  await commands.executeCommand('setContext', 'devicetreeHeaps.active', true);
  await server.start();
  if (server.isRunning) {
    const { version } = context.extension.packageJSON as { version: string };
    output.info(`Devicetree Heaps ${version}: the language server runs. Open a .dts, .dtsi, .dtso or .overlay file.`);
  }
  // Who develops the extension looks at what it writes.
  if (context.extensionMode === ExtensionMode.Development) {
    shownOutput.show(true);
  }
  return apiForOthers(board, () => server.isRunning);
}
