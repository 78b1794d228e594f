import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type { Diagnostic, DocumentDiagnosticReport, Hover } from 'vscode-languageserver';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { MessageConnection } from 'vscode-languageserver-protocol/node';
import { createMessageConnection } from 'vscode-languageserver-protocol/node';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import { startServer } from '../../server/src/lsp/server.ts';

const boards = fileURLToPath(new URL('../editor/boards', import.meta.url));

/** A client that says what it wants and keeps what it is sent. */
export class TestClient {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-lsp-')));
  readonly logged: string[] = [];
  readonly published = new Map<string, Diagnostic[]>();
  readonly connection: MessageConnection;
  readonly #texts = new Map<string, string>();
  #version = 0;
  settings: Record<string, unknown> = {};
  /** What was shown of the work in the background, in order: `begin`, `report`, `end`. */
  readonly progress: string[] = [];
  /** What a person does who sees such work begin. */
  onProgressBegin: (token: string | number) => void = () => {};

  constructor(unseenMilliseconds = 1500) {
    cpSync(boards, this.folder, { recursive: true });
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
      files: new DiskFileSystem([]),
      surroundings: new DiskFileSystem(),
      loadParser: async () => loadParser(await readGrammarModules()),
      unseenMilliseconds,
    });
    this.connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.published.set(uri, diagnostics);
    });
    this.connection.onNotification('window/logMessage', ({ message }) => {
      this.logged.push(message);
    });
    this.connection.onRequest('workspace/configuration', ({ items }) => items.map(() => this.settings));
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('workspace/diagnostic/refresh', () => null);
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onNotification('$/progress', ({ token, value }) => {
      this.progress.push(value.kind);
      if (value.kind === 'begin') this.onProgressBegin(token);
    });
    this.connection.listen();
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).toString();
  }

  async start(pulls = true, initializationOptions: unknown = undefined): Promise<unknown> {
    const answer = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      initializationOptions,
      capabilities: {
        window: { workDoneProgress: true },
        textDocument: pulls ? { diagnostic: {} } : {},
        workspace: { configuration: true, diagnostics: { refreshSupport: true } },
      },
      workspaceFolders: [{ uri: pathToFileURL(this.folder).toString(), name: 'boards' }],
    });
    await this.connection.sendNotification('initialized', {});
    return answer;
  }

  async open(name: string): Promise<void> {
    const text = new DiskFileSystem().read(join(this.folder, name))?.text ?? '';
    this.#texts.set(name, text);
    const textDocument = { uri: this.uri(name), languageId: 'dts', version: ++this.#version, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
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
