import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { NEWEST_RELEASE, OLDEST_RELEASE } from '../../server/src/kernel/behaviours/releases.ts';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const BOARD_TEXT = boardSource({
  regions: ['camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };'],
});
const BOARD = file('board.dts', BOARD_TEXT);
const SCENARIO = file('scenario.json', '{"steps": [{"op": "allocate", "heap": "system", "size": "4K", "id": "a"}]}');
const CAPTURE = file('capture.txt', '[    0.000000] Linux version 6.12.1\n$ ls /dev/dma_heap\nsystem\n');

const noteOn = (version: string, other: string): string =>
  `dtheaps: note: Linux ${version} is not modelled: what Linux ${other} does is shown ` +
  `(modelled are ${OLDEST_RELEASE} to ${NEWEST_RELEASE})\n`;

describe.each([
  ['boot', []],
  ['heaps', []],
  ['check', []],
  ['report', []],
  ['simulate', [SCENARIO]],
  ['compare', [CAPTURE]],
])('%s', (command, more) => {
  it.each([
    ['4.19', OLDEST_RELEASE],
    ['9.9', NEWEST_RELEASE],
  ])('says that Linux %s is not modelled, and ends as with Linux %s', async (version, other) => {
    const run = (kernel: string) => dtheaps([command, BOARD, ...more, '--kernel', kernel]);
    const { status, error, out } = await run(version);
    const modelled = await run(other);
    expect(error).toContain(noteOn(version, other));
    expect(error.replaceAll(noteOn(version, other), '')).toBe(modelled.error);
    expect(status).toBe(modelled.status);
    expect(out.replaceAll(new RegExp(`(Linux) ${version.replace('.', '[.]')}`, 'gi'), `$1 ${other}`)).toBe(
      modelled.out,
    );
  });

  it('says nothing of a kernel that is', async () => {
    const { error } = await dtheaps([command, BOARD, ...more, '--kernel', '6.12.117']);
    expect(error).not.toContain('not modelled');
  });
});

test('each of several kernels is noted once', async () => {
  const { error } = await dtheaps(['heaps', BOARD, '--kernels', '4.19,6.12,9.9,4.19']);
  expect(error).toBe(noteOn('4.19', OLDEST_RELEASE) + noteOn('9.9', NEWEST_RELEASE));
});

test('what a command line says that the kernels misread is noted once beside several of them', async () => {
  const { out } = await dtheaps(['heaps', BOARD, '--kernels', '6.12,7.3', '--cmdline', 'cma=64MB']);
  expect(out.match(/cma=64MB/g)).toHaveLength(1);
});

test('the kernel of a profile, of .dtheaps.json and of a kernel tree is noted too', async () => {
  const profile = file('profile.json', '{"kernel": "4.14.98"}');
  expect((await dtheaps(['boot', BOARD, '--profile', profile])).error).toBe(noteOn('4.14.98', OLDEST_RELEASE));
  mkdirSync(join(folder, 'configured'));
  const configured = file('configured/board.dts', BOARD_TEXT);
  file('configured/.dtheaps.json', '{"profile": {"kernel": "9.1"}}');
  expect((await dtheaps(['boot', configured])).error).toBe(noteOn('9.1', NEWEST_RELEASE));
  mkdirSync(join(folder, 'linux/scripts/dtc/include-prefixes'), { recursive: true });
  mkdirSync(join(folder, 'linux/arch/arm64/boot/dts'), { recursive: true });
  file('linux/Makefile', 'VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 325\n');
  const inTree = file('linux/arch/arm64/boot/dts/board.dts', BOARD_TEXT);
  expect((await dtheaps(['heaps', inTree])).error).toBe(noteOn('4.19.325', OLDEST_RELEASE));
});

describe('check', () => {
  const checked = async (...args: string[]) => {
    const { status, out } = await dtheaps(['check', BOARD, BOARD, '--format', 'json', ...args]);
    const { diagnostics }: { diagnostics: Record<string, unknown>[] } = JSON.parse(out);
    return { status, notes: diagnostics.filter(({ rule }) => rule === 'kernel-not-modelled') };
  };

  it('has one note for each such kernel among its diagnostics', async () => {
    const { notes } = await checked('--kernels', '4.19,6.12,9.9');
    expect(notes).toMatchObject([
      {
        severity: 'information',
        file: BOARD,
        kernel: '4.19',
        message: expect.stringContaining(`Linux ${OLDEST_RELEASE}`),
      },
      {
        severity: 'information',
        file: BOARD,
        kernel: '9.9',
        message: expect.stringContaining(`Linux ${NEWEST_RELEASE}`),
      },
    ]);
  });

  it('does not fail for it, whatever the level', async () => {
    const quiet = file('quiet.dts', '/dts-v1/;\n/ { };\n');
    const { status } = await dtheaps(['check', quiet, '--kernel', '9.9', '--fail-level', 'hint']);
    expect(status).toBe(0);
  });
});
