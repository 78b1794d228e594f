import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const sample = (name: string): string => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const CAMERA = sample('camera-board.dts');
const FOUR_CAMERAS = sample('scenarios/four-cameras.heapsim.json');
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A board with 1 GiB of RAM from 0x40000000 on; `more` follows the pools. */
function board(name: string, ...nodes: readonly string[]): string {
  return file(
    name,
    [
      '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;',
      '\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };',
      '\treserved-memory {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <1>;\n\t\tranges;',
      ...nodes,
      '\t};\n};\n',
    ].join('\n'),
  );
}

const pool = (name: string, place: string): string =>
  `\t\t${name} { compatible = "shared-dma-pool"; reusable; ${place} };`;

function steps(name: string, ...list: readonly object[]): string {
  return file(name, JSON.stringify({ steps: list }));
}

interface Sized {
  readonly pools: readonly { name: string; now: string; needed: string; fits: boolean }[];
  readonly edits: readonly {
    file: string;
    range: { start: { line: number; character: number }; end: { line: number; character: number } };
    newText: string;
  }[];
  readonly obstacles: readonly string[];
  readonly trials: readonly { kernel: string; ram: string | null; fits: boolean; why: string | null }[];
}

async function sized(...args: readonly string[]): Promise<Sized & { status: number }> {
  const { status, out, error } = await dtheaps(['size', ...args, '--format', 'json']);
  expect(error).toBe('');
  return { status, ...(JSON.parse(out) as Sized) };
}

/** A board's text with the edits of one line each written into it. */
function edited(path: string, edits: Sized['edits']): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const { range, newText } of edits) {
    const { line, character } = range.start;
    const text = lines[line] ?? '';
    lines[line] = text.slice(0, character) + newText + text.slice(range.end.character);
  }
  return lines.join('\n');
}

const tenFrames = steps('ten.json', { op: 'allocate', heap: 'a@50000000', size: '1028K', count: 10, id: 'x' });

