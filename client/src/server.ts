import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { Uri, workspace } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { devicetreeSelector } from './documents.ts';

/** The language client of this window, not started yet. */
export function createClient(context: ExtensionContext, output: LogOutputChannel): LanguageClient {
  const module = Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  return new LanguageClient(
    'devicetreeHeaps',
    'Devicetree Heaps',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6029'] } },
    },
    {
      documentSelector: devicetreeSelector,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: {
        configurationSection: 'devicetreeHeaps',
        fileEvents: workspace.createFileSystemWatcher('**/*.{dts,dtsi,dtso,overlay,dtb,dtbo,h,config,json}'),
      },
    },
  );
}
