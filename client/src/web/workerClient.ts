import { Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { WorkerStart } from '../../../server/src/lsp/protocol.ts';
import { type MakeClient, NAME } from '../server.ts';

/** A client whose server is a worker. */
export function workerClient(extension: Uri): MakeClient {
  const inDist = (name: string): Uri => Uri.joinPath(extension, 'dist', name);
  const start = async (): Promise<MessageTransports> => {
    const read = (name: string): Thenable<Uint8Array> => workspace.fs.readFile(inDist(name));
    const [program, runtime, grammar] = await Promise.all(
      ['web/server.js', 'web-tree-sitter.wasm', 'tree-sitter-devicetree.wasm'].map(read),
    );
    if (program === undefined || runtime === undefined || grammar === undefined)
      throw new Error('the server is missing');
    // A worker does not start from the address of an extension that a remote machine has; from its text it does anywhere.
    const address = URL.createObjectURL(new Blob([new Uint8Array(program)], { type: 'text/javascript' }));
    const worker = new Worker(address);
    const message: WorkerStart = { runtime, grammar };
    worker.postMessage(message);
    // By its two ends: the editor's own kind of worker is not known as one.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return (id, options) => new LanguageClient(id, NAME, start, options);
}
