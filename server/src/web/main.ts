import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { fetchFromClient } from '../lsp/clientFiles.ts';
import { Lifecycle } from '../lsp/lifecycle.ts';
import type { WorkerStart } from '../lsp/protocol.ts';
import { startServer } from '../lsp/server.ts';
import { FetchedFiles } from './fetchedFiles.ts';

/** The scope of a worker; the type library of Node, which the rest is checked with, has none. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0] & {
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: WorkerStart }) => void,
    options: { readonly once: true },
  ): void;
};

/** The language server as a worker of a browser: the first message brings the parser, the others are the protocol's. */
function start({ data: { runtime, grammar } }: { readonly data: WorkerStart }): void {
  const lifecycle = new Lifecycle();
  const connection = createConnection(
    new BrowserMessageReader(self),
    new BrowserMessageWriter(self),
    lifecycle.options,
  );
  const fetch = fetchFromClient(connection);
  startServer(connection, lifecycle, {
    files: new FetchedFiles(fetch, []),
    surroundings: new FetchedFiles(fetch),
    findParser: () => () => loadParser({ runtime, grammar }),
  });
}

self.addEventListener('message', start, { once: true });
