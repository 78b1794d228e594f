import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { wholeLog } from '../captures/captureEnvelopes.ts';
import { dtheaps } from './capturedTerminal.ts';

const CAMERA = fileURLToPath(new URL('../../samples/camera-board.dts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a target would print that does as predicted: a kernel log and a listing of heaps. */
async function capture(kernel: string): Promise<string> {
  const { out } = await dtheaps(['boot', CAMERA, '--kernel', kernel, '--format', 'json']);
  const { log, heaps } = JSON.parse(out) as { log: string[]; heaps: { name: string }[] };
  const dmesg = wholeLog(kernel, log).map((line) => `[    0.000000] ${line}`);
  return [...dmesg, '# ls /dev/dma_heap', heaps.map(({ name }) => name).join('  '), ''].join('\n');
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it.each(['6.12', '7.3'])('a target that does as predicted on %s, whose version the capture names', async (kernel) => {
  const { status, out } = await dtheaps(['compare', CAMERA, file('same.txt', await capture(kernel))]);
  expect(out).toContain('as predicted');
  expect(out).toContain(`Linux ${kernel}`);
  expect(status).toBe(0);
});

interface Comparison {
  readonly differences: readonly { kind: string; predicted?: string; captured?: string; cause?: string }[];
  readonly notes: readonly { message: string }[];
}

async function compared(name: string, text: string, ...options: readonly string[]): Promise<Comparison> {
  const { out } = await dtheaps(['compare', CAMERA, file(name, text), '--format', 'json', ...options]);
  return JSON.parse(out);
}

it('a target on which a heap is missing and another is there', async () => {
  const text = (await capture('7.3')).replace(/camera@a0000000(?=.*\n$)/, 'sensor@b0000000');
  const { differences } = await compared('other.txt', text);
  expect(differences).toEqual([
    { kind: 'heap', predicted: 'camera@a0000000' },
    {
      kind: 'heap',
      captured: 'sensor@b0000000',
      line: expect.any(Number),
      cause: expect.stringMatching(
        /^sensor@b0000000 is a CMA pool on the target, and no region of the board: .*--overlay/,
      ),
    },
  ]);
});

it('a region of another size, and why the messages differ', async () => {
  const { out } = await dtheaps(['boot', CAMERA, '--kernel', '7.3', '--format', 'json']);
  const line =
    (JSON.parse(out) as { log: string[] }).log.find((each) => / map reusable camera@a0000000$/.test(each)) ?? '';
  const text = (await capture('7.3')).replace(
    line,
    line.replace(/\.\.0x(\w+) \(\d+ KiB\)/, '..0x00000000a07fffff (8192 KiB)'),
  );
  const { differences } = await compared('size.txt', text);
  expect(differences.map(({ kind }) => kind)).toEqual(['log', 'log']);
  for (const { cause } of differences) expect(cause).toMatch(/^camera@a0000000 is 8 MiB on the target and \d+ MiB/);
});

it('an excerpt lacks nothing, and says so', async () => {
  const text = (await capture('7.3'))
    .split('\n')
    .filter((line) => line.includes('cma'))
    .join('\n');
  const { differences, notes } = await compared('excerpt.txt', text);
  expect(differences).toEqual([]);
  // The command that listed the heaps is gone, and their names are still there.
  expect(notes.map(({ message }) => message)).toEqual([
    'taken for a listing of /dev/dma_heap',
    expect.stringContaining('only a part of the kernel'),
    expect.stringContaining('only a part of the heaps'),
  ]);
});

it('no folder of heaps: each heap is missing, and the cause is named once in the text', async () => {
  const text = '# ls /dev/dma_heap\nls: /dev/dma_heap: No such file or directory\n';
  const { status, out } = await dtheaps(['compare', CAMERA, file('none.txt', text)]);
  expect(status).toBe(1);
  expect(out.match(/- heap: /g)?.length).toBeGreaterThan(1);
  expect(out.match(/because the target has no folder of heaps/g)).toHaveLength(1);
});

it('standard input, and gzip that is none', async () => {
  const text = await capture('6.12');
  const { status, out } = await dtheaps(['compare', CAMERA, '-', '--format', 'json'], text);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ kernel: '6.12', differences: [] });
  const broken = await dtheaps(['compare', CAMERA, '-'], '\x1f\x8bno gzip');
  expect(broken.status).toBe(2);
  expect(broken.error).toContain('-: gzip: it cannot be unpacked');
  const packed = await dtheaps(['compare', CAMERA, '-'], gzipSync(text).toString('latin1'));
  expect(packed.out).toContain('as predicted');
});

it('a message that was not predicted, with its line', async () => {
  const text = `${await capture('7.3')}\n[    0.000000] Reserved memory: incorrect alignment of CMA region\n`;
  const { status, out } = await dtheaps(['compare', CAMERA, file('message.txt', text)]);
  expect(status).toBe(1);
  expect(out).toMatch(/\+ kernel log: Reserved memory: incorrect alignment of CMA region +\S+message\.txt:\d+/);
});

it('a file that is no capture', async () => {
  const { status, error } = await dtheaps(['compare', CAMERA, file('none.txt', 'hello\n')]);
  expect(status).toBe(2);
  expect(error).toContain('none.txt: neither a kernel log nor a listing');
});

describe('the tree that the target was booted with', () => {
  /** A target's `base64 /sys/firmware/fdt` of the board after changes of its text, and the heaps of such a board. */
  async function flashed(change: (source: string) => string): Promise<string> {
    const board = file('flashed.dts', change(readFileSync(CAMERA, 'utf8')));
    const include = ['-I', dirname(CAMERA)];
    const blob = join(folder, 'flashed.dtb');
    const { error } = await dtheaps(['compile', board, '-o', blob, ...include]);
    expect(error).toBe('');
    const { out } = await dtheaps(['boot', board, '--kernel', '7.3', '--format', 'json', ...include]);
    const heaps = (JSON.parse(out) as { heaps: { name: string }[] }).heaps.map(({ name }) => name);
    const base64 = readFileSync(blob).toString('base64').replaceAll(/.{76}/g, '$&\n');
    return [
      '# uname -r',
      '7.3.4',
      '# base64 /sys/firmware/fdt',
      base64,
      '# ls /dev/dma_heap',
      heaps.join(' '),
      '',
    ].join('\n');
  }

  it('is the board’s: nothing differs', async () => {
    const { differences, notes } = await compared('own.txt', await flashed((source) => source));
    expect({ differences, notes }).toEqual({ differences: [], notes: [] });
  });

  it('has a region of another kind, which explains the heap that is missing', async () => {
    const { differences } = await compared(
      'no-map.txt',
      await flashed((source) => source.replace(/(camera@a0000000 \{[^}]*?)reusable;/, '$1no-map;')),
    );
    const cause = expect.stringMatching(/^the target was booted with another tree, its \/sys\/firmware\/fdt/);
    expect(differences).toEqual([
      {
        kind: 'tree',
        predicted: 'camera@a0000000: reusable;',
        captured: 'camera@a0000000: no reusable',
        line: 4,
        cause,
      },
      { kind: 'tree', predicted: 'camera@a0000000: no no-map', captured: 'camera@a0000000: no-map;', line: 4, cause },
      { kind: 'heap', predicted: 'camera@a0000000', cause },
    ]);
  });

  it('has RAM that firmware filled in, which is a note', async () => {
    const text = await flashed((source) =>
      source.replace(/(memory@40000000 \{[^}]*?reg = <)[^>]*>/, '$10x0 0x40000000 0x1 0x0>'),
    );
    const { differences, notes } = await compared('ram.txt', text);
    expect(differences).toEqual([]);
    expect(notes).toEqual([
      expect.objectContaining({ message: expect.stringContaining('--memory 0x40000000:0x100000000') }),
    ]);
  });

  it('has a region that firmware added, which is a note', async () => {
    const region = 'secure@b0000000 { no-map; reg = <0x0 0xb0000000 0x0 0x100000>; };';
    const text = await flashed((source) => source.replace(/(reserved-memory \{[^{}]*ranges;)/, `$1 ${region}`));
    const { differences, notes } = await compared('added.txt', text);
    expect(differences).toEqual([]);
    expect(notes).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/secure@b0000000 \{ reg = .*firmwareRegions/) }),
    ]);
  });

  it('is cut off: a note says so', async () => {
    const text = (await flashed((source) => source)).split('\n').filter((_, at) => at < 10 || at > 60);
    const { notes } = await compared('cut.txt', text.join('\n'));
    expect(notes).toContainEqual({ message: expect.stringMatching(/fdt cannot be read: /), line: 4 });
  });
});

describe('names alone', () => {
  it.each([
    ['each on a line', 'system\ndefault_cma_region\nlinux,cma\ncamera@a0000000\n', []],
    ['in columns', 'camera@a0000000  default_cma_region  linux,cma  system\n', []],
    ['without one', 'system\nlinux,cma\ndefault_cma_region\n', ['camera@a0000000']],
    ['of an excerpt', 'linux,cma\n', []],
  ])('%s are a listing of heaps', async (name, text, missing) => {
    const { differences, notes } = await compared(`${name}.txt`, text, '--kernel', '7.3');
    expect(differences).toEqual(missing.map((heap) => expect.objectContaining({ kind: 'heap', predicted: heap })));
    expect(notes).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/^taken for a listing/) }));
  });

  it.each(['the system is broken\n', 'linux\ncamera\n', 'some-thing else_entirely\n', '', 'system: linux,cma\n'])(
    'are not seen in %j',
    async (text) => {
      const { status, error } = await dtheaps(['compare', CAMERA, file('prose.txt', text)]);
      expect(status).toBe(2);
      expect(error).toContain('neither a kernel log nor a listing of /dev/dma_heap');
    },
  );
});
