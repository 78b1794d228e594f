import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, DocumentDiagnosticReport, Hover } from 'vscode-languageserver';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { MessageConnection } from 'vscode-languageserver-protocol/node';
import { createMessageConnection } from 'vscode-languageserver-protocol/node';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import type { BoardStatus, BootLogAnswer, HeapsAnswer, SimulateAnswer } from './protocol.ts';
import { startServer } from './server.ts';

const boards = fileURLToPath(new URL('../../../test/editor/boards', import.meta.url));

/** A client that says what it wants and keeps what it is sent. */
class TestClient {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-lsp-')));
  readonly logged: string[] = [];
  readonly published = new Map<string, Diagnostic[]>();
  readonly connection: MessageConnection;
  readonly #texts = new Map<string, string>();
  #version = 0;
  settings: Record<string, unknown> = {};

  constructor() {
    cpSync(boards, this.folder, { recursive: true });
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
      disk: new DiskFileSystem([]),
      loadParser: async () => loadParser(await readGrammarModules()),
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
    this.connection.listen();
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).toString();
  }

  async start(pulls = true): Promise<unknown> {
    const answer = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {
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

/** The rules that errors and warnings come from; what is merely good to know stands beside them. */
const rules = (diagnostics: readonly Diagnostic[]): unknown[] =>
  diagnostics.filter(({ severity }) => severity === 1 || severity === 2).map(({ code }) => code);

async function eventually(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5000; !condition() && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(condition()).toBe(true);
}

describe('the language server', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  it('says what it can', async () => {
    expect(await client.start()).toMatchObject({
      capabilities: { hoverProvider: true, diagnosticProvider: { interFileDependencies: true } },
    });
  });

  it('answers what is wrong with a board, as it stands after each edit', async () => {
    await client.start();
    await client.open('misaligned.dts');
    expect(rules(await client.pull('misaligned.dts'))).toContain('cma-misaligned');
    await client.replace('misaligned.dts', '0x1100000', '0x1200000');
    expect(rules(await client.pull('misaligned.dts'))).toEqual([]);
    await client.replace('misaligned.dts', '0x1200000', '0x1100000');
    expect(rules(await client.pull('misaligned.dts'))).toContain('cma-misaligned');
  });

  it('finds nothing on a sound board', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
  });

  it('reads an include as it stands in the editor, and from the disk again once it is closed', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('camera-soc.dtsi');
    await client.replace('camera-soc.dtsi', '#size-cells = <2>;', '#size-cells = <2>');
    expect(rules(await client.pull('camera-soc.dtsi'))).not.toEqual([]);
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: client.uri('camera-soc.dtsi') },
    });
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
  });

  it('sees a file that changed on the disk', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
    rmSync(join(client.folder, 'camera-soc.dtsi'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('camera-soc.dtsi'), type: 3 }],
    });
    expect(rules(await client.pull('camera.dts'))).toContain('include-not-found');
  });

  it('takes an include for part of the board of its folder that has it', async () => {
    await client.start();
    await client.open('camera-soc.dtsi');
    const status = await client.ask<BoardStatus>('boardStatus', { uri: client.uri('camera-soc.dtsi') });
    expect(status.boardName).toBe('camera.dts');
  });

  it('pushes to a client that cannot pull', async () => {
    await client.start(false);
    await client.open('misaligned.dts');
    const uri = client.uri('misaligned.dts');
    await eventually(() => rules(client.published.get(uri) ?? []).includes('cma-misaligned'));
    await client.replace('misaligned.dts', '0x1100000', '0x1200000');
    await eventually(() => rules(client.published.get(uri) ?? []).length === 0);
  });

  it('pushes what is wrong in an include that is not open', async () => {
    await client.start();
    const text =
      '/ { reserved-memory { pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x1100000>; }; }; };\n';
    writeFileSync(
      join(client.folder, 'camera-soc.dtsi'),
      `${new DiskFileSystem().read(join(client.folder, 'camera-soc.dtsi'))?.text}${text}`,
    );
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
    const uri = client.uri('camera-soc.dtsi');
    await eventually(() => rules(client.published.get(uri) ?? []).includes('cma-misaligned'));
    await client.open('camera-soc.dtsi');
    await eventually(() => client.published.get(uri)?.length === 0);
    expect(rules(await client.pull('camera-soc.dtsi'))).toContain('cma-misaligned');
  });

  it('tells on hover what the kernels of the settings make of a region', async () => {
    client.settings = { kernel: '6.12', compareKernels: ['6.6', '7.3'] };
    await client.start();
    await client.open('camera.dts');
    const text = await client.hover('camera.dts', 'video@60000000');
    expect(text).toContain('16 MiB');
    expect(text).toContain('0x60000000');
    expect(text).toMatch(/Heap on 7\\\.3 \| `\/dev\/dma_heap\/video@60000000`/);
    expect(text).toMatch(/Heap on 6\\\.6.*none/);
    expect(text).toContain('/soc/isp@1000');
    expect(await client.hover('camera.dts', '&video')).toBe(text);
    expect(await client.hover('camera.dts', 'compatible = "example')).toBe('');
  });

  it('lists heaps and simulates allocations', async () => {
    await client.start();
    await client.open('camera.dts');
    const uri = client.uri('camera.dts');
    const { heaps, status } = await client.ask<HeapsAnswer>('heaps', { uri });
    expect(status).toMatchObject({ boardName: 'camera.dts', kernel: '7.3', kernelSource: 'default', booted: true });
    expect(heaps.find(({ name }) => name === 'video@60000000')).toMatchObject({
      allocator: 'cma',
      size: '0x1000000',
      free: '0x1000000',
    });
    const simulate = (size: string) => client.ask<SimulateAnswer>('simulate', { uri, heap: 'video@60000000', size });
    expect(await simulate('1M')).toMatchObject({ result: 'ok', summary: expect.stringContaining('256 pages (1 MiB)') });
    expect(await simulate('32M')).toMatchObject({ result: 'ENOMEM' });
    expect(await simulate('much')).toMatchObject({ result: 'invalid' });
    const log = await client.ask<BootLogAnswer>('bootLog', { uri });
    expect(log.text).toMatch(/created CMA memory pool at 0x0*60000000, size 16 MiB/);
  });

  it('offers the fixes that findings carry', async () => {
    await client.start();
    await client.open('misaligned.dts');
    const diagnostic = (await client.pull('misaligned.dts')).find(({ code }) => code === 'cma-misaligned');
    const actions = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: client.uri('misaligned.dts') },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    expect(actions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'quickfix',
          edit: { changes: { [client.uri('misaligned.dts')]: expect.anything() } },
        }),
      ]),
    );
  });

  it('boots what the settings say, and tells what of them cannot be used', async () => {
    client.settings = {
      commandLine: 'cma=64M',
      memory: [{ base: '0x40000000', size: '1G' }],
      kernelConfigFile: 'missing.config',
      profileFile: 'broken.json',
      defines: ['POOL'],
    };
    writeFileSync(join(client.folder, 'broken.json'), '{');
    await client.start();
    await client.open('camera.dts');
    const uri = client.uri('camera.dts');
    const { heaps, status } = await client.ask<HeapsAnswer>('heaps', { uri });
    expect(heaps.find(({ name }) => name === 'default_cma_region')?.size).toBe('0x4000000');
    expect(Number(heaps.find(({ name }) => name === 'system')?.size)).toBeLessThan(2 ** 30);
    expect(status.settingsProblems).toEqual([
      expect.stringMatching(/^profileFile: broken\.json is not JSON/),
      'kernelConfigFile: missing.config cannot be read',
    ]);
  });

  it('outlines a document', async () => {
    await client.start();
    await client.open('camera.dts');
    const params = { textDocument: { uri: client.uri('camera.dts') } };
    expect(await client.connection.sendRequest('textDocument/documentSymbol', params)).toMatchObject([
      {
        name: '/',
        children: [{ name: 'reserved-memory', children: [{ name: 'video@60000000', detail: 'video' }, {}] }],
      },
      { name: '&isp' },
    ]);
  });

  it('answers null about what is no board', async () => {
    await client.start();
    expect(await client.ask('heaps', { uri: 'untitled:Untitled-1' })).toBeNull();
    expect(await client.ask('bootLog', { uri: client.uri('nothing.dtsi') })).toBeNull();
    expect(await client.hover('nothing.dts', 'x')).toBe('');
  });

  it('does not answer what nobody waits for any more', async () => {
    await client.start();
    await client.open('camera.dts');
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'devicetreeHeaps/heaps',
      { uri: client.uri('camera.dts') },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });
});
