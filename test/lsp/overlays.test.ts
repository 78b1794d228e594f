import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BoardStatus, HeapsAnswer, IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';

let client: TestClient;
afterEach(() => client.stop());

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(client.folder, name)), { recursive: true });
  writeFileSync(join(client.folder, name), text);
};

const CELLS = '#address-cells = <1>; #size-cells = <1>;';
const board = (compatible: string, ram: string, label = 'rmem'): string => `/dts-v1/;
/ {
	${CELLS}
	compatible = "${compatible}";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 ${ram}>; };
	${label}: reserved-memory { ${CELLS} ranges; };
};
`;

const POOL = 'pool@48000000 { compatible = "shared-dma-pool"; reusable; reg = <0x48000000 0x1000000>; };';
const OVERLAY = `/dts-v1/;\n/plugin/;\n&rmem {\n\t${POOL}\n};\n`;

const including = (name: string) =>
  client.ask<IncludingBoardsAnswer>('includingBoards', { uri: client.uri(name), resume: false });
const status = (name: string) => client.ask<BoardStatus | null>('boardStatus', { uri: client.uri(name) });
const choose = (name: string, to: string | null) =>
  client.ask<BoardStatus>('chooseBoard', { uri: client.uri(name), board: to === null ? null : client.uri(to) });
const codes = async (name: string) => (await client.pull(name)).map(({ code }) => code);

async function indexed(name: string): Promise<IncludingBoardsAnswer> {
  let answer = await including(name);
  while (answer.isIndexing) answer = await including(name);
  return answer;
}

async function started(files: Readonly<Record<string, string>>): Promise<void> {
  client = new TestClient();
  for (const [name, text] of Object.entries(files)) write(name, text);
  await client.start();
}

