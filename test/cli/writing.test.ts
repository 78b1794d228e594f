import { spawn } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-writing-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

/** Bytes of a path that the system takes at the most, without its end (include/uapi/linux/limits.h `PATH_MAX`), and of a part. */
const LONGEST_PATH = 4095;
const PART = 200;

const at = (name: string): string => join(folder, name);
const textAt = (name: string): string => readFileSync(at(name), 'latin1');

function put(name: string, text: string): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text, 'latin1');
  return at(name);
}

/** A pool of 1.5 MiB, which `--fix` rounds up to 2 MiB. */
const POOL = `	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool@50000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x50000000 0x180000>;
		};
	};
`;
const FIXED = '0x50000000 0x200000';
const board = (body: string): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 {
		device_type = "memory";
		reg = <0x40000000 0x40000000>;
	};
${body}};
`;
const SAFE = board('');

describe('--fix', () => {
  it('leaves every file alone that it was not asked to change', async () => {
    const path = put('a.dts', board(POOL));
    put('home/file', 'precious');
    symlinkSync('home/file', at('a.dts.dtheaps-new'));
    const { error } = await dtheaps(['check', '--fix', path]);
    expect(error).toContain('1 fix applied');
    expect(textAt('a.dts')).toContain(FIXED);
    expect(textAt('home/file')).toBe('precious');
    expect(readdirSync(folder).sort()).toEqual(['a.dts', 'a.dts.dtheaps-new', 'home']);
  });

  it('keeps the mode, and a link to the board a link', async () => {
    chmodSync(put('real/a.dts', board(POOL)), 0o600);
    symlinkSync('real/a.dts', at('link.dts'));
    put('.dtheaps.json', '{}');
    await dtheaps(['check', '--fix', at('link.dts')]);
    expect(lstatSync(at('link.dts')).isSymbolicLink()).toBe(true);
    expect(textAt('real/a.dts')).toContain(FIXED);
    expect(statSync(at('real/a.dts')).mode & 0o777).toBe(0o600);
  });

  it('changes all files of a round or none', async () => {
    // The system takes no longer path: the file is there, and no new one can be made beside it.
    const parts: string[] = [];
    for (let room = LONGEST_PATH - folder.length - '/second.dtsi'.length; room > 1; room -= PART + 1)
      parts.push('p'.repeat(Math.min(PART, room - 1)));
    const deep = parts.join('/');
    put(`${deep}/second.dtsi`, `/ {\n${POOL.replaceAll('50000000', '60000000')}};\n`);
    put('first.dtsi', `/ {\n${POOL}};\n`);
    const path = put('a.dts', `${board('')}#include "first.dtsi"\n#include "${deep}/second.dtsi"\n`);
    const { status, error } = await dtheaps(['check', '--fix', path]);
    expect([status, error.split(': ').slice(-2)]).toEqual([2, ['cannot be written', 'the name is too long\n']]);
    expect(textAt('first.dtsi')).toBe(`/ {\n${POOL}};\n`);
  });

  it('changes a file once that boards read by several paths', async () => {
    put('soc/pool.dtsi', `/ {\n${POOL}};\n`);
    symlinkSync('soc', at('prefix'));
    const boards = ['soc', 'prefix', 'soc'].map((way, number) =>
      put(`${number}.dts`, `${board('')}#include "${way}/pool.dtsi"\n`),
    );
    const { status, error } = await dtheaps(['check', '--fix', '--root', folder, ...boards]);
    expect(status).toBe(0);
    expect(error).toContain('1 fix applied');
    expect(textAt('soc/pool.dtsi')).toBe(`/ {\n${POOL.replace('0x180000', '0x200000')}};\n`);
  });

  it('says that other names of the file keep the earlier text', async () => {
    linkSync(put('a.dts', board(POOL)), at('b.dts'));
    const { error } = await dtheaps(['check', '--fix', at('a.dts')]);
    expect(error).toMatch(/note: .*a\.dts.* hard link/);
    expect(textAt('b.dts')).toContain('0x180000');
  });

  it('keeps bytes that are no UTF-8', async () => {
    const path = put('latin.dts', `// gr\xf6\xdfe\n${board(POOL)}`);
    await dtheaps(['check', '--fix', path]);
    expect(textAt('latin.dts')).toBe(`// gr\xf6\xdfe\n${board(POOL).replace('0x180000', '0x200000')}`);
  });

  it('adds what is missing in the text, and --diff shows it', async () => {
    const broken = board(POOL)
      .replace('0x180000>;', '0x200000;')
      .replace(/\t\t};\n\t};\n/, '\t\t}\n\t}\n');
    const path = put('a.dts', broken);
    const { out } = await dtheaps(['check', '--diff', path]);
    expect(out.split('\n').filter((line) => /^\+[^+]/.test(line))).toEqual([
      '+\t\t\treg = <0x50000000 0x200000>;',
      '+\t\t};',
      '+\t};',
    ]);
    expect((await dtheaps(['check', '--fix', path])).status).toBe(0);
    expect(textAt('a.dts')).toBe(board(POOL).replace('0x180000', '0x200000'));
  });

  it('many boards apart from one another are all fixed: what one takes to be tried is no work of the others', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `${index}.dts`);
    for (const name of names) put(name, `${board(POOL)}/* ${' '.repeat(90_000)} */\n`);
    const { out } = await dtheaps(['check', '--diff', ...names.map(at)]);
    expect(out.split('\n').filter((line) => line.startsWith('+') && line.includes(FIXED))).toHaveLength(names.length);
  });

  it('changes nothing of standard input', async () => {
    const { status, error } = await dtheaps(['check', '--fix', '-', '--stdin-filename', at('stdin.dts')], board(POOL));
    expect({ status, lines: error.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });

  describe('outside of the project', () => {
    const outer = (): string => put('outer/pool.dtsi', `/ {\n${POOL}};\n`);
    const inner = (): string => put('proj/inner.dts', `${SAFE}#include "../outer/pool.dtsi"\n`);

    it('changes nothing, and says what would let it', async () => {
      outer();
      mkdirSync(at('proj/.git'), { recursive: true });
      const { error } = await dtheaps(['check', '--fix', '--allow-read', at('outer'), inner()]);
      expect(textAt('outer/pool.dtsi')).toContain('0x180000');
      expect(error).toMatch(/pool\.dtsi lies outside of the project .*--allow-write/);
      expect(error).toContain('0 fixes applied');
    });

    it('is nothing that --diff shows either, unless it would be written', async () => {
      outer();
      mkdirSync(at('proj/.git'), { recursive: true });
      const args = ['check', '--diff', '--allow-read', at('outer'), inner()];
      const { out, error } = await dtheaps(args);
      expect(out).toBe('');
      expect(error).toMatch(/pool\.dtsi lies outside of the project .*--allow-write/);
      expect((await dtheaps([...args, '--allow-write', at('outer')])).out).toContain(FIXED);
      expect((await dtheaps(['check', '--diff', '-'], board(POOL))).out).toContain(FIXED);
    });

    it('follows links to what is changed', async () => {
      outer();
      mkdirSync(at('proj/.git'), { recursive: true });
      symlinkSync('../outer/pool.dtsi', at('proj/pool.dtsi'));
      const path = put('proj/inner.dts', `${SAFE}#include "pool.dtsi"\n`);
      await dtheaps(['check', '--fix', '--allow-read', at('outer'), path]);
      expect(textAt('outer/pool.dtsi')).toContain('0x180000');
    });

    it.each([
      ['--allow-write', (): readonly string[] => ['--allow-read', at('outer'), '--allow-write', at('outer')]],
      ['--root', (): readonly string[] => ['--root', folder]],
    ])('changes what %s names', async (_, options) => {
      outer();
      mkdirSync(at('proj/.git'), { recursive: true });
      await dtheaps(['check', '--fix', ...options(), inner()]);
      expect(textAt('outer/pool.dtsi')).toContain(FIXED);
    });

    it.each([
      ['a .dtheaps.json', (): void => void put('.dtheaps.json', '{}')],
      ['a repository', (): void => void mkdirSync(at('.git'))],
      ['a worktree of one', (): void => void put('.git', 'gitdir: elsewhere\n')],
    ])('is nothing that %s holds together', async (_, make) => {
      outer();
      make();
      await dtheaps(['check', '--fix', inner()]);
      expect(textAt('outer/pool.dtsi')).toContain(FIXED);
    });
  });
});

