import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { NewBoardAnswer } from '../../server/src/lsp/documentProtocol.ts';
import type { BoardStatus, IncludingBoardsAnswer, SimulateAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';
import { MemoryProvider } from './memoryProvider.ts';

let client: TestClient;
afterEach(() => client.stop());

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(client.folder, name)), { recursive: true });
  writeFileSync(join(client.folder, name), text);
};

/** A board whose RAM and pool make what an include shows differ. */
const board = (ram: string, include: string): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 ${ram}>; };
};
#include "${include}"
`;

const POOL = `/ {
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool@48000000 { compatible = "shared-dma-pool"; reusable; reg = <0x48000000 0x1000000>; };
	};
};
`;

/** Two boards in folders of their own share an include in a third. */
function threeFolders(): void {
  write('soc/soc.dtsi', POOL);
  write('a/small.dts', board('0x10000000', '../soc/soc.dtsi'));
  write('b/large.dts', board('0x40000000', '../soc/soc.dtsi'));
}

const including = (name: string, resume = false) =>
  client.ask<IncludingBoardsAnswer>('includingBoards', { uri: client.uri(name), resume });
const status = (name: string) => client.ask<BoardStatus | null>('boardStatus', { uri: client.uri(name) });
const choose = (name: string, to: string | null) =>
  client.ask<BoardStatus>('chooseBoard', { uri: client.uri(name), board: to === null ? null : client.uri(to) });

/** What includes a file once the server has looked through the workspace; there have to be as many boards. */
async function found(name: string, count: number): Promise<IncludingBoardsAnswer> {
  let answer = await including(name);
  while (answer.isIndexing) answer = await including(name);
  expect(answer.boards).toHaveLength(count);
  return answer;
}

describe('the board through which an include is seen', () => {
  it('is found in another folder, and its diagnostics follow once the index has it', async () => {
    client = new TestClient();
    threeFolders();
    await client.start();
    await client.open('soc/soc.dtsi');
    const answer = await found('soc/soc.dtsi', 2);
    expect(answer).toMatchObject({ isBoard: false, current: client.uri('a/small.dts'), isChosen: false });
    expect(answer.boards.map(({ name }) => name)).toEqual(['small.dts', 'large.dts']);
    expect(await client.hover('soc/soc.dtsi', 'pool@48000000')).toContain('16 MiB');
    expect(await including('a/small.dts')).toMatchObject({ isBoard: true, boards: [] });
  });

  it('is the one that a person chose: for hover, simulation and diagnostics', async () => {
    client = new TestClient();
    threeFolders();
    write('c/odd.dts', board('0x8000000', '../soc/soc.dtsi'));
    await client.start();
    await client.open('soc/soc.dtsi');
    await found('soc/soc.dtsi', 3);
    expect((await client.pull('soc/soc.dtsi')).map(({ code }) => code)).not.toContain('outside-memory');
    expect(await choose('soc/soc.dtsi', 'c/odd.dts')).toMatchObject({ boardName: 'odd.dts' });
    expect(await found('soc/soc.dtsi', 3)).toMatchObject({ current: client.uri('c/odd.dts'), isChosen: true });
    expect((await client.pull('soc/soc.dtsi')).map(({ code }) => code)).toContain('outside-memory');
    const simulate = () =>
      client.ask<SimulateAnswer>('simulate', { uri: client.uri('soc/soc.dtsi'), heap: 'system', size: '200M' });
    const small = await simulate();
    await choose('soc/soc.dtsi', 'b/large.dts');
    expect((await simulate()).details).not.toEqual(small.details);
    expect(await choose('soc/soc.dtsi', null)).toMatchObject({ boardName: 'small.dts' });
  });

  it('is remembered by the client, and not believed where it does not include the file', async () => {
    client = new TestClient();
    threeFolders();
    await client.start(true, {
      chosenBoards: { [client.uri('soc/soc.dtsi')]: client.uri('b/large.dts'), 'untitled:x': 7, y: null },
    });
    await client.open('soc/soc.dtsi');
    expect(await status('soc/soc.dtsi')).toMatchObject({ boardName: 'large.dts' });
    await found('soc/soc.dtsi', 2);
    expect(await choose('soc/soc.dtsi', 'misaligned.dts')).toMatchObject({ boardName: 'small.dts' });
    expect((await including('soc/soc.dtsi')).isChosen).toBe(false);
  });

  it('follows edits, and files that come and go', async () => {
    client = new TestClient();
    threeFolders();
    await client.start();
    await client.open('soc/soc.dtsi');
    await client.open('a/small.dts');
    await found('soc/soc.dtsi', 2);
    await client.replace('a/small.dts', '#include', '// #incl');
    await found('soc/soc.dtsi', 1);
    rmSync(join(client.folder, 'b/large.dts'));
    write('b/new.dts', board('0x40000000', '../soc/soc.dtsi'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: ['large', 'new'].map((name, at) => ({ uri: client.uri(`b/${name}.dts`), type: at === 0 ? 3 : 1 })),
    });
    expect((await found('soc/soc.dtsi', 1)).boards[0]?.name).toBe('new.dts');
    expect(await status('soc/soc.dtsi')).toMatchObject({ boardName: 'new.dts' });
  });

  it('is a board of a header, too', async () => {
    client = new TestClient();
    write('include/pins.h', '#define RAM 0x10000000\n');
    write('a/a.dts', board('RAM', '../include/pins.h'));
    await client.start();
    await client.open('include/pins.h');
    expect((await found('include/pins.h', 1)).current).toBe(client.uri('a/a.dts'));
  });
});

describe('the index', () => {
  /** Two boards and an include in folders of one workspace, among many boards that are held back until `open`. */
  function held(): { open: () => void; provider: MemoryProvider } {
    const folder = 'vscode-vfs://github/w';
    const provider = new MemoryProvider();
    const texts = new Map([
      ['soc/soc.dtsi', POOL],
      ['a/small.dts', board('0x10000000', '../soc/soc.dtsi')],
      ['b/large.dts', board('0x40000000', '../soc/soc.dtsi')],
    ]);
    for (let at = 0; at < 200; at++) texts.set(`many/f${at}/m.dts`, board('0x10000000', 'nothing.dtsi'));
    for (const [name, text] of texts) provider.files.set(`${folder}/${name}`, text);
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    provider.hold = (path) => (path.includes('/many/') ? opened : undefined);
    client = new TestClient({ unseenMilliseconds: 0, sources: provider.sources(), folderUri: folder, texts });
    return { open, provider };
  }

  it('shows its progress, can be stopped, goes on when asked, and lets requests through', async () => {
    const { open, provider } = held();
    client.onProgressBegin = (token) => {
      client.connection.sendNotification('window/workDoneProgress/cancel', { token });
    };
    await client.start();
    await client.open('soc/soc.dtsi');
    expect((await including('soc/soc.dtsi')).isIndexing).toBe(true);
    await client.received(() => client.progress.includes('begin'));
    // Requests are answered while it works; this one is sent after the request to stop.
    expect(await status('soc/nothing.dtsi')).toBeNull();
    open();
    await client.received(() => client.progress.includes('end'));
    expect((await including('soc/soc.dtsi')).isIndexing).toBe(false);
    const looked = () => provider.asked.filter((path) => path.endsWith('/m.dts')).length;
    expect(looked()).toBeLessThan(200);
    client.onProgressBegin = () => {};
    expect((await including('soc/soc.dtsi', true)).isIndexing).toBe(true);
    await found('soc/soc.dtsi', 2);
    expect(looked()).toBe(200);
    await client.received(() => client.progress.filter((kind) => kind === 'end').length === 2);
    expect(client.progress.filter((kind) => kind === 'begin')).toHaveLength(2);
  });
});

describe('the kernel that a person chose', () => {
  it('goes over that of the settings, from the start and while they choose, until the choice is taken back', async () => {
    client = new TestClient();
    client.settings = { kernel: '6.6' };
    await client.start(true, { chosenKernel: '6.12' });
    await client.open('camera.dts');
    expect(await status('camera.dts')).toMatchObject({ kernel: '6.12', kernelSource: 'chosen' });
    const seen = client.analysisChanges;
    await client.ask('chooseKernel', { kernel: '6.18' });
    expect(await status('camera.dts')).toMatchObject({ kernel: '6.18', kernelSource: 'chosen' });
    await client.received(() => client.analysisChanges > seen);
    for (const kernel of [null, 'soon']) {
      await client.ask('chooseKernel', { kernel });
      expect(await status('camera.dts')).toMatchObject({ kernel: '6.6', kernelSource: 'setting' });
    }
  });
});

describe('what is a board', () => {
  const codesOf = async (name: string) => (await client.pull(name)).map(({ code }) => code);

  it('is decided by what includes what, not by /dts-v1/ alone', async () => {
    client = new TestClient();
    write('soc/begins.dtsi', `/dts-v1/;\n${POOL}`);
    write('a/leaves-it.dts', board('0x40000000', '../soc/begins.dtsi').replace('/dts-v1/;\n', ''));
    await client.start();
    await client.open('soc/begins.dtsi');
    expect(await found('soc/begins.dtsi', 1)).toMatchObject({ isBoard: false, current: client.uri('a/leaves-it.dts') });
    await client.open('a/leaves-it.dts');
    expect(await including('a/leaves-it.dts')).toMatchObject({ isBoard: true });
    expect(await status('a/leaves-it.dts')).toMatchObject({ boardName: 'leaves-it.dts', isAlone: false });
  });

  it('is an include that begins a tree where nothing includes it', async () => {
    client = new TestClient();
    write('soc/begins.dtsi', `/dts-v1/;\n${POOL}`);
    await client.start();
    await client.open('soc/begins.dtsi');
    expect(await including('soc/begins.dtsi')).toMatchObject({ isBoard: true });
    expect(await status('soc/begins.dtsi')).toMatchObject({ boardName: 'begins.dtsi', isAlone: false });
  });

  it('leaves an include without any board alone: what holds on every board is said, with a note', async () => {
    client = new TestClient();
    write(
      'soc/alone.dtsi',
      POOL.replace('reusable;', 'reusable; no-map;').replace('ranges;', 'ranges; UNKNOWN_MACRO(1)'),
    );
    await client.start();
    await client.open('soc/alone.dtsi');
    await client.received(() => client.analysisChanges > 0);
    await found('soc/alone.dtsi', 0);
    expect(await status('soc/alone.dtsi')).toMatchObject({ boardName: 'alone.dtsi', isAlone: true });
    expect(await codesOf('soc/alone.dtsi')).toEqual(['include-board-unknown']);
    await client.replace('soc/alone.dtsi', ' UNKNOWN_MACRO(1)', '');
    expect(await codesOf('soc/alone.dtsi')).toEqual(['include-board-unknown', 'reusable-no-map-conflict']);
  });

  it('may move what overlaps in an include, so that nothing is said of it', async () => {
    client = new TestClient();
    const over = POOL.replace(
      'pool@48000000',
      'log@48000000 { no-map; reg = <0x48000000 0x1000>; };\n\t\tpool@48000000',
    );
    write('soc/alone.dtsi', over);
    await client.start();
    await client.open('soc/alone.dtsi');
    await found('soc/alone.dtsi', 0);
    expect(await codesOf('soc/alone.dtsi')).toEqual(['include-board-unknown']);
    write('a/board.dts', board('0x40000000', '../soc/alone.dtsi'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('a/board.dts'), type: 1 }],
    });
    await found('soc/alone.dtsi', 1);
    expect(await codesOf('soc/alone.dtsi')).toContain('region-overlap');
  });

  it('can be made of an include, which is seen through it then', async () => {
    client = new TestClient();
    write('soc/alone.dtsi', POOL);
    await client.start();
    await client.open('soc/alone.dtsi');
    await found('soc/alone.dtsi', 0);
    const { text, uri } = await client.ask<NewBoardAnswer>('newBoard', { uri: client.uri('soc/alone.dtsi') });
    expect(uri).toBe(client.uri('soc/alone-board.dts'));
    expect(text).toMatch(/^\/dts-v1\/;\n\n#include "alone\.dtsi"\n\n\/ \{\n\tmodel = "";\n/);
    write('soc/alone-board.dts', text);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 1 }] });
    expect(await found('soc/alone.dtsi', 1)).toMatchObject({ current: uri });
    expect(await status('soc/alone.dtsi')).toMatchObject({ booted: true, isAlone: false });
    expect((await client.pull('soc/alone-board.dts')).filter(({ severity }) => severity === 1)).toEqual([]);
  });

  it('can be made in any folder, and of an include that a board includes already: it says what that one says, too', async () => {
    client = new TestClient();
    write('soc/shared.dtsi', POOL);
    write('board.dts', board('0x40000000', 'soc/shared.dtsi'));
    await client.start();
    await client.open('soc/shared.dtsi');
    await found('soc/shared.dtsi', 1);
    const target = client.uri('boards/mine/mine.dts');
    const { text, uri } = await client.ask<NewBoardAnswer>('newBoard', { uri: client.uri('soc/shared.dtsi'), target });
    expect(uri).toBe(target);
    expect(text).toContain('#include "../../soc/shared.dtsi"');
    expect(text).toContain('memory@40000000 {');
    expect(text).toContain('#address-cells = <1>;');
  });
});
