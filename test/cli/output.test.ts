import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const samples = relative('.', fileURLToPath(new URL('../../samples', import.meta.url)));
const CAMERA = join(samples, 'camera-board.dts');
const FAULTY = join(samples, 'faulty-board.dts');
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(args: readonly string[]): Promise<{ status: number; value: Record<string, unknown> }> {
  const { status, out, error } = await dtheaps(args);
  expect(error).toBe('');
  return { status, value: JSON.parse(out) };
}

interface BootJson {
  readonly regions: readonly Record<string, unknown>[];
  readonly cmaAreas: readonly Record<string, unknown>[];
  readonly heaps: readonly Record<string, unknown>[];
  readonly log: readonly string[];
}

describe('boot --format json', () => {
  it('has the shape of the contract', async () => {
    const { status, value } = await json(['boot', CAMERA, '--kernel', '7.3', '--format', 'json']);
    expect(status).toBe(0);
    expect(value).toMatchObject({ schemaVersion: 1, board: CAMERA, kernel: '7.3', booted: true });
    const { regions, cmaAreas, heaps, log } = value as unknown as BootJson;
    const line =
      readFileSync(CAMERA, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('camera@a0000000')) + 1;
    expect(regions.find(({ name }) => name === 'camera@a0000000')).toEqual({
      name: 'camera@a0000000',
      path: '/reserved-memory/camera@a0000000',
      labels: ['camera_pool'],
      base: '0xa0000000',
      size: '0x4000000',
      noMap: false,
      reusable: true,
      state: 'cma',
      reason: null,
      consumers: [
        { path: '/soc@0/isp@10000000', property: 'memory-region', index: 0 },
        { path: '/soc@0/isp@10010000', property: 'memory-region', index: 0 },
      ],
      source: { file: CAMERA, line, column: expect.any(Number) },
    });
    expect(regions.map(({ name }) => name)).toEqual(['secure-firmware@43000000', 'linux,cma', 'camera@a0000000']);
    expect(cmaAreas.find(({ name }) => name === 'camera@a0000000')).toMatchObject({
      base: '0xa0000000',
      size: '0x4000000',
      pages: 16384,
      activated: true,
    });
    expect(heaps).toContainEqual({
      name: 'camera@a0000000',
      allocator: 'cma',
      backing: 'camera@a0000000',
      device: '/dev/dma_heap/camera@a0000000',
    });
    expect(log).toContain('Reserved memory: created CMA memory pool at 0x00000000a0000000, size 64 MiB');
  });
});

describe('heaps', () => {
  it('names the heaps of one kernel', async () => {
    const { value } = await json(['heaps', CAMERA, '--kernel', '6.12', '--format', 'json']);
    expect(value).toMatchObject({ schemaVersion: 1, board: CAMERA, kernel: '6.12', booted: true });
    expect((value as unknown as BootJson).heaps.map(({ name }) => name)).toEqual(['system', 'linux,cma']);
  });

  it('says that the default area is missing, and why', async () => {
    const tooLarge = ['--cmdline', 'cma=64G', '--kernel', '7.3'];
    const { out } = await dtheaps(['heaps', CAMERA, ...tooLarge]);
    expect(out).toContain('no default CMA area, and no heap of it: ');
    const { value } = await json(['heaps', CAMERA, ...tooLarge, '--format', 'json']);
    expect(value).toMatchObject({ defaultAreaMissing: expect.stringContaining('64 GiB') });
  });

  it('shows kernels side by side', async () => {
    const { out } = await dtheaps(['heaps', CAMERA, '--kernels', '6.12,7.3']);
    expect(out).toMatch(/HEAP +LINUX 6\.12 +LINUX 7\.3/);
    expect(out).toMatch(/camera@a0000000 +– +cma, 64 MiB/);
  });

  it('applies overlays', async () => {
    const { out } = await dtheaps(['heaps', CAMERA, '--overlay', join(samples, 'second-camera.dtso')]);
    expect(out).toContain('second-camera@a8000000');
  });

  it('boots with what options say', async () => {
    const options = ['--kernel', '7.3', '--cmdline', 'cma=64M', '--memory', '0x40000000:3G', '--format', 'json'];
    const { value } = await json(['heaps', CAMERA, ...options]);
    expect((value as unknown as BootJson).heaps.map(({ name }) => name)).toContain('reserved');
  });
});

