// The language server as a browser's worker runs it, bundled for a browser by `worker.test.ts`: it has its connection,
// a port at which it asks for files, and the parser's modules, and nothing of Node.
import type { MessagePort } from 'node:worker_threads';
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { loadParser } from '../../../server/src/devicetree/syntax/parser.ts';
import { lifecycleOptions } from '../../../server/src/lsp/lifecycle.ts';
import { startServer } from '../../../server/src/lsp/server.ts';
import { type Fetched, FetchedFiles } from '../../../server/src/web/fetchedFiles.ts';

/** What the worker is started with. */
export interface WorkerEnvironment {
  readonly connection: MessagePort;
  readonly files: MessagePort;
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

export interface FileQuestion {
  readonly id: number;
  readonly path: string;
  readonly maximumBytes: number;
}

export interface FileAnswer {
  readonly id: number;
  readonly fetched: Fetched | undefined;
}

declare const environment: WorkerEnvironment;

const { connection, files, runtime, grammar } = environment;
const asked = new Map<number, (fetched: Fetched | undefined) => void>();
let questions = 0;
files.on('message', ({ id, fetched }: FileAnswer) => {
  asked.get(id)?.(fetched);
  asked.delete(id);
});

const fetch = (path: string, maximumBytes: number): Promise<Fetched | undefined> =>
  new Promise((resolve) => {
    const id = ++questions;
    asked.set(id, resolve);
    files.postMessage({ id, path, maximumBytes } satisfies FileQuestion);
  });

startServer(
  createConnection(new BrowserMessageReader(connection), new BrowserMessageWriter(connection), lifecycleOptions()),
  {
    files: new FetchedFiles(fetch, []),
    surroundings: new FetchedFiles(fetch),
    loadParser: () => loadParser({ runtime: new Uint8Array(runtime), grammar: new Uint8Array(grammar) }),
  },
);
