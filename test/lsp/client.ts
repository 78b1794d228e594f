import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type {
  ClientCapabilities,
  CompletionList,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  SignatureHelp,
} from 'vscode-languageserver';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { MessageConnection, MessageReader, MessageWriter } from 'vscode-languageserver-protocol/node';
import { createMessageConnection } from 'vscode-languageserver-protocol/node';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import type { BoardFiles } from '../../server/src/lsp/editedBoards.ts';
import { Lifecycle } from '../../server/src/lsp/lifecycle.ts';
import { analysisChangedNotification } from '../../server/src/lsp/protocol.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { textOfBytes } from '../../server/src/text/bytesAndText.ts';

const boards = fileURLToPath(new URL('../editor/boards', import.meta.url));

/** What a client and its server are made with. */
export interface TestOptions {
  /** How long the index is built before that shows. */
  readonly unseenMilliseconds?: number;
  /** The files of the server; those of the disk where nothing is said. */
  readonly sources?: BoardFiles;
  /** Where the server is that answers; one is made in this process where nothing is said. */
  readonly transport?: { readonly reader: MessageReader; readonly writer: MessageWriter };
  /** The folder of the workspace as the client names it; the folder on the disk where nothing is said. */
  readonly folderUri?: string;
  /** As `ServerEnvironment` has it. */
  readonly afterLongDocument?: () => void;
  /** The documents of the workspace that are not on the disk, by their names. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** What VS Code's client says of itself, as far as answers depend on it. */
export const VSCODE: ClientCapabilities = {
  window: { showDocument: { support: true } },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {
      relatedInformation: true,
      tagSupport: { valueSet: [1, 2] },
      codeDescriptionSupport: true,
      dataSupport: true,
    },
  },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] } },
};

/** A client that says what it needs and keeps what it is sent. */
export class TestClient {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-lsp-')));
  readonly logged: string[] = [];
  /** What was shown to the person. */
  readonly shown: string[] = [];
  readonly published = new Map<string, Diagnostic[]>();
  /** The versions of documents that these are of, where the server says one. */
  readonly publishedVersions = new Map<string, number | undefined>();
  readonly connection: MessageConnection;
  readonly #texts = new Map<string, string>();
  #version = 0;
  settings: Record<string, unknown> = {};
  /** How often the server has said that what it reads off the boards has changed. */
  analysisChanges = 0;
  /** What was shown of the work in the background, in order: `begin`, `report`, `end`. */
  readonly progress: string[] = [];
  /** What such work is called. */
  readonly progressTokens = new Set<string | number>();
  /** What a person does who sees such work begin. */
  onProgressBegin: (token: string | number) => void = () => {};

