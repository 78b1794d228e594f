import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { pictureFromJson } from '../../server/src/pictures/pictureJson.ts';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BOARD = join(folder, 'board.dts');
writeFileSync(
  BOARD,
  boardSource({
    regions: [
      'camera: camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };',
      'modem@50800000 { no-map; reg = <0x50800000 0x1000000>; };',
      'far@90000000 { no-map; reg = <0x90000000 0x100000>; };',
      'huge { compatible = "shared-dma-pool"; reusable; size = <0x70000000>; };',
    ],
    rest: ['isp { memory-region = <&camera>; };'],
  }),
);
const HOSTILE = join(folder, 'hostile.dts');
writeFileSync(
  HOSTILE,
  `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@0 { device_type = "memory"; reg = <0x0 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		a@10000000 { compatible = "shared-dma-pool"; reusable; label = "<script>alert(1)</script>"; reg = <0x10000000 0x1000000>; };
	};
	chosen { bootargs = "cma=64M</svg><script>alert(1)</script>\\u202e"; };
};
`,
);

const SCENARIO = join(folder, 'frames.heapsim.json');
writeFileSync(
  SCENARIO,
  JSON.stringify({
    steps: [
      { op: 'allocate', heap: 'camera@50000000', size: '8M', id: 'first' },
      { op: 'allocate', heap: 'camera@50000000', size: '4M', id: '<b>&' },
      { op: 'free', id: 'first' },
      { op: 'allocate', heap: 'camera@50000000', size: '12M', id: 'large' },
    ],
  }),
);

describe('map with a scenario', () => {
  it('draws the pages of its pools at the first step that failed, and says why', async () => {
    const { status, out } = await dtheaps(['map', BOARD, SCENARIO]);
    expect(status).toBe(0);
    const strips = out.slice(out.indexOf('frames.heapsim.json')).split('\n');
    expect(strips.slice(0, 2)).toEqual(['frames.heapsim.json, after this step:', 'Step 3: allocate: ENOMEM']);
    const bar = strips.find((line) => /^ {2}[·▒█]+$/.test(line))?.trim() ?? '';
    expect(bar.length).toBe(96);
    expect(bar).toBe(`${'·'.repeat(48)}${'█'.repeat(24)}${'·'.repeat(24)}`);
    expect(out).toContain(
      '1 buffer, 1024 pages (4 MiB) used, largest free run 2048 pages (8 MiB), peak 3072 pages (12 MiB)',
    );
  });

  it('writes the picture to a file, with the names of buffers escaped, and never over what was read', async () => {
    const file = join(folder, 'map.svg');
    expect(await dtheaps(['map', BOARD, SCENARIO, '--svg', file])).toMatchObject({ status: 0, out: '' });
    const svg = readFileSync(file, 'utf8');
    expect(svg).toContain('<title>&lt;b&gt;&amp;: pages 2048 to 3071</title>');
    expect(svg).not.toContain('<b>');
    const both = await dtheaps(['map', BOARD, '--svg', file, '--format', 'json']);
    expect([JSON.parse(both.out).board, readFileSync(file, 'utf8').slice(0, 4)]).toEqual([BOARD, '<svg']);
    const before = readFileSync(SCENARIO, 'utf8');
    const { status, error } = await dtheaps(['map', BOARD, SCENARIO, '--svg', SCENARIO]);
    expect(status).toBe(2);
    expect(error).toContain('this file was read');
    expect(readFileSync(SCENARIO, 'utf8')).toBe(before);
  });

  it('draws what the kernel took of a pool at boot, and counts it for no buffer', async () => {
    const board = join(folder, 'default.dts');
    writeFileSync(board, boardSource({}));
    const scenario = join(folder, 'one.json');
    const step = { op: 'allocate', heap: 'default', size: '1M', id: 'x' };
    writeFileSync(scenario, JSON.stringify({ steps: [step] }));
    const { out } = await dtheaps(['map', board, scenario, '--format', 'json']);
    const { cmaAreas } = JSON.parse((await dtheaps(['boot', board, '--format', 'json'])).out);
    const [{ usedAtBoot }] = cmaAreas;
    expect(usedAtBoot).toBeGreaterThan(0);
    expect(JSON.parse(out).scenario.strips[0].buffers).toMatchObject([
      { id: 'taken at boot', page: 0, pages: usedAtBoot, from: -1 },
      { id: 'x', pages: 256, from: 0 },
    ]);
    expect((await dtheaps(['map', board, scenario])).out).toContain(`1 buffer, ${usedAtBoot + 256} pages`);
  });

  it('has the pools as data, and is unusable where the scenario names what is not there', async () => {
    const { out } = await dtheaps(['map', BOARD, SCENARIO, '--format', 'json']);
    const { scenario } = JSON.parse(out);
    expect(scenario).toMatchObject({ title: 'frames.heapsim.json', firstFailing: 3, omitted: 0 });
    expect(scenario.strips).toMatchObject([{ pool: 'camera@50000000', pages: 4096, peak: 3072 }]);
    const lost = join(folder, 'lost.heapsim.json');
    writeFileSync(lost, '{"devices": [{"name": "isp", "path": "/nowhere"}], "steps": []}');
    expect((await dtheaps(['map', BOARD, lost])).status).toBe(2);
    expect((await dtheaps(['map', BOARD, join(folder, 'absent.json')])).status).toBe(2);
  });
});

