import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HeapsAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';

const fixtures = fileURLToPath(new URL('../fixtures/layers', import.meta.url));
let client: TestClient;
beforeEach(() => {
  client = new TestClient();
  cpSync(fixtures, client.folder, { recursive: true });
});
afterEach(() => client.stop());

const BOARD = 'precedence/board.dts';
const NAMED = { profileFile: 'precedence/profile.json', kernelConfigFile: 'precedence/kernel.config' };

/** The bytes of the default CMA area as the server boots the board under some settings. */
async function defaultArea(settings: Record<string, unknown>): Promise<string | undefined> {
  client.settings = settings;
  await client.start();
  await client.open(BOARD);
  const { heaps } = await client.ask<HeapsAnswer>('heaps', { uri: client.uri(BOARD) });
  return heaps.find(({ name }) => name === 'default_cma_region')?.size;
}

it.each([
  ['the profile file', { profileFile: NAMED.profileFile }, '0x4000000'],
  ['a .config over the profile file', NAMED, '0x1000000'],
  ['single options over both', { ...NAMED, kernelConfig: { CONFIG_CMA_SIZE_MBYTES: 8 } }, '0x800000'],
  ['the command line over all of them', { ...NAMED, commandLine: 'cma=128M' }, '0x8000000'],
])('boots %s', async (_, settings, size) => expect(await defaultArea(settings)).toBe(size));

it('reads a board as its .dtheaps.json says', async () => {
  await client.start();
  await client.open('expand/board.dts');
  const { heaps } = await client.ask<HeapsAnswer>('heaps', { uri: client.uri('expand/board.dts') });
  expect(heaps.map(({ name }) => name)).toContain('camera@60000000');
});

it('takes no setting that nobody set for one that was chosen', async () => {
  const chosen = { profile: { kernel: '6.12', commandLine: 'cma=64M', architecture: 'arm64' } };
  writeFileSync(join(client.folder, 'precedence/.dtheaps.json'), JSON.stringify(chosen));
  const unset = { kernel: '', architecture: 'auto', commandLine: null, memory: [], kernelConfig: {}, patches: null };
  client.settings = unset;
  await client.start();
  await client.open(BOARD);
  const { heaps, status } = await client.ask<HeapsAnswer>('heaps', { uri: client.uri(BOARD) });
  expect(status).toMatchObject({ kernel: '6.12', kernelSource: 'setting', settingsProblems: [] });
  expect(heaps.map(({ size }) => size)).toContain('0x4000000');
});

it('shows what is wrong in the files that settings name, there', async () => {
  writeFileSync(join(client.folder, NAMED.profileFile), '{\n  "kernal": "7.3"\n}');
  writeFileSync(join(client.folder, NAMED.kernelConfigFile), 'CONFIG_ARM64=y\nCONFIG_CMA_AREAS=many\n');
  client.settings = NAMED;
  await client.start();
  await client.open(BOARD);
  const profile = client.uri(NAMED.profileFile);
  const config = client.uri(NAMED.kernelConfigFile);
  await client.received(() => client.published.has(profile) && client.published.has(config));
  expect(client.published.get(profile)).toMatchObject([
    {
      code: 'profile-invalid',
      range: { start: { line: 1, character: 2 } },
      message: expect.stringContaining('did you mean "kernel"?'),
    },
  ]);
  expect(client.published.get(config)).toMatchObject([
    { code: 'kernel-config-invalid', range: { start: { line: 1, character: 17 }, end: { line: 1, character: 21 } } },
  ]);
});

it('says what it leaves out around a board', async () => {
  const dts = join(client.folder, 'linux/arch/riscv/boot/dts');
  mkdirSync(dts, { recursive: true });
  mkdirSync(join(client.folder, 'linux/scripts/dtc/include-prefixes'), { recursive: true });
  writeFileSync(join(client.folder, 'linux/.config'), 'CONFIG_ARM64=y\n');
  writeFileSync(join(dts, 'board.dts'), '/dts-v1/;\n/ { };\n');
  await client.start();
  await client.open('linux/arch/riscv/boot/dts/board.dts');
  const uri = client.uri('linux/arch/riscv/boot/dts/board.dts');
  const { status } = await client.ask<HeapsAnswer>('heaps', { uri });
  expect(status.notes).toEqual([expect.stringContaining('is left out: it is not for riscv')]);
});
