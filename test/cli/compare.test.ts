import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const CAMERA = fileURLToPath(new URL('../../samples/camera-board.dts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a target would print that does as predicted: a kernel log and a listing of heaps. */
async function capture(kernel: string): Promise<string> {
  const { out } = await dtheaps(['boot', CAMERA, '--kernel', kernel, '--format', 'json']);
  const { log, heaps } = JSON.parse(out) as { log: string[]; heaps: { name: string }[] };
  const lines = [`Linux version ${kernel} (build@host)`, 'Kernel command line: console=ttyS0', ...log];
  const dmesg = lines.flatMap((line) => line.split('\n')).map((line) => `[    0.000000] ${line}`);
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

it('a target on which a heap is missing and another is there', async () => {
  const text = (await capture('7.3'))
    .replace('camera@a0000000  ', 'sensor@b0000000  ')
    .replace(/camera@a0000000$/m, '');
  const { status, out } = await dtheaps(['compare', CAMERA, file('other.txt', text), '--format', 'json']);
  expect(status).toBe(1);
  const { differences } = JSON.parse(out) as { differences: { kind: string; predicted?: string; captured?: string }[] };
  expect(differences.some(({ predicted }) => predicted?.includes('camera@a0000000'))).toBe(true);
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
