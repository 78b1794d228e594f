import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createConnection } from 'vscode-languageserver/node';
import { type DevicetreeParser, loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import { Lifecycle } from '../../server/src/lsp/lifecycle.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { FetchedFiles } from '../../server/src/web/fetchedFiles.ts';

const program = fileURLToPath(new URL('../../server/src/node/main.ts', import.meta.url));
const INITIALIZE = { processId: null, rootUri: null, capabilities: {} };

/** A server in a process of its own; `send` gives it bytes, `ask` a request. */
function startProcess() {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const output = new PassThrough();
  output.pipe(child.stdin);
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(output));
  connection.onNotification('window/logMessage', () => {});
  connection.listen();
  return {
    child,
    send: (bytes: string) => output.write(bytes),
    ask: (method: string, params?: unknown) => connection.sendRequest(method, params),
    exit: (): Promise<number | null> =>
      new Promise((resolve) => {
        child.on('exit', resolve);
        connection.sendNotification('exit');
      }),
    said: () => said,
  };
}

const HOVER = { textDocument: { uri: 'file:///a.dts' }, position: { line: 0, character: 0 } };

/** A server in this thread whose parser is there when `load` is settled, and what the client has heard of it. */
function startHere(load: () => Promise<DevicetreeParser>) {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const lifecycle = new Lifecycle();
  const connection = createConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    lifecycle.options,
  );
  const files = () => new FetchedFiles(async () => undefined);
  startServer(connection, lifecycle, { files: files(), surroundings: files(), findParser: () => load });
  const client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const shown: string[] = [];
  client.onNotification('window/showMessage', ({ message }) => {
    shown.push(message);
  });
  client.onNotification('window/logMessage', () => {});
  client.listen();
  return { client, shown };
}

const change = (version: number, text: string) => ({
  textDocument: { uri: HOVER.textDocument.uri, version },
  contentChanges: [{ text }],
});

describe('the language server before its parser is loaded', () => {
  it('is initialized, holds what comes in its order, and answers it afterwards', async () => {
    const { promise: loaded, resolve: load } = Promise.withResolvers<DevicetreeParser>();
    const { client } = startHere(() => loaded);
    expect(await client.sendRequest('initialize', INITIALIZE)).toMatchObject({ capabilities: { hoverProvider: true } });
    const answers: string[] = [];
    const ask = async (name: string, method: string, params: unknown, token?: CancellationToken): Promise<unknown> => {
      const asked =
        token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token);
      const answer = await asked.catch(({ code }: { code: number }) => code);
      answers.push(name);
      return answer;
    };
    const { textDocument } = HOVER;
    client.sendNotification('initialized', {});
    client.sendNotification('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'dts', version: 1, text: '/ { a { }; };' },
    });
    const cancelled = new CancellationTokenSource();
    const asked = [
      ask('again', 'initialize', INITIALIZE),
      ask('cancelled', 'textDocument/documentSymbol', { textDocument }, cancelled.token),
      ask('outdated', 'textDocument/documentSymbol', { textDocument }),
    ];
    cancelled.cancel();
    client.sendNotification('textDocument/didChange', change(2, '/ { b { }; };'));
    asked.push(ask('symbols', 'textDocument/documentSymbol', { textDocument }));
    asked.push(ask('shutdown', 'shutdown', undefined), ask('late', 'textDocument/documentSymbol', { textDocument }));
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toEqual([]);
    load(await loadParser(readGrammarModules()));
    const [again, withdrawn, outdated, symbols, shutdown, late] = await Promise.all(asked);
    expect([again, withdrawn, outdated, shutdown, late]).toEqual([-32600, -32800, -32801, null, -32600]);
    expect(symbols).toMatchObject([{ name: '/', children: [{ name: 'b' }] }]);
    client.dispose();
  });

  it('answers with what is wrong when it cannot be loaded, and is shut down', async () => {
    const { client, shown } = startHere(() => Promise.reject(new Error('no such grammar')));
    const message = 'The language server cannot start: no such grammar';
    expect(await client.sendRequest('initialize', INITIALIZE)).toMatchObject({ serverInfo: { name: 'dtheaps' } });
    client.sendNotification('textDocument/didChange', change(1, ''));
    await expect(client.sendRequest('textDocument/hover', HOVER)).rejects.toMatchObject({ code: -32603, message });
    expect(shown).toEqual([message]);
    expect(await client.sendRequest('shutdown')).toBeNull();
    await expect(client.sendRequest('textDocument/hover', HOVER)).rejects.toMatchObject({ code: -32600 });
    client.dispose();
  });
});

