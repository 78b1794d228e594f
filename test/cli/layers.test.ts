import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const fixtures = fileURLToPath(new URL('../fixtures/layers', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-layers-'));
cpSync(fixtures, folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (...parts: string[]): string => join(folder, ...parts);
const put = (name: string, content: string | object): string => {
  const path = at(name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const BOARD = at('precedence', 'board.dts');
const PROFILE = ['--profile', at('precedence', 'profile.json')];
const CONFIG = ['--kernel-config', at('precedence', 'kernel.config')];

interface Origins {
  readonly layers: readonly { readonly layer: string; readonly path?: string }[];
  readonly origins: Readonly<
    Record<string, { readonly value: unknown; readonly layer: string; readonly path?: string }>
  >;
  readonly notes: readonly string[];
}

async function profileOf(...args: string[]): Promise<Origins> {
  const { out } = await dtheaps(['heaps', ...args, '--format', 'json']);
  return (JSON.parse(out) as { profile: Origins }).profile;
}

/** The bytes of the default CMA area. */
async function defaultArea(...args: string[]): Promise<string | undefined> {
  const { out } = await dtheaps(['boot', ...args, '--format', 'json']);
  const { cmaAreas } = JSON.parse(out) as { cmaAreas: { default: boolean; size: string }[] };
  return cmaAreas.find((area) => area.default)?.size;
}

describe('a profile file and a .config that the call names', () => {
  it('go over one another in this order', async () => {
    expect(await defaultArea(BOARD)).toBe('0x2000000');
    expect(await defaultArea(BOARD, ...PROFILE)).toBe('0x4000000');
    expect(await defaultArea(BOARD, ...CONFIG)).toBe('0x1000000');
    expect(await defaultArea(BOARD, ...PROFILE, ...CONFIG)).toBe('0x1000000');
    expect(await defaultArea(BOARD, ...PROFILE, ...CONFIG, '--cmdline', 'cma=8M')).toBe('0x800000');
  });

  it.each(['heaps', 'report'])('do so for %s', async (command) => {
    expect((await dtheaps([command, BOARD, ...PROFILE])).out).toContain('64 MiB');
    const { out } = await dtheaps([command, BOARD, ...PROFILE, ...CONFIG]);
    expect(out).toContain('16 MiB');
    expect(out).not.toContain('64 MiB');
  });

  it('are both named as where values come from', async () => {
    const { layers, origins } = await profileOf(BOARD, ...PROFILE, ...CONFIG, '--kernel', '6.12');
    expect(layers.map(({ layer }) => layer)).toEqual(['default', 'profileFile', 'kernelConfigFile', 'call']);
    expect(origins.kernel).toEqual({ value: '6.12', layer: 'call' });
    expect(origins['config.CONFIG_CMA_SIZE_MBYTES']).toEqual({ value: 16, layer: 'kernelConfigFile', path: CONFIG[1] });
    expect(origins.architecture).toEqual({ value: 'arm64', layer: 'default' });
    expect(origins.memory).toEqual({ value: null, layer: 'board' });
    const report = (await dtheaps(['report', BOARD, ...PROFILE, '--verbose'])).out;
    expect(report).toMatch(/CONFIG_CMA_SIZE_MBYTES +64 +profile file, .*profile\.json/);
    expect((await dtheaps(['report', BOARD, ...PROFILE])).out).not.toContain('profile file');
  });
});

describe('a scenario’s profile', () => {
  it('goes over the profile file, and under the options of the call', async () => {
    const scenario = put('scenario.json', {
      profile: { config: { CONFIG_CMA_SIZE_MBYTES: 8 } },
      steps: [{ op: 'allocate', heap: 'default_cma_region', size: '12M', id: 'a' }],
      expect: [{ step: 0, result: 'ENOMEM' }],
    });
    expect((await dtheaps(['simulate', BOARD, scenario, ...PROFILE])).status).toBe(0);
    expect((await dtheaps(['simulate', BOARD, scenario, ...PROFILE, '--cmdline', 'cma=16M'])).status).toBe(1);
  });
});

describe('.dtheaps.json', () => {
  it('is read by expand as by the others', async () => {
    const board = at('expand', 'board.dts');
    const { status, out, error } = await dtheaps(['expand', board]);
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toContain('reg = <0x60000000 0x1000000>;');
    expect((await dtheaps(['check', board])).status).toBe(0);
    expect((await dtheaps(['tree', board])).status).toBe(0);
    expect((await dtheaps(['compile', board, '-o', at('out.dtb')])).status).toBe(0);
    expect((await dtheaps(['expand', board, '-D', 'SIZE=0x2000000'])).out).toContain('0x2000000');
  });

  it('has its overlays applied where a board is booted or shown, and not where it is compiled', async () => {
    put('overlaid/.dtheaps.json', { overlays: ['over.dtso'] });
    put('overlaid/over.dtso', '/dts-v1/;\n/plugin/;\n&{/} { over; };\n');
    const board = put('overlaid/board.dts', '/dts-v1/;\n/ { };\n');
    const blob = at('overlaid.dtb');
    expect((await dtheaps(['tree', board])).out).toContain('over;');
    expect((await dtheaps(['compile', board, '-o', blob])).status).toBe(0);
    expect((await dtheaps(['tree', blob])).out).not.toContain('over;');
  });

  it('stands under a profile file, option by option', async () => {
    put('project/.dtheaps.json', {
      profile: { kernel: '6.12', config: { CONFIG_CMA_SIZE_MBYTES: 128, CONFIG_CMA_AREAS: 3 } },
      defines: ['A=1', 'B=2'],
    });
    const board = put('project/board.dts', '/dts-v1/;\n/ { a = <A B>; };\n');
    const { origins } = await profileOf(board, ...PROFILE, '-D', 'B=3');
    expect(origins.kernel).toMatchObject({ value: '6.12', layer: 'configuration' });
    expect(origins['config.CONFIG_CMA_SIZE_MBYTES']).toMatchObject({ value: 64, layer: 'profileFile' });
    expect(origins['config.CONFIG_CMA_AREAS']).toMatchObject({ value: 3, layer: 'configuration' });
    expect(origins['defines.A']).toMatchObject({ value: '1', layer: 'configuration' });
    expect(origins['defines.B']).toEqual({ value: '3', layer: 'call' });
  });
});

describe('a kernel tree', () => {
  const tree = (architecture: string, config: string): string => {
    put(`linux-${architecture}/Makefile`, 'VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 9\n');
    mkdirSync(at(`linux-${architecture}/scripts/dtc/include-prefixes`), { recursive: true });
    put(`linux-${architecture}/.config`, config);
    return put(`linux-${architecture}/arch/${architecture}/boot/dts/board.dts`, '/dts-v1/;\n/ { };\n');
  };

  it('gives its version, architecture and .config', async () => {
    const { layers, origins, notes } = await profileOf(
      tree('arm64', 'CONFIG_ARM64=y\nCONFIG_CMA_AREAS=5\nCONFIG_NET=y\n'),
    );
    expect(layers.map(({ layer }) => layer)).toEqual(['default', 'kernelTree', 'kernelTreeConfig']);
    expect(origins.kernel).toMatchObject({ value: '6.6.9', layer: 'kernelTree' });
    expect(origins.architecture).toMatchObject({ value: 'arm64', layer: 'kernelTree' });
    expect(origins['config.CONFIG_CMA_AREAS']).toMatchObject({ value: 5, layer: 'kernelTreeConfig' });
    expect(origins['config.CONFIG_NET']).toBeUndefined();
    expect(notes).toEqual([]);
  });

  it('keeps a .config of another architecture to itself, with a note', async () => {
    const board = tree('riscv', 'CONFIG_ARM64=y\nCONFIG_CMA_AREAS=5\n');
    const { origins, notes } = await profileOf(board);
    expect(origins['config.CONFIG_CMA_AREAS']).toBeUndefined();
    expect(notes).toEqual([expect.stringContaining('.config is left out: it is not for riscv')]);
    expect((await dtheaps(['heaps', board])).error).toContain('note: ');
  });
});

describe('numbers that Kconfig has not', () => {
  it.each([
    [
      '--profile',
      'half.json',
      '{"config":\n {"CONFIG_CMA_SIZE_MBYTES": 1.5}}',
      'half.json:2:29: config.CONFIG_CMA_SIZE_MBYTES: 1.5 ',
    ],
    ['--profile', 'big.json', '{"config": {"CONFIG_CMA_SIZE_MBYTES": 1e308}}', 'big.json:1:39: '],
    ['--profile', 'long.json', `{"config": {"CONFIG_CMA_AREAS": ${'9'.repeat(400)}}}`, 'long.json:1:33: '],
    [
      '--profile',
      'order.json',
      '{"config": {"CONFIG_ARCH_FORCE_MAX_ORDER": 9223372036854775808}}',
      'order.json:1:44: ',
    ],
    [
      '--kernel-config',
      'k.config',
      `CONFIG_ARM64=y\nCONFIG_CMA_SIZE_MBYTES=${'9'.repeat(400)}\n`,
      'k.config:2:24: 999',
    ],
  ])('%s %s are unusable, with their place', async (option, name, text, message) => {
    for (const command of ['check', 'boot']) {
      const { status, out, error } = await dtheaps([command, BOARD, option, put(name, text)]);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(error.trimEnd().split('\n')).toHaveLength(1);
      expect(error).toContain(message);
      expect(error).toContain('a whole number');
    }
  });
});
