import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { startServer } from './server.ts';

/**
 * Runs the language server of this process until the client ends it. How they talk stands on the command line:
 * `--stdio`, `--node-ipc` or `--socket=PORT`.
 */
export function serve(): void {
  startServer(createConnection(ProposedFeatures.all), {
    disk: new DiskFileSystem([]),
    loadParser: async () => loadParser(await readGrammarModules()),
  });
}