describe('an overlay in the editor', () => {
  it('is seen by itself where no board has its labels', async () => {
    await started({ 'add.dtso': OVERLAY });
    await client.open('add.dtso');
    const { isBoard, isOverlay, current } = await indexed('add.dtso');
    expect({ isBoard, isOverlay, current }).toEqual({ isBoard: false, isOverlay: true, current: undefined });
    expect(await codes('add.dtso')).toEqual(['overlay-base-unknown']);
  });

  it('is seen on the board that .dtheaps.json names: hover, heaps and findings', async () => {
    await started({
      'boards/a.dts': board('a', '0x40000000'),
      'overlays/add.dtso': OVERLAY.replace('0x1000000', '0x180000'),
      '.dtheaps.json': JSON.stringify({ bases: [{ board: 'boards/a.dts' }] }),
    });
    await client.open('overlays/add.dtso');
    expect(await codes('overlays/add.dtso')).toContain('cma-misaligned');
    expect(await client.hover('overlays/add.dtso', 'pool@48000000')).toContain('1.5 MiB');
    expect(await status('overlays/add.dtso')).toMatchObject({ boardName: 'a.dts', regionCount: 1 });
    expect(await including('overlays/add.dtso')).toMatchObject({ current: client.uri('boards/a.dts') });
  });

  it('is seen on the board of a setting', async () => {
    client = new TestClient();
    client.settings = { bases: [{ board: 'a.dts', overlays: ['add.dtso'] }] };
    write('a.dts', board('a', '0x40000000'));
    write('add.dtso', OVERLAY);
    await client.start();
    await client.open('add.dtso');
    const { heaps } = await client.ask<HeapsAnswer>('heaps', { uri: client.uri('add.dtso') });
    expect(heaps.map(({ name }) => name)).toContain('pool@48000000');
  });

  it('is seen on the boards of the Makefile', async () => {
    await started({
      'a.dts': board('a', '0x40000000'),
      'add.dtso': OVERLAY,
      Makefile: 'a-add-dtbs := a.dtb add.dtbo\n',
    });
    await client.open('add.dtso');
    expect(await status('add.dtso')).toMatchObject({ boardName: 'a.dts' });
  });

  it('is seen on the nearest board that has its labels, or the one that a person picked', async () => {
    await started({
      'evk.dts': board('a', '0x40000000', 'other'),
      'evk-plus.dts': board('b', '0x40000000'),
      'small.dts': board('c', '0x8000000'),
      'evk-add.dtso': OVERLAY,
    });
    await client.open('evk-add.dtso');
    expect(await indexed('evk-add.dtso')).toMatchObject({ current: client.uri('evk-plus.dts'), isChosen: false });
    const { boards } = await indexed('evk-add.dtso');
    expect(boards.map(({ name }) => name).slice(0, 2)).toEqual(['evk-plus.dts', 'evk.dts']);
    expect(await codes('evk-add.dtso')).not.toContain('outside-memory');
    expect(await choose('evk-add.dtso', 'small.dts')).toMatchObject({ boardName: 'small.dts' });
    expect(await codes('evk-add.dtso')).toContain('outside-memory');
    await choose('evk-add.dtso', null);
    expect(await status('evk-add.dtso')).toMatchObject({ boardName: 'evk-plus.dts' });
  });

  it('is seen on a board that its compatible names', async () => {
    await started({
      'a.dts': board('a', '0x40000000'),
      'b.dts': board('b', '0x40000000'),
      'add.dtso': OVERLAY.replace('&rmem', '/ { compatible = "b"; };\n&rmem'),
    });
    await client.open('add.dtso');
    await indexed('add.dtso');
    expect(await status('add.dtso')).toMatchObject({ boardName: 'b.dts' });
  });

  it('of Zephyr is seen on an open board', async () => {
    await started({
      'boards/a.dts': board('a', '0x40000000'),
      'app.overlay': `&rmem {\n\t${POOL.replace('0x1000000', '0x180000')}\n};\n`,
    });
    await client.open('boards/a.dts');
    await client.open('app.overlay');
    expect(await status('app.overlay')).toMatchObject({ boardName: 'a.dts' });
    expect(await codes('app.overlay')).toContain('cma-misaligned');
    expect(await codes('boards/a.dts')).not.toContain('cma-misaligned');
  });

  it('is seen on its board, too, where what it includes was opened before it, by a client that pushes', async () => {
    client = new TestClient();
    write('sizes.h', '#define SIZE 0x180000\n');
    write('a.dts', board('a', '0x40000000'));
    write('add.dtso', OVERLAY.replace('/plugin/;', '/plugin/;\n#include "sizes.h"').replace('0x1000000', 'SIZE'));
    await client.start(false);
    await client.open('sizes.h');
    await client.open('add.dtso');
    await indexed('add.dtso');
    const changes = client.analysisChanges;
    await client.replace('add.dtso', 'pool@', 'pool@');
    await client.received(() => client.analysisChanges > changes);
    const published = client.published.get(client.uri('add.dtso')) ?? [];
    expect(published.map(({ code }) => code)).toEqual(['unnamed-region', 'cma-misaligned']);
  });

  it('of any form follows edits of the board that has its labels through an include', async () => {
    const bad = POOL.replace('0x1000000', '0x180000');
    const fragment = (target: string) =>
      `/dts-v1/;\n/plugin/;\n/ {\n\tfragment@9 {\n\t\t${target};\n\t\t__overlay__ { ${bad} };\n\t};\n};\n`;
    await started({
      'soc.dtsi': `/ { rmem: reserved-memory { ${CELLS} ranges; }; soc: soc { }; };\n`,
      'heron.dts': `/dts-v1/;\n#include "soc.dtsi"\n/ { ${CELLS} memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; };\n`,
      'by-label.dtso': fragment('target = <&rmem>'),
      'by-path.dtso': `${fragment('target-path = "/reserved-memory"')}&soc { x; };\n`,
      'plain.overlay': `&rmem { ${bad} };\n&soc { y; };\n`,
    });
    for (const name of ['by-label.dtso', 'by-path.dtso', 'plain.overlay']) {
      await client.open(name);
      await indexed(name);
      expect(await status(name), name).toMatchObject({ boardName: 'heron.dts', regionCount: 1 });
      expect(await codes(name), name).toContain('cma-misaligned');
    }
    await client.open('heron.dts');
    await client.replace('heron.dts', '0x40000000 0x40000000', '0x40000000 0x8000000');
    expect(await codes('by-label.dtso')).toContain('outside-memory');
    expect(await codes('heron.dts')).toEqual([]);
    await client.open('soc.dtsi');
    await client.replace('soc.dtsi', 'rmem: ', '');
    expect(await codes('by-label.dtso')).toEqual(expect.not.arrayContaining(['outside-memory']));
  });

  it('has no base in a board that lacks one of its labels, and gets it when that appears', async () => {
    await started({
      'a.dts': board('a', '0x40000000'),
      'add.dtso': OVERLAY.replace('&rmem', '&camera { status = "okay"; };\n&rmem'),
    });
    await client.open('add.dtso');
    await indexed('add.dtso');
    const before = await status('add.dtso');
    await client.open('a.dts');
    await client.replace('a.dts', 'rmem:', 'camera: camera { };\n\trmem:');
    await indexed('add.dtso');
    expect([before?.boardName, (await status('add.dtso'))?.boardName]).toEqual(['add.dtso', 'a.dts']);
  });
});