describe('map', () => {
  it('draws lanes to scale, holes with their sizes, overlaps, and what has no place', async () => {
    const { status, out } = await dtheaps(['map', BOARD]);
    expect(status).toBe(0);
    expect(out).toMatch(/^RAM 0x40000000-0x7fffffff, 1 GiB$/m);
    expect(out).toMatch(/^Outside of RAM 0x90000000-0x900fffff, 1 MiB$/m);
    expect(out).toMatch(/^ {2}0x40000000 +256 MiB {2}· free$/m);
    expect(out).toMatch(/^ {2}0x50000000 +16 MiB {2}\S camera@50000000 {2}\S.*board\.dts:10\)$/m);
    expect(out).toMatch(/^huge: failed: /m);
    expect(out).toContain('asked for more than once');
  });

  it('gives no heap to a region that came to nothing, whatever lies over it', async () => {
    const path = join(folder, 'returned.dts');
    writeFileSync(
      path,
      boardSource({
        regions: ['e { compatible = "shared-dma-pool"; size = <0x400001>; reusable; linux,cma-default; };'],
      }),
    );
    const { out } = await dtheaps(['map', path]);
    expect(out).toMatch(/^.* e {2}given back {2}\(returned\.dts:\d+\)$/m);
  });

  it('gives the same as data', async () => {
    const { out } = await dtheaps(['map', BOARD, '--format', 'json']);
    const picture = pictureFromJson(JSON.parse(out));
    expect(picture.lanes.map(({ kind }) => kind)).toEqual(['ram', 'outside']);
    const blocks = picture.lanes[0]?.blocks.map(({ block, range, row }) => [block.name, range.base, range.size, row]);
    expect(blocks?.slice(0, 2)).toEqual([
      ['camera@50000000', 0x50000000n, 0x1000000n, 0],
      ['modem@50800000', 0x50800000n, 0x1000000n, 1],
    ]);
    expect(picture.lanes[0]?.conflicts).toEqual([
      { range: new AddressRange(0x50800000n, 0x800000n), names: ['camera@50000000', 'modem@50800000'] },
    ]);
    expect(picture.lanes[0]?.blocks[0]?.block).toMatchObject({ users: ['/isp'], place: 'board.dts:10' });
    expect(picture.unplaced.map(({ name }) => name)).toEqual(['huge']);
  });

  it('draws SVG whose positions are those of the memory, with everything escaped', async () => {
    const { out } = await dtheaps(['map', BOARD, '--format', 'svg']);
    expect(out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    // 1200 wide with a margin of 16: 0x50000000 is a quarter along RAM.
    expect(out).toContain(`data-path="/reserved-memory/camera@50000000" tabindex`);
    expect(out).toMatch(/<rect x="292" y="2" width="18\.25"/);
    const hostile = await dtheaps(['map', HOSTILE, '--format', 'svg']);
    expect(hostile.out).not.toContain('<script');
    expect(hostile.out).not.toContain('\u202e');
  });
});

describe('report --html', () => {
  it('writes one page that needs nothing else and runs nothing', async () => {
    const page = join(folder, 'page.html');
    const { status, out } = await dtheaps(['report', BOARD, '--html', page]);
    expect([status, out]).toEqual([0, '']);
    const { out: json } = await dtheaps(['report', BOARD, '--html', page, '--format', 'json']);
    expect(JSON.parse(json).board).toBe(BOARD);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).toContain('<h1>board.dts</h1>');
    expect(html).toContain('/dev/dma_heap/system');
    expect(html).toContain('region-overlap');
    expect(html).not.toMatch(/<script|src=|href=|url\((?!#)/);
  });

  it('shows what a tree says as text', async () => {
    const page = join(folder, 'hostile.html');
    await dtheaps(['report', HOSTILE, '--html', page]);
    expect(readFileSync(page, 'utf8')).not.toMatch(/<script|\u202e/);
  });

  it('does not overwrite the board', async () => {
    const { status, error } = await dtheaps(['report', BOARD, '--html', BOARD]);
    expect(status).toBe(2);
    expect(error).toContain('is not overwritten');
  });
});
