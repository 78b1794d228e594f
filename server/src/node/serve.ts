import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { startServer } from '../lsp/server.ts';

const TRANSPORT = /^--(?:stdio|node-ipc|socket=|pipe=)/;

/**
 * Runs the language server of this process until the client ends it. How they talk stands on the command line:
 * `--stdio` (also where nothing is said), `--node-ipc`, `--socket=PORT` or `--pipe=NAME`.
 */
export function serve(): void {
  if (!process.argv.some((argument) => TRANSPORT.test(argument))) process.argv.push('--stdio');
  startServer(createConnection(ProposedFeatures.all), {
    files: new DiskFileSystem([]),
    surroundings: new DiskFileSystem(),
    loadParser: async () => loadParser(await readGrammarModules()),
  });
}
