import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  type BoardStatus,
  type FetchFileAnswer,
  type FetchFileParams,
  fetchFileRequest,
} from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';
import { MemoryProvider } from './memoryProvider.ts';
import { startWorker } from './worker/startWorker.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const FOLDER = 'vscode-vfs://github/samples';

it('the server that a browser runs works in a worker that has nothing of Node', async () => {
  const provider = new MemoryProvider();
  const texts = new Map<string, string>();
  for (const name of readdirSync(samples).filter((name) => /\.(?:dtsi?|h)$/.test(name))) {
    texts.set(name, readFileSync(join(samples, name), 'utf8'));
    provider.files.set(`${FOLDER}/${name}`, texts.get(name) ?? '');
  }
  const worker = await startWorker();
  const client = new TestClient({ transport: worker, folderUri: FOLDER, texts });
  client.connection.onRequest<FetchFileAnswer | null, void>(fetchFileRequest, async ({ uri }: FetchFileParams) => {
    const found = await provider.fetch(decodeURIComponent(uri), 0);
    if (found === undefined || 'names' in found) return found ?? null;
    return { base64: Buffer.from(found.bytes).toString('base64') };
  });
  try {
    await client.start();
    await client.open('faulty-board.dts');
    expect((await client.pull('faulty-board.dts')).map(({ code }) => code)).toContain('region-overlap');
    await client.open('camera-board.dts');
    const uri = client.uri('camera-board.dts');
    expect(await client.ask<BoardStatus>('boardStatus', { uri })).toMatchObject({ board: uri, booted: true });
    expect(worker.errors).toEqual([]);
  } finally {
    await client.stop();
    await worker.end();
  }
});
