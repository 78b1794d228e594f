import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import type { BoardDocumentAnswer } from '../../server/src/lsp/documentProtocol.ts';
import { pathOfUri } from '../../server/src/lsp/positions.ts';
import type { HeapsAnswer, IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';
import { MemoryProvider } from './memoryProvider.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

/** The folder of a workspace in a file system that is none of the machine's. */
const FOLDER = 'vscode-vfs://github/boards';

interface Workspace {
  readonly client: TestClient;
  readonly provider: MemoryProvider;
}

/** A server over files that are on the disk. */
async function onDisk(texts: ReadonlyMap<string, string>, settings: Record<string, unknown> = {}): Promise<TestClient> {
  const client = new TestClient();
  clients.push(client);
  client.settings = settings;
  for (const [name, text] of texts) {
    mkdirSync(dirname(join(client.folder, name)), { recursive: true });
    writeFileSync(join(client.folder, name), text);
  }
  await client.start();
  return client;
}

/** A server over the same files in memory, each of which it has to fetch. */
async function inMemory(
  texts: ReadonlyMap<string, string>,
  settings: Record<string, unknown> = {},
  folder = FOLDER,
): Promise<Workspace> {
  const provider = new MemoryProvider();
  const client = new TestClient({ sources: provider.sources(), folderUri: folder, texts });
  clients.push(client);
  client.settings = settings;
  for (const [name, text] of texts) provider.files.set(pathOfUri(`${folder}/${name}`) ?? '', text);
  await client.start();
  return { client, provider };
}

/** What a person sees of a board, with the names of the files in place of where they are. */
async function shown(client: TestClient, name: string, words: readonly string[]): Promise<unknown> {
  const uri = client.uri(name);
  const answers = {
    diagnostics: await client.pull(name),
    hovers: await Promise.all(words.map((word) => client.hover(name, word))),
    heaps: await client.ask<HeapsAnswer | null>('heaps', { uri }),
    bootLog: await client.ask<BoardDocumentAnswer | null>('document', { uri, kind: 'bootLog' }),
  };
  const folder = client.uri('').slice(0, -1);
  const text = JSON.stringify(answers)
    .replaceAll(folder, '')
    .replaceAll(pathOfUri(folder) ?? '', '');
  return JSON.parse(text);
}

/** The words of a document that a person may point at: nodes, labels, properties. */
const wordsOf = (text: string): string[] => [...new Set(text.match(/&?[\w-]+@[\da-f]+|&\w+|\b[\w,-]+(?= =)/g) ?? [])];

async function sameOnBoth(
  texts: ReadonlyMap<string, string>,
  name: string,
  settings: Record<string, unknown> = {},
): Promise<{ diagnostics: Diagnostic[]; hovers: string[] }> {
  const words = wordsOf(texts.get(name) ?? '');
  const disk = await onDisk(texts, settings);
  const { client, provider } = await inMemory(texts, settings);
  await disk.open(name);
  await client.open(name);
  const expected = await shown(disk, name, words);
  expect(await shown(client, name, words)).toEqual(expected);
  expect(provider.asked.length).toBeGreaterThan(0);
  return expected as { diagnostics: Diagnostic[]; hovers: string[] };
}

const sampleTexts = new Map(
  readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(samples, name), 'utf8')] as const),
);

const POOL = `/ {
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool@48000000 { compatible = "shared-dma-pool"; reusable; reg = <0x48000000 POOL_SIZE>; };
	};
};
`;

const board = (include: string): string => `/dts-v1/;
${include}
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; };
};
`;

/** A board whose pool comes through `depth` includes, each in a folder below the one before. */
function chain(depth: number): Map<string, string> {
  const texts = new Map([['chain/board.dts', board('#include "1/part.dtsi"')]]);
  let folder = 'chain';
  for (let level = 1; level < depth; level++) {
    folder += `/${level}`;
    texts.set(`${folder}/part.dtsi`, `#include "${level + 1}/part.dtsi"\n`);
  }
  texts.set(`${folder}/${depth}/part.dtsi`, `#include "../size.h"\n${POOL}`);
  texts.set(`${folder}/size.h`, '#define POOL_SIZE 0x1100000\n');
  return texts;
}