describe('an output over a file that was read is refused, and the file stays', () => {
  const refused = async (args: readonly string[], kept: string): Promise<void> => {
    const before = textAt(kept);
    const { status, out, error } = await dtheaps(args);
    expect({ status, out, lines: error.trim().split('\n').length }).toEqual({ status: 2, out: '', lines: 1 });
    expect(textAt(kept)).toBe(before);
  };

  it('the board', () => {
    const path = put('a.dts', SAFE);
    return refused(['compile', path, '-o', path], 'a.dts');
  });

  it('the board by another path, a link and a hard link', async () => {
    const path = put('a.dts', SAFE);
    symlinkSync('a.dts', at('link.dtb'));
    linkSync(path, at('hard.dtb'));
    for (const output of [join(folder, '.', 'x', '..', 'a.dts'), at('link.dtb'), at('hard.dtb')]) {
      await refused(['compile', path, '-o', output], 'a.dts');
    }
  });

  it('an include, an overlay and a profile', async () => {
    put('part.dtsi', '/ { };\n');
    const path = put('a.dts', `${SAFE}#include "part.dtsi"\n`);
    const overlay = put('o.dtso', '/dts-v1/;\n/plugin/;\n&{/} { x; };\n');
    await refused(['compile', path, '-o', at('part.dtsi')], 'part.dtsi');
    await refused(['compile', path, '--overlay', overlay, '-o', overlay], 'o.dtso');
    const profile = put('profile.json', '{"kernel": "6.12"}');
    await refused(['check', path, '--profile', profile, '--write-baseline', profile], 'profile.json');
  });

  it('what says how the board boots, which no blob depends on', async () => {
    const path = put('a.dts', SAFE);
    const options = ['--profile', put('profile.json', '{}'), '--kernel-config', put('k.config', 'CONFIG_CMA=y\n')];
    await refused(['compile', path, ...options, '-o', at('profile.json')], 'profile.json');
    await refused(['compile', path, ...options, '-o', at('k.config')], 'k.config');
  });

  it('another board of the call', async () => {
    put('sub/y.dtb', readBlob(put('y.dts', SAFE)));
    expect((await dtheaps(['compile', at('y.dts'), '-o', at('sub/y.dtb')])).status).toBe(0);
    await refused(['compile', at('y.dts'), at('sub/y.dtb'), '--out-dir', at('sub')], 'sub/y.dtb');
  });

  it('what a link in the folder of blobs leads to outside of it, read or not', async () => {
    const paths = ['a', 'b'].map((name) => put(`${name}.dts`, board('')));
    put('home/file', 'precious');
    put('out/kept/x', '');
    symlinkSync('../home/file', at('out/a.dtb'));
    symlinkSync('kept/blob', at('out/b.dtb'));
    const { status, error } = await dtheaps(['compile', ...paths, '--out-dir', at('out')]);
    const why = `it leads to ${at('home/file')}, outside of ${at('out')}`;
    expect([status, error]).toEqual([
      2,
      `dtheaps: ${at('out/a.dtb')}: cannot be written: ${why}\n1 of 2 boards compiled\n`,
    ]);
    expect(textAt('home/file')).toBe('precious');
    expect(textAt('out/kept/blob').slice(0, 4)).toBe('\xd0\x0d\xfe\xed');
  });

  it('what a link to a folder leads to on the way to a blob, where nothing is made either', async () => {
    const paths = ['a', 'b'].map((name) => put(`src/${name}/k/x.dts`, board('')));
    mkdirSync(at('home'));
    mkdirSync(at('out'));
    symlinkSync('../home', at('out/a'));
    const { status, error } = await dtheaps(['compile', ...paths, '--out-dir', at('out')]);
    expect([status, error]).toEqual([
      2,
      `dtheaps: ${at('out/a')}: it leads to ${at('home')}, outside of ${at('out')}\n`,
    ]);
    expect(readdirSync(at('home'))).toEqual([]);
  });

  it('what is no blob in the folder of blobs: another board may read it yet', async () => {
    const source = put('p.dtb', SAFE);
    const boards = [put('p.dts', SAFE), put('q.dts', '#include "p.dtb"\n')];
    const { status, error } = await dtheaps(['compile', ...boards, '--out-dir', folder, '--jobs', '1']);
    expect([status, error]).toEqual([
      2,
      expect.stringContaining(`${source}: cannot be written: what stands there is no blob`),
    ]);
    expect(textAt('p.dtb')).toBe(SAFE);
    put('p.dtb', '');
    expect((await dtheaps(['compile', at('p.dts'), '--out-dir', folder])).status).toBe(0);
    expect((await dtheaps(['compile', at('p.dts'), '--out-dir', folder])).status).toBe(0);
  });

  it('links that lead in a circle are no output, and no folder of includes', async () => {
    symlinkSync('round', at('round'));
    const path = put('a.dts', SAFE);
    const { status, error } = await dtheaps(['compile', path, '-o', at('round')]);
    expect({ status, error }).toEqual({ status: 2, error: expect.stringContaining('its links lead in a circle') });
    expect((await dtheaps(['check', '-I', at('round'), path])).error).not.toContain('internal error');
  });

  it('a baseline over the board, or over anything else that is none', async () => {
    const path = put('a.dts', SAFE);
    put('notes.txt', 'notes');
    await refused(['check', path, '--write-baseline', path], 'a.dts');
    await refused(['check', path, '--write-baseline', at('notes.txt')], 'notes.txt');
    const baseline = at('known.json');
    expect((await dtheaps(['check', path, '--write-baseline', baseline])).status).toBe(0);
    expect((await dtheaps(['check', path, '--write-baseline', baseline])).status).toBe(0);
  });
});

function readBlob(path: string): string {
  return readFileSync(path, 'latin1');
}

it('several calls that write into one folder each leave whole files', async () => {
  const boards = Array.from({ length: 30 }, (_, index) =>
    put(`many/${index}.dts`, board(`\tx { n = <${index}>; };\n`)),
  );
  const program = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
  const args = [program, 'compile', ...boards, '--out-dir', at('out'), '--jobs', '2'];
  const call = (): Promise<number | null> =>
    new Promise((resolve) => spawn(process.execPath, args, { stdio: 'ignore' }).on('close', resolve));
  expect(await Promise.all([call(), call(), call()])).toEqual([0, 0, 0]);
  expect(readdirSync(at('out'))).toHaveLength(30);
  expect((await dtheaps(['compile', boards[7] ?? '', '-o', at('alone.dtb')])).status).toBe(0);
  expect(textAt('out/7.dtb')).toBe(textAt('alone.dtb'));
});