  readonly #folderUri: string;
  readonly #elsewhere: ReadonlyMap<string, string> | undefined;
  #send: (chunk: Buffer) => void = () => {};
  /** What is held back of what goes to the server. */
  #held: Buffer[] | undefined;
  readonly #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  constructor(options: TestOptions = {}) {
    cpSync(boards, this.folder, { recursive: true });
    this.#folderUri = options.folderUri ?? pathToFileURL(this.folder).toString();
    this.#elsewhere = options.texts;
    const { reader, writer } = options.transport ?? this.#startServer(options);
    this.connection = createMessageConnection(reader, writer);
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics, version }) => {
      this.published.set(uri, diagnostics);
      this.publishedVersions.set(uri, version);
      this.#received();
    });
    this.connection.onNotification('window/logMessage', ({ message }) => {
      this.logged.push(message);
    });
    this.connection.onNotification('window/showMessage', ({ message }) => {
      this.shown.push(message);
      this.#received();
    });
    this.connection.onRequest('workspace/configuration', ({ items }) => items.map(() => this.settings));
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('workspace/diagnostic/refresh', () => null);
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onNotification('$/progress', ({ token, value }) => {
      this.progress.push(value.kind);
      this.progressTokens.add(token);
      this.#received();
      if (value.kind === 'begin') this.onProgressBegin(token);
    });
    this.connection.onNotification(analysisChangedNotification, () => {
      this.analysisChanges++;
      this.#received();
    });
    this.connection.listen();
  }

  /** A server in this process, and the two ends at which it is reached. */
  #startServer({ sources, unseenMilliseconds = 1500, afterLongDocument = () => {} }: TestOptions): {
    reader: MessageReader;
    writer: MessageWriter;
  } {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const lifecycle = new Lifecycle();
    startServer(
      createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient), lifecycle.options),
      lifecycle,
      {
        ...(sources ?? { files: new DiskFileSystem([]), surroundings: new DiskFileSystem() }),
        findParser: () => async () => loadParser(readGrammarModules()),
        unseenMilliseconds,
        afterLongDocument,
      },
    );
    this.#send = (chunk) => toServer.write(chunk);
    const gate = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (this.#held === undefined) toServer.write(chunk);
        else this.#held.push(chunk);
        done();
      },
    });
    return { reader: new StreamMessageReader(toClient), writer: new StreamMessageWriter(gate) };
  }

  /** Sends all that `send` sends in one piece, so that the server has each message when it begins with the first. */
  async atOnce(send: () => Promise<void>): Promise<void> {
    const held: Buffer[] = [];
    this.#held = held;
    await send();
    this.#held = undefined;
    this.#send(Buffer.concat(held));
  }

  /** Resolves when what the server has sent meets a condition, which is looked at after each notification. */
  received(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#received();
    });
  }

  #received(): void {
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.holds()) waiting.resolve();
      else this.#waiting.push(waiting);
    }
  }

  uri(name: string): string {
    return `${this.#folderUri}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Begins as VS Code's client does, or as one with other capabilities than those of `VSCODE`. */
  async start(
    pulls = true,
    initializationOptions: unknown = undefined,
    { textDocument, window, workspace }: ClientCapabilities = VSCODE,
  ): Promise<unknown> {
    const answer = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      initializationOptions,
      capabilities: {
        window: { workDoneProgress: true, ...window },
        textDocument: { ...textDocument, ...(pulls ? { diagnostic: {} } : {}) },
        workspace: { configuration: true, diagnostics: { refreshSupport: true }, ...workspace },
      },
      workspaceFolders: [{ uri: this.#folderUri, name: 'boards' }],
    });
    await this.connection.sendNotification('initialized', {});
    return answer;
  }

  async open(name: string): Promise<void> {
    const onDisk = new DiskFileSystem().read(join(this.folder, name))?.text ?? '';
    const text = this.#elsewhere?.get(name) ?? textOfBytes(onDisk);
    this.#texts.set(name, text);
    const textDocument = { uri: this.uri(name), languageId: 'dts', version: ++this.#version, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** An open document as it stands. */
  textOf(name: string): string {
    return this.#texts.get(name) ?? '';
  }

  /** The names of the documents that were opened. */
  get openNames(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** Replaces the first occurrence of a text in an open document, as an incremental change. */
  async replace(name: string, old: string, by: string): Promise<void> {
    const text = this.#texts.get(name) ?? '';
    const at = text.indexOf(old);
    expect(at).toBeGreaterThanOrEqual(0);
    this.#texts.set(name, text.slice(0, at) + by + text.slice(at + old.length));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: ++this.#version },
      contentChanges: [{ range: { start: position(text, at), end: position(text, at + old.length) }, text: by }],
    });
  }

  async pull(name: string): Promise<Diagnostic[]> {
    const params = { textDocument: { uri: this.uri(name) } };
    const report = await this.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', params);
    return report.kind === 'full' ? report.items : [];
  }

  async hover(name: string, word: string): Promise<string> {
    const params = {
      textDocument: { uri: this.uri(name) },
      position: position(this.#texts.get(name) ?? '', (this.#texts.get(name) ?? '').indexOf(word) + 1),
    };
    const answer = await this.connection.sendRequest<Hover | null>('textDocument/hover', params);
    return answer === null ? '' : (answer.contents as { value: string }).value;
  }

  /** What can be typed after the first occurrence of a text; `trigger` is the character that asked for it. */
  complete(name: string, after: string, trigger?: string): Promise<CompletionList | null> {
    const text = this.#texts.get(name) ?? '';
    const at = text.indexOf(after);
    expect(at).toBeGreaterThanOrEqual(0);
    return this.connection.sendRequest<CompletionList | null>('textDocument/completion', {
      textDocument: { uri: this.uri(name) },
      position: position(text, at + after.length),
      context: trigger === undefined ? { triggerKind: 1 } : { triggerKind: 2, triggerCharacter: trigger },
    });
  }

  /** Which cell is typed after the first occurrence of a text. */
  signature(name: string, after: string): Promise<SignatureHelp | null> {
    const text = this.#texts.get(name) ?? '';
    const at = text.indexOf(after);
    expect(at).toBeGreaterThanOrEqual(0);
    return this.connection.sendRequest<SignatureHelp | null>('textDocument/signatureHelp', {
      textDocument: { uri: this.uri(name) },
      position: position(text, at + after.length),
    });
  }

  ask<Answer>(method: string, params: object): Promise<Answer> {
    return this.connection.sendRequest<Answer>(`devicetreeHeaps/${method}`, params);
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    expect(this.logged).toEqual([]);
    this.connection.dispose();
    rmSync(this.folder, { recursive: true });
  }
}

function position(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