describe('check', () => {
  it('finds the faults, with place, kernel log and status 1', async () => {
    const { status, out, error } = await dtheaps(['check', FAULTY]);
    expect({ status, error }).toEqual({ status: 1, error: '' });
    expect(out).toMatch(/faulty-board\.dts:\d+:\d+: error cma-misaligned/);
    expect(out).toContain('kernel log: Reserved memory: incorrect alignment of CMA region');
    expect(out).toMatch(/\d+ \| .*0x50000000/);
    expect(out).toMatch(/\d+ errors?/);
  });

  it('is quiet about a sound board', async () => {
    const { status, out } = await dtheaps(['check', CAMERA, '--fail-level', 'error']);
    expect(status).toBe(0);
    expect(out).not.toMatch(/: error /);
  });

  it('writes the JSON of the contract', async () => {
    const { status, value } = await json(['check', FAULTY, '--format', 'json']);
    expect(status).toBe(1);
    expect(value).toMatchObject({ schemaVersion: 1, files: 1 });
    const diagnostics = value.diagnostics as readonly Record<string, unknown>[];
    expect(diagnostics.find(({ rule }) => rule === 'cma-misaligned')).toMatchObject({
      severity: 'error',
      file: FAULTY,
      range: { start: { line: expect.any(Number), character: expect.any(Number) } },
      board: FAULTY,
      kernelLog: 'Reserved memory: incorrect alignment of CMA region',
    });
  });

  it('writes SARIF whose fingerprints survive a change above', async () => {
    const { value } = await json(['check', FAULTY, '--format', 'sarif']);
    const source = readFileSync(FAULTY, 'latin1').replace('/dts-v1/;', '/dts-v1/;\n\n/* moved down */\n');
    const moved = await dtheaps(['check', '-', '--stdin-filename', FAULTY, '--format', 'sarif'], source);
    const prints = (sarif: Record<string, unknown>): unknown[] =>
      (sarif.runs as { results: { partialFingerprints: unknown }[] }[]).flatMap(({ results }) =>
        results.map(({ partialFingerprints }) => partialFingerprints),
      );
    expect(value).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'dtheaps' } } }] });
    expect(prints(value).length).toBeGreaterThan(2);
    expect(prints(JSON.parse(moved.out))).toEqual(prints(value));
  });

  it('writes workflow commands for GitHub', async () => {
    const { out } = await dtheaps(['check', FAULTY, '--format', 'github']);
    expect(out).toMatch(/^::error file=.*faulty-board\.dts,line=\d+,col=\d+.*title=dtheaps%3A cma-misaligned::/m);
    expect(out.split('\n').filter((line) => line !== '' && !line.startsWith('::'))).toEqual([]);
  });

  it('leaves out what stands in the baseline', async () => {
    const baseline = join(folder, 'baseline.json');
    expect((await dtheaps(['check', FAULTY, '--write-baseline', baseline])).status).toBe(0);
    const { status, out } = await dtheaps(['check', FAULTY, '--baseline', baseline]);
    expect(status).toBe(0);
    expect(out).toContain('Nothing found');
  });

  it('reports a syntax error as a diagnostic', async () => {
    const { status, out } = await dtheaps(['check', '-'], '/dts-v1/;\n/ {\n\tcell = <1 2;\n};\n');
    expect(status).toBe(1);
    expect(out).toMatch(/stdin\.dts:3:\d+: error /);
  });

  it('counts levels and warnings', async () => {
    expect((await dtheaps(['check', FAULTY, '--fail-level', 'never'])).status).toBe(0);
    expect((await dtheaps(['check', FAULTY, '--fail-level', 'never', '--max-warnings', '0'])).status).toBe(1);
  });

  it('fixes what is certain, and the diff is what it does', async () => {
    cpSync(samples, join(folder, 'samples'), { recursive: true });
    const board = join(folder, 'samples', 'faulty-board.dts');
    const before = readFileSync(board, 'utf8');
    const diff = await dtheaps(['check', board, '--diff']);
    expect(readFileSync(board, 'utf8')).toBe(before);
    await dtheaps(['check', board, '--fix']);
    const after = readFileSync(board, 'utf8');
    if (diff.out === '') expect(after).toBe(before);
    else {
      expect(after).not.toBe(before);
      for (const line of diff.out.split('\n').filter((text) => /^\+[^+]/.test(text)))
        expect(after).toContain(line.slice(1));
    }
  });
});

