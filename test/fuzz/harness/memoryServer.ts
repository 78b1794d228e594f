import { PassThrough } from 'node:stream';
import type { Connection } from 'vscode-languageserver';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createMessageConnection, type MessageConnection } from 'vscode-languageserver-protocol/node';
import type { DevicetreeParser } from '../../../server/src/devicetree/syntax/parser.ts';
import { Lifecycle } from '../../../server/src/lsp/lifecycle.ts';
import { startServer } from '../../../server/src/lsp/server.ts';
import { FetchedFiles } from '../../../server/src/web/fetchedFiles.ts';

export const FOLDER = 'file:///fuzz';

/** Requests of a server that a client answers with nothing. */
const ACCEPTED = ['client/registerCapability', 'workspace/diagnostic/refresh', 'window/workDoneProgress/create'];

/** A language server in this thread whose files are in memory, with a client at the other end. */
export class MemoryServer {
  readonly connection: MessageConnection;
  readonly errors: string[] = [];
  readonly #disk: Map<string, string>;
  readonly #open = new Map<string, { text: string; version: number }>();
  readonly #toServer = new PassThrough();
  readonly #toClient = new PassThrough();
  #settings: unknown = {};

  /** `disk` has the files by their paths, below `/fuzz`; several servers may share it. */
  constructor(parser: DevicetreeParser, disk: Map<string, string>) {
    this.#disk = disk;
    const reader = new StreamMessageReader(this.#toServer);
    const lifecycle = new Lifecycle();
    const server: Connection = createConnection(reader, new StreamMessageWriter(this.#toClient), lifecycle.options);
    const files = (roots?: readonly string[]) => new FetchedFiles(async (path) => this.#fetched(path), roots);
    startServer(server, lifecycle, {
      files: files([]),
      surroundings: files(),
      findParser: () => async () => parser,
      unseenMilliseconds: 60_000,
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.#toClient),
      new StreamMessageWriter(this.#toServer),
    );
    this.connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
      if (type === 1) this.errors.push(message);
    });
    for (const method of ACCEPTED) this.connection.onRequest(method, () => null);
    this.connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.#settings),
    );
    this.connection.listen();
  }

  #fetched(path: string) {
    const text = this.#disk.get(path);
    if (text !== undefined) return { bytes: Buffer.from(text, 'latin1') };
    return path === '/fuzz' ? { names: [...this.#disk.keys()].map((file) => file.slice('/fuzz/'.length)) } : undefined;
  }

  /** Begins, for a client with some settings. */
  async start(settings: unknown): Promise<void> {
    this.#settings = settings;
    await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} }, workspace: { configuration: true } },
      workspaceFolders: [{ uri: FOLDER, name: 'fuzz' }],
    });
    await this.connection.sendNotification('initialized', {});
  }

  async set(settings: unknown): Promise<void> {
    this.#settings = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  get opened(): string[] {
    return [...this.#open.keys()];
  }

  /** The text of a document that is open; the file's otherwise. */
  textOf(name: string): string {
    return this.#open.get(name)?.text ?? this.#disk.get(`/fuzz/${name}`) ?? '';
  }

  async open(name: string, text: string): Promise<void> {
    if (this.#open.has(name)) return;
    this.#open.set(name, { text, version: 1 });
    const textDocument = { uri: `${FOLDER}/${name}`, languageId: 'dts', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async close(name: string): Promise<void> {
    if (!this.#open.delete(name)) return;
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: `${FOLDER}/${name}` } });
  }

  /**
   * Gives an open document another text by some edits in one message, each of the text that the one before it made. A
   * client counts its versions up; `grows` is by how many, and may be what no client should send.
   */
  async edit(name: string, texts: readonly string[], grows = 1): Promise<void> {
    const document = this.#open.get(name);
    if (document === undefined) return;
    const contentChanges = texts.map((text) => {
      const change = changeBetween(document.text, text);
      document.text = text;
      return change;
    });
    document.version += grows;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: `${FOLDER}/${name}`, version: document.version },
      contentChanges,
    });
  }

  /** Says that a file of the disk came, changed or went. */
  async watched(name: string, type: 'created' | 'changed' | 'deleted'): Promise<void> {
    const changes = [{ uri: `${FOLDER}/${name}`, type: ['created', 'changed', 'deleted'].indexOf(type) + 1 }];
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** What is wrong with each open document. */
  async diagnostics(): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for (const name of this.opened.sort()) {
      const textDocument = { uri: `${FOLDER}/${name}` };
      const report = await this.connection.sendRequest<{ items: unknown }>('textDocument/diagnostic', { textDocument });
      all[name] = report.items;
    }
    return all;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

const EOL = /\r\n|\r|\n/;

/** The change that makes one text of another: from the beginning of a line to the end of the text. */
function changeBetween(before: string, after: string) {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  // A search from -1 would begin at 0.
  same = same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;
  // The protocol's lines end at a carriage return alone as well.
  const [head, lines] = [before.slice(0, same).split(EOL), before.split(EOL)];
  // What lies beyond the end of a line is its end.
  const end = { line: lines.length - 1, character: (lines.at(-1)?.length ?? 0) + (same % 2) * 7 };
  return { range: { start: { line: head.length - 1, character: 0 }, end }, text: after.slice(same) };
}
