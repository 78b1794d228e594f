import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { boardSource } from '../boardSource.ts';
import { TestClient } from './client.ts';

const SMALL = boardSource({ regions: ['log@50000000 { reg = <0x50000000 0x0>; };'] });
/** A board of half a megabyte, which takes the thread for long. */
const LONG = SMALL.replace('/ {', `/ {\n${'\t// a line that nobody reads\n'.repeat(20_000)}`);

let client: TestClient;
const afterLongDocument = vi.fn();
beforeEach(() => {
  afterLongDocument.mockClear();
  const texts = new Map([
    ['small.dts', SMALL],
    ['long.dts', LONG],
  ]);
  client = new TestClient({ texts, afterLongDocument });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await client.stop();
});

const codes = (name: string): unknown[] => (client.published.get(client.uri(name)) ?? []).map(({ code }) => code);

it('requests about other documents are answered between those about a long one, and one is not read for each', async () => {
  const open = vi.spyOn(Workspace.prototype, 'open');
  await client.start();
  const answered: string[] = [];
  const asked: Promise<unknown>[] = [];
  const ask = async (name: string, method: string): Promise<void> => {
    await client.connection.sendRequest(method, { textDocument: { uri: client.uri(name) } });
    answered.push(`${name} ${method}`);
  };
  await client.open('small.dts');
  await client.pull('small.dts');
  await client.atOnce(async () => {
    await client.open('long.dts');
    for (const feature of ['documentSymbol', 'foldingRange', 'documentLink', 'diagnostic']) {
      asked.push(ask('long.dts', `textDocument/${feature}`));
    }
    asked.push(ask('small.dts', 'textDocument/documentSymbol'));
  });
  await Promise.all(asked);
  expect(answered.indexOf('small.dts textDocument/documentSymbol')).toBeLessThan(2);
  expect(answered.at(-1)).toBe('long.dts textDocument/diagnostic');
  expect(open.mock.calls.filter(([path]) => path.endsWith('long.dts'))).toHaveLength(1);
});

it('findings of a long document follow edits of which the earlier were passed over', async () => {
  await client.start(false);
  await client.open('small.dts');
  await client.open('long.dts');
  await client.received(() => codes('long.dts').includes('zero-size'));
  await client.replace('long.dts', '0x50000000 0x0', '0x50000000 0x1');
  await client.replace('small.dts', '0x50000000 0x0', '0x50000000 0x1000');
  await client.replace('long.dts', '0x50000000 0x1', '0x50000000 0x1000');
  await client.received(() => codes('long.dts').length === 0 && codes('small.dts').length === 0);
  await client.replace('long.dts', '0x50000000 0x1000', '0x50000000 0x0');
  await client.received(() => codes('long.dts').includes('zero-size'));
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: client.uri('long.dts') } });
  await client.received(() => codes('long.dts').length === 0);
});

it('a long document has its memory given back when it is closed and what is wrong with the others is known', async () => {
  await client.start(false);
  await client.open('small.dts');
  await client.open('long.dts');
  await client.received(() => codes('long.dts').includes('zero-size'));
  const close = (name: string) =>
    client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: client.uri(name) } });
  await close('small.dts');
  await client.received(() => codes('small.dts').length === 0);
  expect(afterLongDocument).not.toHaveBeenCalled();
  await close('long.dts');
  await client.received(() => afterLongDocument.mock.calls.length > 0);
  expect(codes('long.dts')).toEqual([]);
  await client.open('small.dts');
  await client.received(() => codes('small.dts').includes('zero-size'));
  expect(afterLongDocument).toHaveBeenCalledOnce();
});