it('boards of one call do not disturb each other, though they share a file', async () => {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const common = [
    '/ { soc { a: a { }; }; };',
    '#ifdef SECOND',
    '/ { b: b { }; };',
    '&b { status = "okay"; };',
    '#endif',
    '&a { status = "okay"; };',
    '',
  ];
  write('common.dtsi', common.join('\n'));
  const first = write('first.dts', '#define SECOND\n/dts-v1/;\n#include "common.dtsi"\n');
  const second = write('second.dts', '/dts-v1/;\n#include "common.dtsi"\n');
  for (const order of [
    [first, second],
    [second, first],
    [first, second, first],
  ]) {
    const { status, out, error } = await dtheaps(['check', ...order]);
    expect({ status, out: out.trim(), error }).toEqual({ status: 0, out: 'Nothing found in 2 boards.', error: '' });
  }
});

describe('simulate', () => {
  it('runs until the pool is used up', async () => {
    const { status, value } = await json([
      'simulate',
      CAMERA,
      join(samples, 'scenarios/four-cameras.heapsim.json'),
      '--format',
      'json',
    ]);
    expect(status).toBe(0);
    const steps = value.steps as readonly Record<string, unknown>[];
    expect(steps.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ENOMEM']);
    expect(steps[5]).toMatchObject({ allocated: 5 });
    expect(String(steps[5]?.why)).toContain('760 are needed');
  });

  it('ends with 1 where an expectation does not hold', async () => {
    const { status, out } = await dtheaps([
      'simulate',
      CAMERA,
      join(samples, 'scenarios/fragmented-pool.heapsim.json'),
      '--kernel',
      '6.12',
    ]);
    expect(status).toBe(1);
    expect(out).toMatch(/step \d+: result is/);
  });
});

describe('tree, expand, explain, rules, report', () => {
  it('tree prints what dtc reads', async () => {
    const { status, out } = await dtheaps(['tree', CAMERA]);
    expect(status).toBe(0);
    expect(out).toMatch(/^\/dts-v1\/;/);
    expect(out).toContain('camera@a0000000 {');
  });

  it('tree --format json knows where values come from', async () => {
    const { value } = await json(['tree', CAMERA, '--format', 'json']);
    expect(value).toMatchObject({ schemaVersion: 1, board: CAMERA });
    expect(JSON.stringify(value)).toContain('camera-board.dts');
  });

  it('expand leaves no macro and no directive', async () => {
    const { status, out } = await dtheaps(['expand', CAMERA]);
    expect(status).toBe(0);
    expect(out).not.toMatch(/RANGE64|#include|#define/);
    expect(out).toContain('isp0: isp@10000000');
  });

  it('explain tells why, and rules lists all', async () => {
    const explained = await dtheaps(['explain', 'cma-misaligned']);
    expect(explained).toMatchObject({ status: 0, error: '' });
    expect(explained.out).toContain('Reserved memory: incorrect alignment of CMA region');
    expect((await dtheaps(['rules'])).out).toContain('cma-misaligned');
  });

  it('report has a page of all', async () => {
    const { status, out } = await dtheaps(['report', CAMERA]);
    expect(status).toBe(0);
    for (const part of ['256 MiB', 'LINUX 6.12', 'LINUX 7.3', 'Findings', 'NV12 frames']) expect(out).toContain(part);
  });
});
