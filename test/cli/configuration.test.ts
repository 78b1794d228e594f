import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

function put(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A board with one pool, whose size stands in `pool.dtsi` as a macro. */
const board = (size: string): string => `/dts-v1/;
#define SIZE ${size}
#include "pool.dtsi"
/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; };
`;
const pool = (above = ''): string => `/ { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
	camera@60000000 {
		compatible = "shared-dma-pool";
		reusable;
		${above}
		reg = <0x60000000 SIZE>;
	};
}; };
`;

async function rulesOf(...args: string[]): Promise<string[]> {
  const { out } = await dtheaps(['check', '--format', 'json', ...args]);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; severity: string }[] };
  return diagnostics
    .map(({ rule, severity }) => `${severity} ${rule}`)
    .filter((text) => /^(?:error|warning)/.test(text));
}

describe('.dtheaps.json', () => {
  it('says what boots the boards and how much rules count; options win over it', async () => {
    put('pool.dtsi', pool());
    const path = put('boards/a.dts', board('0x100000').replace('"pool.dtsi"', '<pool.dtsi>'));
    put('.dtheaps.json', {
      profile: { kernel: '6.12' },
      includeRoots: ['.'],
      severities: { 'cma-misaligned': 'warning', 'pool-without-consumer': 'off' },
    });
    expect(await rulesOf(path)).toEqual(['warning cma-misaligned']);
    const heaps = async (...args: string[]) => (await dtheaps(['boot', path, '--format', 'json', ...args])).out;
    expect(JSON.parse(await heaps()).kernel).toBe('6.12');
    expect(JSON.parse(await heaps('--kernel', '6.18')).kernel).toBe('6.18');
  });

  it('names the baseline', async () => {
    put('pool.dtsi', pool());
    const path = put('a.dts', board('0x100000'));
    put('.dtheaps.json', { baseline: 'known.json' });
    const baseline = put('known.json', '{"findings": []}');
    expect((await dtheaps(['check', path])).status).toBe(1);
    expect((await dtheaps(['check', path, '--write-baseline', baseline])).status).toBe(0);
    expect(await rulesOf(path)).toEqual([]);
  });

  it('is unusable input where something in it cannot be used', async () => {
    put('pool.dtsi', pool());
    const path = put('a.dts', board('0x100000'));
    put('.dtheaps.json', '{\n  "severities": {"cma-misaligned": "loud"}\n}');
    const { status, out, error } = await dtheaps(['check', path]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain('.dtheaps.json:2:36: "loud" is none of off, hint');
  });
});

describe('a .dtheaps.json at fault', () => {
  it('is said of each fault, in the order of the file', async () => {
    const path = put('a.dts', board('0x200000'));
    put('pool.dtsi', pool());
    put('.dtheaps.json', '{"cmdline": "cma=1M",\n"profile": {"kernel": 6.10},\n"defines": ["OK", "1x"]}');
    const { status, error } = await dtheaps(['check', path]);
    expect(status).toBe(2);
    expect(
      error
        .trimEnd()
        .split('; ')
        .map((part) => part.replace(/^.*\.dtheaps\.json:/, '')),
    ).toEqual([
      '1:2: there is no member of a configuration "cmdline"',
      'did you mean "commandLine" in "profile"?',
      '2:23: 6.10 is a number, as which 6.1 and 6.10 are the same: write it as a string, such as "6.10"',
      '3:19: "1x" is no macro such as "DEBUG" or "SIZE=0x1000"',
    ]);
  });

  it('is said of paths at which nothing stands, once, and the rest is read', async () => {
    const path = put('a.dts', board('0x200000'));
    put('pool.dtsi', pool());
    put('.dtheaps.json', '{"includeRoots": [".", "gone"],\n"bases": [{"board": "lost.dts"}]}');
    const { status, error } = await dtheaps(['check', path]);
    expect(status).toBe(0);
    expect(
      error
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(`${folder}/`, '')),
    ).toEqual([
      'dtheaps: note: .dtheaps.json:1:24: gone: no such folder, it is left out',
      'dtheaps: note: .dtheaps.json:2:21: lost.dts: no such file, it is left out',
    ]);
  });

  it('is not said of folders that are there and lie outside of the project: they are not read', async () => {
    const path = put('a.dts', board('0x200000'));
    put('pool.dtsi', pool());
    put('.dtheaps.json', '{"includeRoots": [".", "/usr"]}');
    const { error } = await dtheaps(['check', path, '--root', folder]);
    expect(error).toMatch(/: \/usr: lies outside of the project .* lets it be read; it is left out\n/);
  });

  it('takes no other file for a .config', async () => {
    const path = put('a.dts', board('0x200000'));
    put('pool.dtsi', pool());
    const { status, error } = await dtheaps(['check', path, '--kernel-config', put('README', 'hello\n')]);
    expect({ status, error }).toMatchObject({ status: 2, error: expect.stringContaining('is no .config of a kernel') });
  });
});

describe('suppression comments', () => {
  const DISABLE = '/* dtheaps-disable-next-line cma-misaligned -- on one of the two */';

  it('silence a finding, and are unused only where no board or kernel of the call uses them', async () => {
    put('pool.dtsi', pool(DISABLE));
    const small = put('small.dts', board('0x100000'));
    const large = put('large.dts', board('0x200000'));
    expect(await rulesOf(small)).toEqual([]);
    expect(await rulesOf(large)).toEqual(['warning unused-suppression']);
    expect(await rulesOf(large, small)).toEqual([]);
    // 2 MiB are enough since 5.19; before it was 4 MiB.
    expect(await rulesOf(large, '--kernels', '5.15,7.3')).toEqual([]);
  });

  it('silence warnings of dtc, and no error', async () => {
    const comment = '/* dtheaps-disable-next-line */';
    const warned = (above: string) => `/dts-v1/;\n/ {\n\tcpu {\n${above}\n\t\tstatus = <1>;\n\t};\n};\n`;
    expect(await rulesOf(put('a.dts', warned('')))).toEqual(['warning status-is-string']);
    expect(await rulesOf(put('a.dts', warned(comment)))).toEqual([]);
    const broken = (above: string) => `/dts-v1/;\n/ {\n${above}\n\ta = <&nobody>;\n};\n`;
    const [error] = await rulesOf(put('a.dts', broken('')));
    expect(error).toMatch(/^error/);
    expect(await rulesOf(put('a.dts', broken(comment)))).toEqual([error]);
  });
});
