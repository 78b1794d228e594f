import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DocumentDiagnosticReport } from 'vscode-languageserver';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});
afterEach(() => client.stop());

const pull = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  client.connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri: client.uri('misaligned.dts') },
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });

it('findings that a client has of the same text are not sent again; after an edit they are', async () => {
  await client.start();
  await client.open('misaligned.dts');
  const first = await pull();
  expect(first).toMatchObject({ kind: 'full', resultId: expect.any(String), items: expect.any(Array) });
  expect(await pull(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  // Who has nothing, or something else, is sent all.
  expect(await pull()).toMatchObject({ kind: 'full' });
  expect(await pull('unknown')).toMatchObject({ kind: 'full' });
  const before = await pull();
  await client.replace('misaligned.dts', '/dts-v1/;', '/dts-v1/; ');
  const after = await pull(before.resultId);
  expect(after).toMatchObject({ kind: 'full' });
  expect(after.resultId).not.toBe(before.resultId);
});

it('findings that other settings bring are sent', async () => {
  await client.start();
  await client.open('misaligned.dts');
  const before = await pull();
  client.settings = { severities: { 'cma-misaligned': 'hint' } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  const after = await pull(before.resultId);
  expect(after).toMatchObject({ kind: 'full' });
});
