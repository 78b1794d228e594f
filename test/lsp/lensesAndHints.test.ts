import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver';
import { TestClient, VSCODE } from './client.ts';

const BOARD = 'camera.dts';
const LENS = '/dev/dma_heap/video@60000000 · CMA area · 16 MiB · 5 NV12 1080p';

describe('code lenses and inlay hints', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const lenses = async (name = BOARD): Promise<CodeLens[]> => {
    const textDocument = { uri: client.uri(name) };
    const found = await client.connection.sendRequest<CodeLens[] | null>('textDocument/codeLens', { textDocument });
    return Promise.all(
      (found ?? []).map((lens) =>
        lens.command === undefined ? client.connection.sendRequest<CodeLens>('codeLens/resolve', lens) : lens,
      ),
    );
  };
  const titles = async (name?: string): Promise<unknown[]> => (await lenses(name)).map(({ command }) => command?.title);
  const hints = async (lines = 1000): Promise<InlayHint[]> =>
    client.connection.sendRequest('textDocument/inlayHint', {
      textDocument: { uri: client.uri(BOARD) },
      range: { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } },
    });
  const labels = async (lines?: number): Promise<string[]> =>
    (await hints(lines)).map(({ label }) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    );

  it('are lines without a command for a client that has none', async () => {
    await client.start();
    await client.open(BOARD);
    const [board, region, firmware, ...others] = await lenses();
    expect(board?.command).toEqual({
      title: expect.stringMatching(/^Linux 7\.3 · \d+ heaps · 18 MiB in 2 regions$/),
      command: '',
    });
    expect(region?.command).toEqual({ title: LENS, command: '' });
    expect(firmware?.command).toEqual({ title: 'reserved, not mapped · 2 MiB', command: '' });
    expect(others).toEqual([]);
  });

  it('claim no number of heaps for a file of which no board is known', async () => {
    writeFileSync(
      join(client.folder, 'alone.dtsi'),
      '/ {\n\treserved-memory {\n\t\ta { reg = <0x0 0x50000000 0x0 0x200000>; no-map; };\n\t};\n};\n',
    );
    await client.start();
    await client.open('alone.dtsi');
    await client.pull('alone.dtsi');
    // Whether a board includes it is known once the workspace was looked through; until then there are no lenses.
    await vi.waitFor(
      async () =>
        expect(await titles('alone.dtsi')).toEqual([
          'Linux 7.3 · no board is known · 2 MiB in 1 region',
          'reserved, not mapped · 2 MiB',
        ]),
      { timeout: 10 * 60_000 },
    );
  });

  it('lead to the boot log and the simulation where the client has them, and follow edits', async () => {
    const commands = ['devicetreeHeaps.showBootLog', 'devicetreeHeaps.simulateAllocation'];
    await client.start(true, { commands });
    await client.open(BOARD);
    const [, region, simulate] = await lenses();
    expect(region?.command?.command).toBe('devicetreeHeaps.showBootLog');
    expect(simulate?.command).toEqual({
      title: 'Simulate…',
      command: 'devicetreeHeaps.simulateAllocation',
      arguments: [{ uri: client.uri(BOARD), heap: 'video@60000000' }],
    });
    expect(simulate?.range).toEqual(region?.range);
    await client.replace(BOARD, 'POOL_SIZE', '0x2000000');
    expect(await titles()).toContain('/dev/dma_heap/video@60000000 · CMA area · 32 MiB · 10 NV12 1080p');
  });

  it('are words after values, some of which lead somewhere', async () => {
    await client.start();
    await client.open(BOARD);
    expect(await labels()).toEqual(['16 MiB', 'to 0x60ffffff', '2 MiB', 'to 0x701fffff', '16 MiB, CMA area']);
    const target = (await hints()).at(-1)?.label;
    expect(target).toMatchObject([{ location: { uri: client.uri(BOARD) } }]);
    expect(await labels(1)).toEqual([]);
  });

  it('have switches, and are asked for again when these change', async () => {
    const refreshed: string[] = [];
    const all = new Promise<void>((resolve) => {
      for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh']) {
        client.connection.onRequest(method, () => {
          refreshed.push(method);
          if (refreshed.length === 2) resolve();
          return null;
        });
      }
    });
    const refreshSupport = true;
    const workspace = { ...VSCODE.workspace, codeLens: { refreshSupport }, inlayHint: { refreshSupport } };
    await client.start(true, { commands: ['devicetreeHeaps.simulateAllocation'] }, { ...VSCODE, workspace });
    await client.open(BOARD);
    expect(await titles()).toHaveLength(4);
    client.settings = { codeLens: { regions: false }, inlayHints: { ends: false, targets: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    await all;
    expect(await titles()).toEqual(['Simulate…']);
    expect(await labels()).toEqual(['16 MiB', '2 MiB']);
  });
});
