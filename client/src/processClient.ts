import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { DEBUG_PORT } from './debugPort.ts';
import { type MakeClient, NAME } from './server.ts';

/** A client whose server is the program at a path, run by Node. */
export function processClient(module: string): MakeClient {
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', `--inspect=${DEBUG_PORT}`] } };
  return (id, options) => new LanguageClient(id, NAME, { run, debug }, options);
}
