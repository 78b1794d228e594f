import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type {
  DataCallback,
  Disposable,
  Message,
  MessageReader,
  MessageWriter,
} from 'vscode-languageserver-protocol/node';
import { AbstractMessageReader, AbstractMessageWriter } from 'vscode-languageserver-protocol/node';
import { readGrammarModules } from '../../../server/src/disk/grammarModules.ts';
import type { WorkerStart } from '../../../server/src/lsp/protocol.ts';

/**
 * What a browser's worker has of what the bundle uses; Node's own globals are left out. Messages hold the bytes of the
 * realm around the bundle's.
 */
const WEB_GLOBALS = [
  'console',
  'performance',
  'setTimeout',
  'clearTimeout',
  'TextEncoder',
  'TextDecoder',
  'URL',
  'atob',
  'Uint8Array',
  'ArrayBuffer',
];

/** Runs the bundle in a context that has web globals alone, and the scope of a worker. */
const PRELUDE = `
const { workerData: { code, port } } = require('node:worker_threads');
const globals = Object.fromEntries(${JSON.stringify(WEB_GLOBALS)}.map((name) => [name, globalThis[name]]));
const self = Object.assign(new EventTarget(), { postMessage: (message) => port.postMessage(message) });
port.on('message', (data) => {
  // What is set while an event is on its way hears of the next.
  const { onmessage } = self;
  self.dispatchEvent(Object.assign(new Event('message'), { data }));
  onmessage?.({ data });
});
require('node:vm').runInContext(code, require('node:vm').createContext({ ...globals, self }));
`;

class PortReader extends AbstractMessageReader implements MessageReader {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  listen(callback: DataCallback): Disposable {
    this.#port.on('message', callback);
    return { dispose: () => this.#port.off('message', callback) };
  }
}

class PortWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  async write(message: Message): Promise<void> {
    this.#port.postMessage(message);
  }

  end(): void {}
}

/** A language server in a worker, which asks its client for files. */
export interface WorkerServer {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** What the worker stumbled over. */
  readonly errors: unknown[];
  end(): Promise<unknown>;
}

/** Bundles the server for a browser and runs it in a worker. Rejects where the bundle needs something of Node. */
export async function startWorker(): Promise<WorkerServer> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('../../../server/src/web/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'silent',
  });
  const { port1, port2 } = new MessageChannel();
  const errors: unknown[] = [];
  const worker = new Worker(PRELUDE, {
    eval: true,
    workerData: { code: bundle.outputFiles[0]?.text ?? '', port: port2 },
    transferList: [port2],
  });
  worker.on('error', (error) => errors.push(error));
  port1.postMessage(readGrammarModules() satisfies WorkerStart);
  return {
    reader: new PortReader(port1),
    writer: new PortWriter(port1),
    errors,
    end: () => {
      port1.close();
      return worker.terminate();
    },
  };
}