describe('size', () => {
  it('writes the size with which the scenario runs', async () => {
    const path = board('grow.dts', pool('a@50000000', 'reg = <0x50000000 0x400000>;'));
    const before = await sized(path, tenFrames);
    expect(before).toMatchObject({
      status: 1,
      pools: [{ name: 'a@50000000', now: '0x400000', needed: '0x1400000', fits: false }],
      edits: [{ file: path, newText: '0x1400000' }],
      obstacles: [],
      trials: [{ ram: null, fits: true }],
    });
    const after = await sized(file('grown.dts', edited(path, before.edits)), tenFrames);
    expect(after).toMatchObject({ status: 0, pools: [{ now: '0x1400000', fits: true }], edits: [] });
  });

  it('does not fit a step that no size helps', async () => {
    const path = board('helpless.dts', pool('a@50000000', 'reg = <0x50000000 0x2000000>;'));
    const asked = steps('helpless.json', { op: 'allocate', heap: 'a@50000000', size: '4G', id: 'x' });
    const result = await sized(path, asked);
    expect(result).toMatchObject({ status: 1, pools: [{ fits: true }], edits: [], trials: [{ fits: false }] });
    expect(result.trials[0]?.why).toMatch(/^step 0: the heap's list of the buffer's 1048576 pages takes 8 MiB/);
    const { out } = await dtheaps(['size', path, asked]);
    expect(out).not.toContain('the scenario fits');
  });

  it('replaces both numbers where one macro makes them, and tries other amounts of RAM', async () => {
    const result = await sized(CAMERA, FOUR_CAMERAS, '--kernels', '7.3', '--ram', '4G', '--ram', '1G');
    expect(result.edits.map(({ newText }) => newText)).toEqual(['0x0 0xa0000000 0x0 0x15c00000']);
    expect(result.trials.map(({ ram, fits }) => [ram, fits])).toEqual([
      [null, true],
      ['4 GiB', true],
      ['1 GiB', false],
    ]);
    expect(result.trials[2]?.why).toContain('lies outside RAM');
  });

  it('keeps the edit where a kernel lacks the heap, and says that it does', async () => {
    const result = await sized(CAMERA, FOUR_CAMERAS, '--kernels', '6.12,7.3');
    expect(result.edits).toHaveLength(1);
    expect(result.trials.map(({ kernel, fits }) => [kernel, fits])).toEqual([
      ['6.12', false],
      ['7.3', true],
    ]);
  });

  it.each([
    ['another region', [pool('b@50800000', 'reg = <0x50800000 0x400000>;')], '0x50000000', /run into b@50800000/],
    ['the end of RAM', [], '0x7fc00000', /reach beyond the end of RAM/],
  ])('offers no edit that runs into %s', async (_, others, base, words) => {
    const name = `a@${base.slice(2)}`;
    const path = board('way.dts', pool(name, `reg = <${base} 0x400000>;`), ...others);
    const asked = steps('way.json', { op: 'allocate', heap: name, size: '1028K', count: 10, id: 'x' });
    const result = await sized(path, asked);
    expect(result).toMatchObject({ status: 1, pools: [{ needed: '0x1400000' }], edits: [] });
    expect(result.obstacles).toEqual([expect.stringMatching(words)]);
  });

  it('counts the new size of a neighbour, too', async () => {
    const path = board(
      'two.dts',
      pool('a@50000000', 'reg = <0x50000000 0x400000>;'),
      pool('b@4f000000', 'reg = <0x4f000000 0x400000>;'),
    );
    const both = steps(
      'two.json',
      { op: 'allocate', heap: 'a@50000000', size: '5M', id: 'x' },
      { op: 'allocate', heap: 'b@4f000000', size: '20M', id: 'y' },
    );
    const result = await sized(path, both);
    expect(result.edits.map(({ newText }) => newText)).toEqual(['0x600000']);
    expect(result.obstacles).toEqual([expect.stringContaining('run into a@50000000 at 0x50000000-0x505fffff')]);
  });

  it('grows a dynamic pool, unless nothing has room for it', async () => {
    const path = board('dynamic.dts', pool('linux,cma', 'size = <0x400000>; linux,cma-default;'));
    const asked = (size: string) => steps(`${size}.json`, { op: 'allocate', heap: 'linux,cma', size, id: 'x' });
    expect((await sized(path, asked('20M'))).edits.map(({ newText }) => newText)).toEqual(['0x1600000']);
    const large = await sized(path, asked('1300M'));
    expect(large.edits).toEqual([]);
    expect(large.obstacles).toEqual([
      expect.stringMatching(/linux,cma does not come out with 0x5.*: no edit is offered/),
    ]);
  });

  it('tries the sizes with the programs that .dtheaps.json names', async () => {
    const own = mkdtempSync(join(folder, 'programs-'));
    const text = readFileSync(board('viewer.dts', pool('a@50000000', 'reg = <0x50000000 0x400000>;')), 'utf8');
    const path = join(own, 'viewer.dts');
    writeFileSync(path, text);
    writeFileSync(join(own, '.dtheaps.json'), '{ "consumers": [{ "name": "viewer", "heaps": ["a@50000000"] }] }');
    const asked = steps('viewer.json', { op: 'allocate', program: 'viewer', size: '5M', id: 'x' });
    const result = await sized(path, asked, '--kernels', '6.19,7.3', '--ram', '2G');
    expect(result.edits.map(({ newText }) => newText)).toEqual(['0x600000']);
    expect(result.trials.map(({ why }) => why)).toEqual([null, null, null, null]);
  });

  it('says why a pool of the right size does not hold the scenario, and why there is no pool', async () => {
    // The pool would lie over the end of lowmem of 32-bit ARM.
    const path = board('zones.dts', pool('a', 'size = <0x1400000>;'));
    const profile = file('arm.json', '{ "kernel": "7.3", "architecture": "arm" }');
    const asked = steps('zones.json', { op: 'allocate', heap: 'a', size: '280M', id: 'x' });
    const crossing = await sized(path, asked, '--profile', profile);
    expect(crossing.obstacles).toEqual([
      expect.stringMatching(
        /a with 280 MiB does not hold the scenario: it crosses the end of a memory zone at 0x70000000/,
      ),
    ]);
    const odd = board('odd.dts', pool('b@50100000', 'reg = <0x50100000 0x400000>;'));
    const none = await sized(odd, steps('odd.json', { op: 'allocate', heap: 'b@50100000', size: '1M', id: 'x' }));
    expect(none).toMatchObject({ status: 1, pools: [], edits: [] });
    expect(none.trials[0]?.why).toMatch(
      /^step 0: the region .*\/b@50100000 has no heap on this kernel: its base 0x50100000 is no/,
    );
  });

  it('names the option that sizes the area which no node makes', async () => {
    const { obstacles, edits } = await sized(
      board('none.dts'),
      steps('default.json', { op: 'allocate', heap: 'default_cma_region', size: '100M', id: 'x' }),
    );
    expect(edits).toEqual([]);
    expect(obstacles).toEqual([expect.stringMatching(/cma=102M on the command line, or CONFIG_CMA_SIZE_MBYTES=102/)]);
  });

  it('shows the diff and where it was tried', async () => {
    const { out } = await dtheaps([
      'size',
      board('shown.dts', pool('a@50000000', 'reg = <0x50000000 0x400000>;')),
      tenFrames,
    ]);
    expect(out).toMatch(/10280 KiB in buffers at the peak \+ 9180 KiB in gaps/);
    expect(out).toMatch(/^\+.*reg = <0x50000000 0x1400000>;/m);
    expect(out).toMatch(/Booted with the edits\n {2}Linux [\d.]+: the scenario fits/);
  });
});