describe('the language server as a process', () => {
  it('keeps to the order of life', async () => {
    const { ask, exit } = startProcess();
    await expect(ask('textDocument/hover', HOVER)).rejects.toMatchObject({ code: -32002 });
    expect(await ask('initialize', INITIALIZE)).toMatchObject({ serverInfo: { name: 'dtheaps' } });
    await expect(ask('initialize', INITIALIZE)).rejects.toMatchObject({ code: -32600 });
    await expect(ask('textDocument/nothing')).rejects.toMatchObject({ code: -32601 });
    expect(await ask('shutdown')).toBeNull();
    for (const method of ['textDocument/hover', 'devicetreeHeaps/heaps', 'textDocument/nothing', 'shutdown']) {
      await expect(ask(method, HOVER)).rejects.toMatchObject({ code: -32600 });
    }
    expect(await exit()).toBe(0);
  });

  it('ends when it is shut down before it has begun', async () => {
    const { ask, exit } = startProcess();
    const answers = Promise.all([ask('initialize', INITIALIZE), ask('shutdown')]);
    expect(await exit()).toBe(0);
    expect(await answers).toMatchObject([{ serverInfo: { name: 'dtheaps' } }, null]);
  });

  it('answers requests without usable parameters by what is missing, and goes on', async () => {
    const { ask, exit } = startProcess();
    await expect(ask('initialize', {})).rejects.toMatchObject({ code: -32602 });
    await ask('initialize', INITIALIZE);
    for (const params of [null, {}, { textDocument: null }, { textDocument: {} }]) {
      for (const method of ['textDocument/hover', 'textDocument/foldingRange', 'devicetreeHeaps/heaps']) {
        const message = expect.stringMatching(`^${method} needs `);
        await expect(ask(method, params)).rejects.toMatchObject({ code: -32602, message });
      }
    }
    expect(await ask('textDocument/hover', HOVER)).toBeNull();
    await ask('shutdown');
    expect(await exit()).toBe(0);
  });

  const DOCUMENT = { ...HOVER.textDocument, languageId: 'dts', version: 1, text: '/ { a { }; };' };
  it.each([
    ['exit', [{ id: 3, method: 'shutdown' }, { method: 'exit' }], 0, [1, 2, 3]],
    ['shutdown', [{ id: 3, method: 'shutdown' }], 0, [1, 2, 3]],
    ['a request', [], 1, [1, 2]],
  ])('answers what a client has sent that goes away after %s', async (_, last, status, answered) => {
    const messages = [
      { id: 1, method: 'initialize', params: INITIALIZE },
      { method: 'initialized', params: {} },
      { method: 'textDocument/didOpen', params: { textDocument: DOCUMENT } },
      { id: 2, method: 'textDocument/documentSymbol', params: { textDocument: HOVER.textDocument } },
      ...last,
    ].map((message) => JSON.stringify({ jsonrpc: '2.0', ...message }));
    const input = messages.map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`).join('');
    const run = spawnSync(process.execPath, [program, '--stdio'], { input, encoding: 'utf8' });
    const ids = [...run.stdout.matchAll(/"jsonrpc":"2.0","id":(\d+),"result"/g)].map(([, id]) => Number(id));
    expect([run.status, ids.sort()]).toEqual([status, answered]);
    expect(run.stdout).toContain('"name":"a"');
  });

  it('answers what is no message, and goes on', () => {
    const bodies = [
      '{"a":',
      '[{"jsonrpc":"2.0","id":4,"method":"shutdown"}]',
      '{"jsonrpc":"2.0","id":5,"method":"shutdown"}',
    ];
    const input = bodies.map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`).join('');
    const run = spawnSync(process.execPath, [program, '--stdio'], { input, encoding: 'utf8' });
    const answers = [...run.stdout.matchAll(/"id":(\w+),"error":\{"code":(-\d+)/g)].map(([, id, code]) => [id, code]);
    expect(answers).toEqual([
      ['null', '-32700'],
      ['null', '-32600'],
      ['5', '-32002'],
    ]);
  });

  it('ends in silence when nobody reads its answers any more', async () => {
    const { child, ask, said } = startProcess();
    await ask('initialize', INITIALIZE);
    child.stdout.destroy();
    ask('textDocument/hover', HOVER).catch(() => {});
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(1);
    expect(said()).toBe('');
  });

  it('answers after what is no message', async () => {
    const { send, ask, exit, said } = startProcess();
    for (const bytes of ['Content-Length: abc\r\n\r\n{}', 'hello\r\n', 'Content-Length: 4\r\n\r\nnull', '\r\n\r\n']) {
      send(bytes);
    }
    send('Content-Length: 5\r\n\r\n{"a":');
    expect(await ask('initialize', INITIALIZE)).toMatchObject({ serverInfo: { name: 'dtheaps' } });
    send('Content-Length: nothing\r\n\r\n');
    expect(await ask('shutdown')).toBeNull();
    expect(said()).toContain('the head of a message is broken');
    expect(await exit()).toBe(0);
  });
});
