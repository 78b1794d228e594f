import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OverviewAnswer, RegionSummary } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(async () => {
  client = new TestClient();
});
afterEach(() => client.stop());

const overview = (name: string) => client.ask<OverviewAnswer | null>('overview', { uri: client.uri(name) });

/** Where a region is written: file and line, from 1. */
const placeOf = ({ location }: RegionSummary): string =>
  location === undefined ? 'nowhere' : `${location.uri.replace(/.*\//, '')}:${location.range.start.line + 1}`;

describe('what views show of a board', () => {
  it('is its heaps on the kernel that boots it and on those beside it, with regions, users and their places', async () => {
    client.settings = { kernel: '7.3', compareKernels: ['6.12', '7.3'] };
    await client.start();
    await client.open('camera.dts');
    const answer = await overview('camera.dts');
    expect(answer?.status).toMatchObject({
      boardName: 'camera.dts',
      booted: true,
      findings: { errors: 0, warnings: 0 },
    });
    expect(answer?.kernels.map(({ kernel }) => kernel)).toEqual(['7.3', '6.12']);
    const [own, older] = answer?.kernels ?? [];
    expect(own?.heaps.map(({ name }) => name)).toEqual(['system', 'default_cma_region', 'video@60000000', 'reserved']);
    const video = own?.heaps[2]?.regions ?? [];
    expect(video.map((region) => [region.name, region.state, region.text, placeOf(region)])).toEqual([
      ['video@60000000', 'cma', '16 MiB at 0x60000000', 'camera.dts:13'],
    ]);
    expect(video[0]?.users.map(({ path, location }) => [path, location?.range.start.line])).toEqual([
      ['/soc/isp@1000', 26],
    ]);
    expect(own?.withoutHeap.map(({ name, state }) => [name, state])).toEqual([['firmware@70000000', 'reserved']]);
    expect(older?.withoutHeap.map(({ name }) => name)).toContain('video@60000000');
    expect(answer?.names.find(({ name }) => name === 'video@60000000')?.cells).toEqual(['cma, 16 MiB', null]);
    expect(answer?.lanes.map(({ kind, range }) => [kind, range])).toEqual([['ram', '0x40000000-0xbfffffff']]);
    expect(answer?.lanes[0]?.stretches.slice(0, 4).map(({ kind, name, size }) => [kind, name, size])).toEqual([
      ['hole', '', '512 MiB'],
      ['cma', 'video@60000000', '16 MiB'],
      ['hole', '', '240 MiB'],
      ['no-map', 'firmware@70000000', '2 MiB'],
    ]);
  });

  it('is that of the board that an include is seen through, and nothing where there is none', async () => {
    await client.start();
    await client.open('camera-soc.dtsi');
    expect((await overview('camera-soc.dtsi'))?.status.board).toBe(client.uri('camera.dts'));
    expect(await client.ask('overview', { uri: 'untitled:Untitled-1' })).toBeNull();
  });

  it('counts the findings that are shown of it', async () => {
    await client.start();
    await client.open('misaligned.dts');
    const shown = await client.pull('misaligned.dts');
    expect(shown.map(({ severity }) => severity)).toEqual([1, 1]);
    expect((await overview('misaligned.dts'))?.status.findings).toEqual({ errors: 2, warnings: 0, notes: 0 });
  });

  it('answers at every stop while a region is typed', async () => {
    await client.start();
    await client.open('camera.dts');
    const typed = 'log: log@68000000 {\n\t\t\treg = <0x0 0x68000000 0x0 0x10000>;\n\t\t\tno-map;\n\t\t};\n';
    let at = 'ranges;\n';
    for (const character of typed) {
      await client.replace('camera.dts', at, at + character);
      at += character;
      expect(await overview('camera.dts')).not.toBeNull();
    }
    const [own] = (await overview('camera.dts'))?.kernels ?? [];
    expect(own?.withoutHeap.map(({ name }) => name)).toContain('log@68000000');
  });
});
