import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});

const NAME = 'misaligned.dts';
const textOf = (name: string): string => readFileSync(join(client.folder, name), 'utf8');
const codes = (uri: string): unknown[] => (client.published.get(uri) ?? []).map(({ code }) => code);
const open = (uri: string, text = textOf(NAME)) =>
  client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dts', version: 1, text },
  });

describe('a client that spells URIs in its own way', () => {
  afterEach(() => client.stop());

  /** URIs of one file that are not spelt as ours. */
  const spellings = (): string[] => {
    const folder = pathToFileURL(client.folder).toString();
    return [
      `${folder}//${NAME}`,
      `${folder}/samples/../${NAME}`,
      `${folder}/misaligne%64.dts`,
      `FILE${folder.slice(4)}/${NAME}`,
      `file:${folder.slice(7)}/${NAME}`,
    ];
  };

  it('is sent the findings of its documents by the URIs that it has opened them by, and has them taken back', async () => {
    await client.start(false);
    for (const uri of spellings()) {
      await open(uri);
      await client.received(() => codes(uri).includes('cma-misaligned'));
      await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      await client.received(() => codes(uri).length === 0);
    }
  });

  it('pulls them so', async () => {
    await client.start();
    for (const uri of spellings()) {
      await open(uri);
      const params = { textDocument: { uri } };
      const { items } = await client.connection.sendRequest<{ items: { code: string }[] }>(
        'textDocument/diagnostic',
        params,
      );
      expect(items.map(({ code }) => code)).toContain('cma-misaligned');
      await client.connection.sendNotification('textDocument/didClose', params);
    }
  });
});

it('a notification about a document that lacks something is logged and changes nothing, not even a part of it', async () => {
  await client.start();
  await client.open(NAME);
  const before = await client.pull(NAME);
  const position = { line: 0, character: 0 };
  const textDocument = { uri: client.uri(NAME), version: 7 };
  const whole = { text: '/dts-v1/;\n' };
  const unusable: [string, object][] = [
    ['didChange', { textDocument, contentChanges: [whole, { range: { start: position }, text: 'x' }] }],
    ['didChange', { textDocument: { uri: client.uri(NAME) }, contentChanges: [whole] }],
    ['didChange', { textDocument, contentChanges: whole }],
    ['didOpen', { textDocument: { ...textDocument, languageId: 'dts', text: { length: 5 } } }],
    ['didClose', { textDocument: {} }],
  ];
  for (const [method, params] of unusable) await client.connection.sendNotification(`textDocument/${method}`, params);
  expect(await client.pull(NAME)).toEqual(before);
  expect(client.logged.splice(0)).toEqual(
    unusable.map(([method]) => expect.stringMatching(`^textDocument/${method} needs the parameter `)),
  );
  await client.stop();
});

it('a client that answers no question about settings has answers, and others when it does', async () => {
  const { promise: settings, resolve: answer } = Promise.withResolvers<unknown[]>();
  client.connection.onRequest('workspace/configuration', () => settings);
  await client.start(false);
  await client.open(NAME);
  await client.received(() => codes(client.uri(NAME)).includes('cma-misaligned'));
  answer([{ severities: { 'cma-misaligned': 'off' } }]);
  await client.received(() => !codes(client.uri(NAME)).includes('cma-misaligned'));
  await client.stop();
});

describe('a board that includes a file of another folder', () => {
  const BOARD = 'boards/board.dts';

  /** Has a client begin that names the folders of its workspace in some way, and opens the board. */
  async function openIn(folders: (uri: string) => object): Promise<void> {
    mkdirSync(join(client.folder, 'boards'));
    mkdirSync(join(client.folder, 'common'));
    writeFileSync(join(client.folder, 'common/common.dtsi'), '/ { };\n');
    writeFileSync(join(client.folder, BOARD), `${textOf(NAME)}#include "../common/common.dtsi"\n`);
    const capabilities = { workspace: { workspaceFolders: true } };
    const params = { processId: null, capabilities, ...folders(pathToFileURL(client.folder).toString()) };
    await client.connection.sendRequest('initialize', params);
    await client.connection.sendNotification('initialized', {});
    await client.open(BOARD);
    await client.received(() => codes(client.uri(BOARD)).length > 0);
  }

  const isRefused = (): boolean => codes(client.uri(BOARD)).includes('file-not-allowed');

  afterEach(() => client.stop());

  it('is read by a client that names one folder as clients did before there could be several', async () => {
    await openIn((rootUri) => ({ rootUri }));
    expect(isRefused()).toBe(false);
  });

  it('is read when a folder that both are in is added, by a client that is asked nothing', async () => {
    await openIn(() => ({ rootUri: null, workspaceFolders: [] }));
    expect(isRefused()).toBe(true);
    const added = [{ uri: pathToFileURL(client.folder).toString(), name: 'added' }];
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added, removed: [] } });
    await client.received(() => !isRefused());
  });
});

describe('a client that is sent findings', () => {
  const ELSEWHERE = 'file:///nowhere/elsewhere.dts';
  afterEach(() => client.stop());

  it('has the version of the document that they are of', async () => {
    await client.start(false);
    await client.open(NAME);
    const version = () => client.publishedVersions.get(client.uri(NAME));
    await client.received(() => version() !== undefined);
    const opened = version() ?? Number.NaN;
    await client.replace(NAME, '/dts-v1/;', '/dts-v1/; ');
    await client.received(() => version() === opened + 1);
    expect(codes(client.uri(NAME))).toContain('cma-misaligned');
  });

  it('has none of a text that it has edited while others were read', async () => {
    const { promise: settings, resolve: answer } = Promise.withResolvers<null>();
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    // The board outside of the workspace is read when the other has been.
    client.connection.onRequest('workspace/configuration', ({ items: [{ scopeUri }] }) => {
      if (scopeUri !== undefined) return [null];
      asked();
      return settings.then((value) => [value]);
    });
    await client.start(false);
    await open(ELSEWHERE);
    await client.open(NAME);
    await isAsked;
    await client.hover(NAME, 'reserved-memory');
    await client.replace(NAME, '/dts-v1/;', '\n/dts-v1/;');
    await client.hover(NAME, 'reserved-memory');
    answer(null);
    await client.received(() => codes(client.uri(NAME)).length > 0);
    const lines = client.textOf(NAME).split('\n');
    const found = client.published.get(client.uri(NAME))?.find(({ code }) => code === 'cma-misaligned');
    expect(lines[found?.range.start.line ?? -1]).toContain('reg = ');
  });
});
