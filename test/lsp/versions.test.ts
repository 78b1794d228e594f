import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoardStatus } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(async () => {
  client = new TestClient();
  await client.start();
});
afterEach(() => client.stop());

const BOARD = `/dts-v1/;
#include "camera-soc.dtsi"
/ {
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		old@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x60000000 0x0 0x1100000>; };
	};
};
`;

const open = (uri: string, text = BOARD) =>
  client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dts', version: 1, text },
  });
const status = (uri: string) => client.ask<BoardStatus | null>('boardStatus', { uri });
const pull = async (uri: string) =>
  (
    await client.connection.sendRequest<{ items: { code: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    })
  ).items;

describe('a version of a file in git', () => {
  const gitUri = () => {
    const path = client.uri('camera.dts').replace('file://', '');
    return `git:${path}?${encodeURIComponent(JSON.stringify({ path, ref: 'HEAD' }))}`;
  };

  it('is seen with the includes beside the file, and nothing is reported in it', async () => {
    await open(gitUri());
    expect(await status(gitUri())).toMatchObject({ boardName: 'camera.dts', regionCount: 1, booted: true });
    expect(await pull(gitUri())).toEqual([]);
  });

  it('changes nothing in what the file and its includes are', async () => {
    await client.open('camera.dts');
    await client.open('camera-soc.dtsi');
    await open(gitUri());
    expect(await status(client.uri('camera.dts'))).toMatchObject({ regionCount: 2, findings: { errors: 0 } });
    expect(await status(client.uri('camera-soc.dtsi'))).toMatchObject({ board: client.uri('camera.dts') });
    await client.received(() => client.analysisChanges > 0);
    expect([...client.published.values()].flat()).toEqual([]);
  });
});

describe('a document that was never saved', () => {
  it('is a board, in a folder of its own or beside files', async () => {
    await open('untitled:Untitled-1', BOARD.replace('#include "camera-soc.dtsi"\n', ''));
    expect(await status('untitled:Untitled-1')).toMatchObject({
      boardName: 'Untitled-1',
      board: 'untitled:Untitled-1',
    });
    const beside = client.uri('new.dts').replace('file://', 'untitled:');
    await open(beside);
    expect(await status(beside)).toMatchObject({ boardName: 'new.dts', regionCount: 1, booted: true });
    expect((await pull(beside)).map(({ code }) => code)).toContain('cma-misaligned');
  });
});
