import { spawn } from 'node:child_process';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

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
