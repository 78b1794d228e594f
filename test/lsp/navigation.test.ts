import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentHighlight, DocumentLink, Location, Position, Range } from 'vscode-languageserver';
import { TestClient } from './client.ts';

describe('navigation through the protocol', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const textOf = (name: string): string => readFileSync(join(client.folder, name), 'utf8');

  /** The position of the first `|` of `marked` in a file that has the rest of it. */
  function positionOf(name: string, marked: string): Position {
    const at = textOf(name).indexOf(marked.replace('|', '')) + marked.indexOf('|');
    const before = textOf(name).slice(0, at).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  function ask<Answer>(method: string, name: string, marked: string, more: object = {}): Promise<Answer> {
    const textDocument = { uri: client.uri(name) };
    const position = positionOf(name, marked);
    return client.connection.sendRequest<Answer>(`textDocument/${method}`, { textDocument, position, ...more });
  }

  const spelt = (name: string, { start, end }: Range): string =>
    `${name}:${start.line + 1} ${textOf(name).split('\n')[start.line]?.slice(start.character, end.character)}`;
  const places = (locations: readonly Location[] | null): string[] | null =>
    locations?.map(({ uri, range }) => spelt(uri.slice(client.uri('').length), range)) ?? null;

  it('leads from an include to the board and back', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(places(await ask('definition', 'camera.dts', '&vid|eo'))).toEqual(['camera.dts:13 video']);
    expect(places(await ask('definition', 'camera.dts', '&i|sp'))).toEqual(['camera-soc.dtsi:21 isp']);
    expect(places(await ask('declaration', 'camera.dts', '&i|sp'))).toEqual([
      'camera-soc.dtsi:21 isp@1000',
      'camera.dts:26 &isp',
    ]);
    expect(places(await ask('typeDefinition', 'camera.dts', '&vid|eo'))).toEqual(['camera.dts:13 video@60000000']);
    expect(places(await ask('typeDefinition', 'camera.dts', '"shared-|dma'))).toBeNull();
    await client.open('camera-soc.dtsi');
    const all = { context: { includeDeclaration: true } };
    expect(places(await ask('references', 'camera-soc.dtsi', 'is|p:', all))).toEqual([
      'camera-soc.dtsi:21 isp',
      'camera.dts:26 isp',
    ]);
    const uses = { context: { includeDeclaration: false } };
    expect(places(await ask('references', 'camera-soc.dtsi', 'POOL_|SIZE', uses))).toEqual(['camera.dts:16 POOL_SIZE']);
  });

  it('answers with links where the client takes them', async () => {
    await client.start(true, undefined, { textDocument: { definition: { linkSupport: true } } });
    await client.open('camera.dts');
    const [link, ...others] = await ask<{ targetUri: string; targetRange: Range; targetSelectionRange: Range }[]>(
      'definition',
      'camera.dts',
      '&vid|eo',
    );
    expect(others).toEqual([]);
    expect(link).toMatchObject({
      targetUri: client.uri('camera.dts'),
      targetRange: { start: positionOf('camera.dts', '|video: video') },
      originSelectionRange: { start: positionOf('camera.dts', '&|video') },
    });
    expect(spelt('camera.dts', link?.targetSelectionRange as Range)).toBe('camera.dts:13 video');
  });

  it('marks what is named in the document', async () => {
    await client.start();
    await client.open('camera.dts');
    const marks = await ask<DocumentHighlight[]>('documentHighlight', 'camera.dts', '&vid|eo');
    expect(marks.map(({ range, kind }) => `${spelt('camera.dts', range)} ${kind}`)).toEqual([
      'camera.dts:13 video 3',
      'camera.dts:27 video 2',
    ]);
  });

  it('links includes to their files', async () => {
    await client.start();
    await client.open('camera.dts');
    const textDocument = { uri: client.uri('camera.dts') };
    const links = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument });
    expect(links).toMatchObject([{ target: client.uri('camera-soc.dtsi') }]);
    expect(spelt('camera.dts', links[0]?.range as Range)).toBe('camera.dts:2 camera-soc.dtsi');
  });

  it('answers nothing where a document is no device tree of a board and names nothing', async () => {
    await client.start();
    await client.open('nowhere.dtsi');
    const textDocument = { uri: client.uri('nowhere.dtsi') };
    const position = { line: 0, character: 0 };
    expect(await client.connection.sendRequest('textDocument/definition', { textDocument, position })).toBeNull();
  });
});
