import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { profileSchema } from '../../server/src/profile/profileJson.ts';
import { readJsonValue } from '../../server/src/text/json/readJson.ts';
import { dtheaps } from '../cli/capturedTerminal.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const output = mkdtempSync(join(tmpdir(), 'dtheaps-samples-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const named = (folder: string, suffix: RegExp): string[] =>
  readdirSync(join(samples, folder)).filter((name) => suffix.test(name));
const SOURCES = named('.', /\.dtso?$/);

const installed = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const hasTools = installed('cpp') && installed('dtc');

describe.each(SOURCES)('%s', (name) => {
  it('compiles without a warning', (context) => {
    if (!hasTools) context.skip("Debian's cpp and device-tree-compiler are not on this machine");
    const path = join(samples, name);
    const cpp = spawnSync('cpp', ['-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp', path]);
    expect(cpp.stderr.toString()).toBe('');
    const dtc = spawnSync('dtc', ['-@', '-I', 'dts', '-O', 'dtb', '-o', join(output, `${name}.dtb`)], {
      input: cpp.stdout,
    });
    expect(dtc.stderr.toString()).toBe('');
    expect(dtc.status).toBe(0);
  });

  it('says in its header what it shows', () => {
    expect(readFileSync(join(samples, name), 'utf8').split('\n').slice(0, 14).join('\n')).toContain(' * Shows: ');
  });

  it('is accepted by the command as well', async () => {
    const { status, error } = await dtheaps(['tree', join(samples, name)]);
    expect({ status, error }).toEqual({ status: 0, error: '' });
  });
});

it('the README names every sample', () => {
  const readme = readFileSync(join(samples, 'README.md'), 'utf8');
  const all = [...SOURCES, ...named('scenarios', /\.json$/), ...named('profiles', /\.json$/)];
  expect(all.filter((name) => !readme.includes(name))).toEqual([]);
});

it.each(['camera-board.dts', 'dsp-board.dts'])('%s is sound: no error, no warning', async (name) => {
  const { out } = await dtheaps(['check', join(samples, name), '--kernels', '6.12,7.3', '--format', 'json']);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; severity: string }[] };
  expect(diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
});

it('faulty-board.dts has a fault of each kind', async () => {
  const { out } = await dtheaps(['check', join(samples, 'faulty-board.dts'), '--format', 'json']);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string }[] };
  const rules = new Set(diagnostics.map(({ rule }) => rule));
  for (const rule of ['cma-misaligned', 'region-overlap', 'reusable-no-map-conflict']) expect(rules).toContain(rule);
});

it('second-camera.dtso adds a heap to the camera board', async () => {
  const camera = join(samples, 'camera-board.dts');
  const { out } = await dtheaps(['heaps', camera, '--overlay', join(samples, 'second-camera.dtso'), '--kernel', '7.3']);
  expect(out).toContain('/dev/dma_heap/second-camera@a8000000');
});

/** The board of a scenario and the overlays that go on it, as its first line names them. */
function boardOf(scenario: string): { board: string; overlays: readonly string[] } {
  const [line = ''] = readFileSync(join(samples, 'scenarios', scenario), 'utf8').split('\n');
  return { board: /^\/\/ On (\S+\.dts)\b/.exec(line)?.[1] ?? '', overlays: line.match(/[\w-]+\.dtso/g) ?? [] };
}

const SCENARIOS = named('scenarios', /\.heapsim\.json$/);

it.each(SCENARIOS)('scenario %s runs on its board as it expects', async (name) => {
  const { board, overlays } = boardOf(name);
  const options = overlays.flatMap((overlay) => ['--overlay', join(samples, overlay)]);
  const path = join(samples, 'scenarios', name);
  const { status, error } = await dtheaps(['simulate', join(samples, board), path, ...options]);
  expect({ status, error }).toEqual({ status: 0, error: '' });
});

it('every board and overlay has a scenario', () => {
  const used = SCENARIOS.flatMap((name) => [boardOf(name).board, ...boardOf(name).overlays]);
  expect(SOURCES.filter((name) => !used.includes(name))).toEqual([]);
});

it.each(named('profiles', /\.json$/))('profile %s is one', (name) => {
  const value: unknown = JSON.parse(readFileSync(join(samples, 'profiles', name), 'utf8'));
  expect(readJsonValue(value, profileSchema()).complaints).toEqual([]);
});

it('the coherent pools become heaps under the profile that proposes them', async () => {
  const profile = join(samples, 'profiles', 'coherent-heap.json');
  const { out } = await dtheaps(['heaps', join(samples, 'dsp-board.dts'), '--profile', profile, '--format', 'json']);
  const { heaps } = JSON.parse(out) as { heaps: { name: string; allocator: string }[] };
  expect(heaps.filter(({ allocator }) => allocator === 'coherent').map(({ name }) => name)).toEqual([
    'dsp0-messages@9c800000',
    'dsp1-messages@9d800000',
  ]);
});