describe('a server whose files have to be fetched', () => {
  it.each([...sampleTexts.keys()].filter((name) => name.endsWith('.dts')))(
    'shows of the sample %s what it shows over the disk',
    async (name) => {
      const { hovers } = await sameOnBoth(sampleTexts, name);
      expect(hovers.some((hover) => hover !== '')).toBe(true);
    },
  );

  it('shows of an overlay what it shows over the disk', () => sameOnBoth(sampleTexts, 'second-camera.dtso'));

  it('follows includes several levels deep, up again and down', async () => {
    const texts = chain(12);
    const { diagnostics } = await sameOnBoth(texts, 'chain/board.dts');
    expect(diagnostics).toEqual([]);
    const { client, provider } = await inMemory(texts);
    await client.open('chain/board.dts');
    // What is wrong in a file that is not open is pushed there; the file is found by what the server calls it.
    const include = client.uri('chain/1/2/3/4/5/6/7/8/9/10/11/12/part.dtsi');
    await client.received(() => client.published.get(include)?.some(({ code }) => code === 'cma-misaligned') === true);
    expect(new Set(provider.asked.filter((path) => path.endsWith('part.dtsi'))).size).toBe(12);
  });

  it('reports an include that nowhere is, and takes it once it is there', async () => {
    const texts = new Map([['a/board.dts', board('#include "missing.dtsi"')]]);
    const { diagnostics } = await sameOnBoth(texts, 'a/board.dts');
    expect(diagnostics.map(({ code }) => code)).toContain('include-not-found');
    const { client, provider } = await inMemory(texts);
    await client.open('a/board.dts');
    expect((await client.pull('a/board.dts')).map(({ code }) => code)).toContain('include-not-found');
    provider.files.set(pathOfUri(client.uri('a/missing.dtsi')) ?? '', POOL.replace('POOL_SIZE', '0x1000000'));
    const changes = [{ uri: client.uri('a/missing.dtsi'), type: 1 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    expect((await client.pull('a/board.dts')).map(({ code }) => code)).not.toContain('include-not-found');
  });

  it('reads the kernel tree around a board, its configuration, and links that git checked out as text', async () => {
    const texts = new Map([
      ['linux/Makefile', 'VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 3\n'],
      ['linux/.config', 'CONFIG_CMA=y\nCONFIG_DMA_CMA=y\nCONFIG_CMA_SIZE_MBYTES=32\n'],
      ['linux/.dtheaps.json', '{ "severities": { "cma-misaligned": "error" } }'],
      ['linux/scripts/dtc/include-prefixes/arm64', '../../../arch/arm64/boot/dts\n'],
      ['linux/scripts/dtc/include-prefixes/dt-bindings/memory.h', '#define POOL_SIZE 0x1100000\n'],
      ['linux/arch/arm64/boot/dts/vendor/soc.dtsi', `#include <dt-bindings/memory.h>\n${POOL}`],
      ['linux/arch/arm64/boot/dts/other/a.dts', board('#include <arm64/vendor/soc.dtsi>')],
    ]);
    await sameOnBoth(texts, 'linux/arch/arm64/boot/dts/other/a.dts');
    const { client } = await inMemory(texts);
    const uri = client.uri('linux/arch/arm64/boot/dts/other/a.dts');
    expect(await client.ask<HeapsAnswer>('heaps', { uri })).toMatchObject({
      status: { kernel: '6.6.3', kernelSource: 'kernelTree' },
    });
  });

  it('reads the files that settings name', async () => {
    const texts = new Map([
      ['a/board.dts', board(`#include <pool.dtsi>`)],
      ['include/pool.dtsi', POOL],
      ['kernel.json', '{ "kernel": "6.12" }'],
    ]);
    const settings = { includePaths: ['include'], profileFile: 'kernel.json', defines: ['POOL_SIZE=0x1000000'] };
    await sameOnBoth(texts, 'a/board.dts', settings);
    const { client } = await inMemory(texts, settings);
    const { status } = await client.ask<HeapsAnswer>('heaps', { uri: client.uri('a/board.dts') });
    expect(status).toMatchObject({ kernel: '6.12', settingsProblems: [] });
    expect((await client.pull('a/board.dts')).map(({ code }) => code)).not.toContain('include-not-found');
  });

  it('finds the boards that include a file', async () => {
    const texts = new Map([
      ['soc/soc.dtsi', POOL],
      ['include/sizes.h', '#define POOL_SIZE 0x1000000\n'],
      ['b/module.dtsi', '#include "../include/sizes.h"\n#include "../soc/soc.dtsi"\n'],
    ]);
    for (let at = 0; at < 300; at++) texts.set(`many/${at}/m.dts`, board('#include "../../b/module.dtsi"'));
    const { client } = await inMemory(texts);
    await client.open('soc/soc.dtsi');
    const ask = () =>
      client.ask<IncludingBoardsAnswer>('includingBoards', { uri: client.uri('soc/soc.dtsi'), resume: false });
    let answer = await ask();
    while (answer.isIndexing) answer = await ask();
    expect(answer.boards).toHaveLength(300);
    expect(answer.current).toBe(client.uri('many/0/m.dts'));
    expect(await client.hover('soc/soc.dtsi', 'pool@48000000')).toContain('16 MiB');
  });

  it('works over a folder of the machine too, the open document as it stands in the editor', async () => {
    const texts = chain(3);
    const { client } = await inMemory(texts, {}, 'file:///nowhere/boards');
    await client.open('chain/board.dts');
    await client.open('chain/1/2/3/part.dtsi');
    const codes = async () => (await client.pull('chain/1/2/3/part.dtsi')).map(({ code }) => code);
    expect(await codes()).toContain('cma-misaligned');
    await client.replace('chain/1/2/3/part.dtsi', 'POOL_SIZE', '0x1000000');
    expect(await codes()).not.toContain('cma-misaligned');
  });
});