describe('a pool that larger pages take away', () => {
  const config = file('16k.config', 'CONFIG_ARM64_16K_PAGES=y\n');

  it('gets the size with which it is there, and which holds the scenario', async () => {
    const nodes = [pool('a@50000000', 'reg = <0x50000000 0x2800000>;'), pool('b', 'size = <0x1000000>;')];
    const path = board('pages.dts', ...nodes);
    const scenario = steps(
      'both.json',
      { op: 'allocate', heap: 'a@50000000', size: '1028K', count: 10, id: 'x' },
      { op: 'allocate', heap: 'b', size: '1M', count: 34, id: 'y' },
    );
    const before = await sized(path, scenario, '--kernel-config', config);
    expect(before.status).toBe(1);
    expect(before.pools).toMatchObject([
      { name: 'a@50000000', now: '0x2800000', needed: '0x2000000', fits: false },
      { name: 'b', now: '0x1000000', needed: '0x4000000', fits: false },
    ]);
    expect(before.trials).toMatchObject([{ kernel: '7.3', fits: true, why: null }]);
    const after = await sized(file('pages-after.dts', edited(path, before.edits)), scenario, '--kernel-config', config);
    expect(after.pools.map(({ now, fits }) => [now, fits])).toEqual([
      ['0x2000000', true],
      ['0x4000000', true],
    ]);
    expect(after.status).toBe(0);
  });

  it('is written where the first of several kernels makes no pool of it', async () => {
    // Linux 5.15 takes multiples of 4 MiB, and gives the default area of its configuration instead.
    const path = board('older.dts', pool('linux,cma', 'size = <0x1a00000>; linux,cma-default;'));
    const scenario = steps('older.json', { op: 'allocate', heap: 'default', size: '1M', count: 28, id: 'x' });
    const before = await sized(path, scenario, '--kernels', '5.15,7.3');
    expect(before.pools[1]).toMatchObject({ name: 'linux,cma', needed: '0x2000000', granule: '0x400000' });
    expect(before.obstacles).toEqual([]);
    expect(before.edits.map(({ newText }) => newText)).toEqual(['0x2000000']);
    expect(before.trials.map(({ fits }) => fits)).toEqual([true, true]);
  });

  it('is not helped by a size where its base is wrong, too', async () => {
    const path = board('base.dts', pool('a@50800000', 'reg = <0x50800000 0x1000000>;'));
    const scenario = steps('base.json', { op: 'allocate', heap: 'a@50800000', size: '1M', id: 'x' });
    expect(await sized(path, scenario, '--kernel-config', config)).toMatchObject({ status: 1, pools: [], edits: [] });
  });

  it('is left alone where the scenario does not use it', async () => {
    const path = board('unused.dts', pool('a@50000000', 'reg = <0x50000000 0x1800000>;'));
    const scenario = steps('unused.json', { op: 'allocate', heap: 'nobody', size: '1M', id: 'x' });
    expect(await sized(path, scenario, '--kernel-config', config)).toMatchObject({ status: 1, pools: [], edits: [] });
  });
});

describe('--write', () => {
  const fill = { op: 'allocate', heap: 'camera@60000000', size: '1M', count: 40, id: 'a' };
  const CAMERA_POOL = pool('camera@60000000', 'reg = <0x60000000 0x1000000>;');

  it('writes the sizes, with which the scenario fits', async () => {
    const path = board('written.dts', CAMERA_POOL);
    const scenario = steps('written.heapsim.json', fill);
    const before = readFileSync(path, 'utf8');
    const { status, error, out } = await dtheaps(['size', path, scenario, '--write', '--format', 'json']);
    expect({ status, error }).toEqual({ status: 0, error: '1 size written.\n' });
    expect((JSON.parse(out) as Sized).edits).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(before.replace('<0x60000000 0x1000000>', '<0x60000000 0x2800000>'));
    expect((await dtheaps(['size', path, scenario])).status).toBe(0);
    const again = await dtheaps(['size', path, scenario, '--write']);
    expect({ status: again.status, error: again.error }).toEqual({ status: 0, error: 'Nothing was written.\n' });
  });

  it('changes nothing outside of the project, unless it is let', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'dtheaps-elsewhere-'));
    const include = join(elsewhere, 'pools.dtsi');
    const text = `/ { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n${CAMERA_POOL}\n}; };\n`;
    writeFileSync(include, text);
    const path = file(
      'outside.dts',
      '/dts-v1/;\n#include <pools.dtsi>\n/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; };\n',
    );
    const call = ['size', path, steps('outside.heapsim.json', fill), '--write', '-I', elsewhere];
    const refused = await dtheaps(call);
    expect(refused.status).toBe(1);
    expect(refused.error).toContain('--allow-write names folders besides');
    expect(refused.error).toContain('Nothing was written.');
    expect(readFileSync(include, 'utf8')).toBe(text);
    const { status } = await dtheaps([...call, '--allow-write', elsewhere]);
    expect(status).toBe(0);
    expect(readFileSync(include, 'utf8')).toContain('<0x60000000 0x2800000>');
    rmSync(elsewhere, { recursive: true });
  });

  it('does not write into standard input', async () => {
    const path = board('standard-input.dts', CAMERA_POOL);
    const call = ['size', '-', steps('stdin.heapsim.json', fill), '--write'];
    const { status, error } = await dtheaps(call, readFileSync(path, 'latin1'));
    expect(status).toBe(2);
    expect(error).toContain('--write cannot change standard input');
  });
});
