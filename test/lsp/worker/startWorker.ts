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
import type { FetchFile } from '../../../server/src/web/fetchedFiles.ts';
import type { FileAnswer, FileQuestion, WorkerEnvironment } from './entry.ts';

/** What a browser's worker has of what the bundle uses; Node's own globals are left out. */
const WEB_GLOBALS = ['console', 'performance', 'setTimeout', 'clearTimeout', 'TextEncoder', 'TextDecoder', 'URL'];

/** Runs the bundle in a context that has web globals alone. */
const PRELUDE = `
const { workerData } = require('node:worker_threads');
const globals = Object.fromEntries(${JSON.stringify(WEB_GLOBALS)}.map((name) => [name, globalThis[name]]));
const context = require('node:vm').createContext({ ...globals, environment: workerData.environment });
require('node:vm').runInContext(workerData.code, context);
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

/** A language server in a worker, whose files `fetch` has. */
export interface WorkerServer {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** What the worker stumbled over. */
  readonly errors: unknown[];
  end(): Promise<unknown>;
}

/** Bundles the server for a browser and runs it in a worker. Rejects where the bundle needs something of Node. */
export async function startWorker(fetch: FetchFile): Promise<WorkerServer> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('entry.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  const connection = new MessageChannel();
  const files = new MessageChannel();
  files.port1.on('message', async ({ id, path, maximumBytes }: FileQuestion) => {
    files.port1.postMessage({ id, fetched: await fetch(path, maximumBytes) } satisfies FileAnswer);
  });
  const environment: WorkerEnvironment = {
    connection: connection.port2,
    files: files.port2,
    ...(await readGrammarModules()),
  };
  const errors: unknown[] = [];
  const worker = new Worker(PRELUDE, {
    eval: true,
    workerData: { code: bundle.outputFiles[0]?.text ?? '', environment },
    transferList: [connection.port2, files.port2],
  });
  worker.on('error', (error) => errors.push(error));
  return {
    reader: new PortReader(connection.port1),
    writer: new PortWriter(connection.port1),
    errors,
    end: () => {
      files.port1.close();
      connection.port1.close();
      return worker.terminate();
    },
  };
}
