import type { ExtensionContext } from 'vscode';
import { commands, window } from 'vscode';
import { BoardConnection } from './boardConnection.ts';
import { BootLogDocuments } from './bootLogDocuments.ts';
import { selectKernel } from './commands/selectKernel.ts';
import { simulateAllocation } from './commands/simulateAllocation.ts';
import { KernelStatus } from './kernelStatus.ts';
import { createClient } from './server.ts';

/** Starts the language server and registers the commands. Resolves when the server answers. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Devicetree Heaps', { log: true });
  const client = createClient(context, output);
  const board = new BoardConnection(client);
  const bootLogs = new BootLogDocuments(board);
  const status = new KernelStatus(board);
  context.subscriptions.push(
    output,
    board,
    bootLogs,
    status,
    client,
    commands.registerCommand('devicetreeHeaps.simulateAllocation', () => simulateAllocation(board, output)),
    commands.registerCommand('devicetreeHeaps.showBootLog', () => bootLogs.show()),
    commands.registerCommand('devicetreeHeaps.selectKernel', () => selectKernel(board)),
    commands.registerCommand('devicetreeHeaps.showOutput', () => output.show()),
    commands.registerCommand('devicetreeHeaps.restartServer', () => client.restart()),
  );
  await client.start();
  await commands.executeCommand('setContext', 'devicetreeHeaps.active', true);
}
