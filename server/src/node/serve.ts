import { Console } from 'node:console';
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { obstacle, type Refusal } from '../disk/refusal.ts';
import { fetchFromClient } from '../lsp/clientFiles.ts';
import { Lifecycle } from '../lsp/lifecycle.ts';
import { TRUSTED_MILLISECONDS } from '../lsp/secondLook.ts';
import { startServer } from '../lsp/server.ts';
import { FetchedFiles } from '../web/fetchedFiles.ts';
import { RoutedFiles } from '../web/routedFiles.ts';
import { FramedInput } from './framedInput.ts';
import { FramedOutput } from './framedOutput.ts';
import { handledMessages } from './handledMessages.ts';
import { messageDecoder } from './messageDecoder.ts';
import { giveBack, keepYoungSmall, makeRoom, setHeapOptions } from './smallHeap.ts';

const TRANSPORT = /^--(?:node-ipc|socket=|pipe=)/;

/**
 * Runs the language server of this process until the client ends it. How they talk stands on the command line:
 * `--stdio` (also where nothing is said), `--node-ipc`, `--socket=PORT` or `--pipe=NAME`.
 */
export function serve(): void {
  setHeapOptions();
  const lifecycle = new Lifecycle();
  const connection = connect(lifecycle.options);
  const fetch = fetchFromClient(connection);
  startServer(connection, lifecycle, {
    files: new RoutedFiles(trusted(new DiskFileSystem([], refusalText)), new FetchedFiles(fetch, [])),
    surroundings: new RoutedFiles(trusted(new DiskFileSystem()), new FetchedFiles(fetch)),
    findParser: () => {
      const modules = readGrammarModules();
      return () => {
        keepYoungSmall();
        return loadParser(modules, makeRoom);
      };
    },
    handledMessages,
    beforeLongDocument: makeRoom,
    afterLongDocument: giveBack,
  });
}

/** Looks at each file once a second at most while someone types. */
function trusted(disk: DiskFileSystem): DiskFileSystem {
  disk.trustMilliseconds = TRUSTED_MILLISECONDS;
  return disk;
}

function connect(options: ConnectionOptions): Connection {
  if (process.argv.some((argument) => TRANSPORT.test(argument))) {
    return createConnection(ProposedFeatures.all, options);
  }
  keepOffStandardOutput();
  const input = process.stdin.pipe(new FramedInput((fault) => console.error(`dtheaps: ${fault}`)));
  const output = new FramedOutput(process.stdout);
  // The input ends where a message is cut off, and the output fails where nobody reads it: there is no client any more.
  input.on('end', () => process.exit(1));
  output.on('error', () => process.exit(1));
  const writer = new StreamMessageWriter(output);
  const contentTypeDecoder = messageDecoder((error) => void writer.write(error).catch(() => {}));
  return createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(input, { contentTypeDecoder }),
    writer,
    options,
  );
}

/** Has `console` print to standard error, as standard output belongs to the protocol. A start need not open it for that. */
function keepOffStandardOutput(): void {
  let console: Console | undefined;
  Object.defineProperty(globalThis, 'console', {
    configurable: true,
    get: () => (console ??= new Console(process.stderr)),
  });
}

/** Why a file that a board asks for is not read, and what can be done. */
function refusalText(path: string, refusal: Refusal): string {
  if (refusal.kind !== 'outside') return `${path}: ${obstacle(refusal)}`;
  const leads = refusal.real.endsWith(path) ? '' : ` leads to ${refusal.real}, which`;
  return `${path}${leads} lies outside of the workspace, the include folders and the kernel tree, and is not read: open its folder in the workspace, or name it in devicetreeHeaps.includePaths`;
}
