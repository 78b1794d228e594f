import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { window } from 'vscode';
import { BoardConnection } from '../../../client/src/boardConnection.ts';
import { CurrentBoard } from '../../../client/src/currentBoard.ts';
import { processClient } from '../../../client/src/processClient.ts';
import { Server } from '../../../client/src/server.ts';
import { StatusItem } from '../../../client/src/status/statusItem.ts';
import { eventually } from './editor.ts';

/** The server of the extension, which a program below may begin like. */
const working = process.env.DTHEAPS_SERVER ?? '';

describe('a server that does not work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-server-'));
  const module = join(folder, 'server.cjs');
  const output = window.createOutputChannel('Devicetree Heaps: test', { log: true });
  const told: { message: string; buttons: string[] }[] = [];
  let press: string | undefined;
  let server: Server;

  beforeEach(() => {
    told.length = 0;
    press = undefined;
    server = new Server({
      id: 'devicetreeHeapsTest',
      makeClient: processClient(module),
      documentSelector: [{ scheme: 'nothing' }],
      output,
      showOutput: () => told.push({ message: 'output', buttons: [] }),
      initializationOptions: () => ({}),
      tell: async (message, ...buttons) => {
        told.push({ message, buttons });
        const pressed = press;
        press = undefined;
        return pressed;
      },
    });
  });
  afterEach(() => server.dispose());
  // The channel stays: clients that stop still write to it.
  after(() => rmSync(folder, { recursive: true }));

  it('is told about when it cannot start, and started by the button once it can', async () => {
    writeFileSync(module, 'throw new Error("broken on purpose");');
    await server.start();
    assert.deepEqual(told, [
      {
        message: 'Devicetree Heaps does not work: its language server cannot be started.',
        buttons: ['Restart', 'Show Output'],
      },
    ]);
    assert.ok(!server.isRunning);
    writeFileSync(module, `require(${JSON.stringify(working)});`);
    press = 'Show Output';
    server.tellWhy();
    await eventually('the output', () => (told.at(-1)?.message === 'output' ? true : undefined));
    press = 'Restart';
    server.tellWhy();
    await eventually('the server to run', () => (server.isRunning ? true : undefined));
  });

  it('is told about when its program is missing', async () => {
    rmSync(module, { force: true });
    await server.start();
    assert.match(told[0]?.message ?? '', /cannot be started/);
    assert.equal(told.length, 1);
  });

  it('is started again when it ends, and told about when that goes on', async () => {
    // It ends when it may, some time after the client has begun with it.
    const mayEnd = join(folder, 'may-end');
    const end = `if (require('node:fs').existsSync(${JSON.stringify(mayEnd)})) process.exit(3);`;
    const watch = `if (method === 'initialized') setInterval(() => { ${end} }, 500);`;
    writeFileSync(module, `require(${JSON.stringify(working)}); process.on('message', ({ method }) => { ${watch} });`);
    await server.start();
    assert.ok(server.isRunning);
    assert.equal(told.length, 0);
    writeFileSync(mayEnd, '');
    await eventually('the message', () => (told.length > 0 ? true : undefined));
    assert.match(told[0]?.message ?? '', /ended 5 times within three minutes/);
    const connection = new BoardConnection(server.client);
    const current = new CurrentBoard(connection, server);
    const status = new StatusItem(current, server);
    assert.equal(status.shown?.colour, 'error');
    for (const command of ['restartServer', 'showOutput']) {
      assert.ok(status.shown?.tooltip.includes(`(command:devicetreeHeaps.${command})`), command);
    }
    writeFileSync(module, `require(${JSON.stringify(working)});`);
    await server.restart();
    assert.ok(server.isRunning);
    assert.equal(told.length, 1);
    assert.notEqual(status.shown?.colour, 'error');
    for (const part of [status, current, connection]) part.dispose();
  });
});
