import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { analysisChangedNotification } from '../../server/src/lsp/protocol.ts';
import { memoryOf, processorSecondsOf } from './measure.ts';
import { PROJECT } from './tools.ts';

/** A built language server in a process of its own, and a client that edits one document at a time. */
export class EditorSession {
  /** From the start of the process to the answer of `initialize`, in milliseconds. */
  readonly startMilliseconds: number;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #waiting: (() => void)[] = [];
  #version = 0;
  #uri = '';
  #text = '';

  private constructor(
    child: ChildProcess,
    connection: MessageConnection,
    startMilliseconds: number,
    capabilities: Readonly<Record<string, unknown>>,
  ) {
    this.#child = child;
    this.#connection = connection;
    this.startMilliseconds = startMilliseconds;
    this.capabilities = capabilities;
    connection.onNotification(analysisChangedNotification, () => {
      for (const heard of this.#waiting.splice(0)) heard();
    });
  }

  /** Starts a server for the folder of a workspace; with `pulls` the client asks for diagnostics, else it is sent them. */
  static async start(folder: string, pulls: boolean): Promise<EditorSession> {
    const begin = performance.now();
    const child = spawn(process.execPath, [join(PROJECT, 'dist', 'server.cjs'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (child.stdin === null || child.stdout === null) throw new Error('the server has no streams');
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => ({})));
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.listen();
    const uri = pathToFileURL(folder).toString();
    const answer: { capabilities: Record<string, unknown> } = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'benchmark' }],
      capabilities: {
        textDocument: {
          ...(pulls ? { diagnostic: {} } : {}),
          publishDiagnostics: { relatedInformation: true },
          hover: { contentFormat: ['markdown'] },
        },
        workspace: { configuration: true, workspaceFolders: true },
      },
    });
    const startMilliseconds = performance.now() - begin;
    await connection.sendNotification('initialized', {});
    return new EditorSession(child, connection, startMilliseconds, answer.capabilities);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get processorSeconds(): number {
    return processorSecondsOf(this.pid);
  }

  /** What the server holds now, in MiB. */
  get megabytes(): number {
    return memoryOf(this.pid, 'VmRSS');
  }

  get text(): string {
    return this.#text;
  }

  async open(path: string): Promise<void> {
    this.#uri = pathToFileURL(path).toString();
    this.#text = readFileSync(path, 'utf8');
    const textDocument = { uri: this.#uri, languageId: 'dts', version: ++this.#version, text: this.#text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async close(): Promise<void> {
    await this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.#uri } });
  }

  /** Replaces the character at an offset of the document. */
  async type(offset: number, character: string): Promise<void> {
    const range = { start: this.positionAt(offset), end: this.positionAt(offset + 1) };
    this.#text = this.#text.slice(0, offset) + character + this.#text.slice(offset + 1);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.#uri, version: ++this.#version },
      contentChanges: [{ range, text: character }],
    });
  }

  positionAt(offset: number): { line: number; character: number } {
    const before = this.#text.slice(0, offset);
    const line = before.split('\n').length - 1;
    return { line, character: offset - (before.lastIndexOf('\n') + 1) };
  }

  /** The findings of the document, asked for; `undefined` where the server says that the text has changed meanwhile. */
  async pull(): Promise<readonly unknown[] | undefined> {
    try {
      const answer: { items: unknown[] } = await this.#connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri: this.#uri },
      });
      return answer.items;
    } catch {
      return undefined;
    }
  }

  /** Waits until the server has sent all findings that it sends by itself. */
  upToDate(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A request about a place in the document, such as `textDocument/hover`. */
  ask(method: string, offset: number): Promise<unknown> {
    return this.#connection.sendRequest(method, {
      textDocument: { uri: this.#uri },
      position: this.positionAt(offset),
    });
  }

  /** Ends the server. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }
}
