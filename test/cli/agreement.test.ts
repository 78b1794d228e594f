import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtheaps-agreement-'));
  mkdirSync(join(folder, '.git'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, 'latin1');
  return path;
}

const board = (bootargs = ''): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	chosen { bootargs = "${bootargs}"; };
};
`;

describe('commands that show a board end with 0 whatever the kernel makes of it, check judges it', () => {
  it.each([
    ['boot', 0],
    ['heaps', 0],
    ['map', 0],
    ['report', 0],
    ['check', 1],
  ])('%s', async (command, status) => {
    const path = write('a.dts', board());
    expect((await dtheaps([command, path])).status).toBe(0);
    const stopped = await dtheaps([command, path, '--memory', '0x40000000:0']);
    expect(stopped.out).toMatch(/does not boot/);
    expect(stopped.status).toBe(status);
  });
});

describe('what the kernel reads otherwise than it is written', () => {
  it.each([
    ['cma=zz', 'cma=zz: the kernel finds no number there and reads 0: there is no default CMA area.'],
    ['quiet cma=', 'cma=: the kernel finds no number there and reads 0: there is no default CMA area.'],
    ['cma=64MB', 'cma=64MB: the kernel reads 64 MiB, and passes over "B".'],
    ['cma=64Mi@0x60000000', 'cma=64Mi@0x60000000: the kernel reads 64 MiB, and passes over "i@0x60000000".'],
  ])('is said of %s by boot and by check', async (bootargs, message) => {
    const path = write('a.dts', board(bootargs));
    expect((await dtheaps(['boot', path])).out).toContain(message);
    const { status, out } = await dtheaps(['check', path, '--format', 'json']);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; message: string; range: unknown }[] };
    expect(diagnostics.map(({ rule, message }) => `${rule} ${message}`)).toEqual([`misread-parameter ${message}`]);
    expect(diagnostics[0]?.range).toMatchObject({ start: { line: 5 } });
    expect(status).toBe(0);
  });

  it('is not said of what the kernel reads as it is written, nor of what init is given', async () => {
    const path = write('a.dts', board('console=ttyS0 cma=64M@0x60000000-0x70000000 cma=0 mem=1G quiet -- cma=zz'));
    expect((await dtheaps(['check', path])).out).toContain('Nothing found in 1 board.');
  });

  it('is said of the call, whose command line takes the place of the board’s', async () => {
    const path = write('a.dts', board('cma=zz'));
    expect((await dtheaps(['check', path, '--cmdline', 'cma=32M'])).out).toContain('Nothing found');
    expect((await dtheaps(['check', path, '--cmdline', 'cma=x'])).out).toContain('cma=x: the kernel finds no number');
  });
});

describe('what is wrong is said by check as by the other commands', () => {
  it.each([['#include "self.dts"\n'], ['/include/ "self.dts"\n'], ['#include "self.dts"\n#include "self.dts"\n']])(
    'of a file that includes itself: %j',
    async (text) => {
      const path = write('self.dts', text);
      const { status, out } = await dtheaps(['check', path]);
      expect(out).toContain('error include-depth');
      expect(out).not.toContain('no-board');
      expect(status).toBe(1);
      expect((await dtheaps(['boot', path])).error).toContain('200');
    },
  );

  it('of a kernel that is not modelled and only a change names', async () => {
    const path = write('a.dts', board());
    const { error } = await dtheaps(['whatif', path, 'kernel=1.0']);
    expect(error).toContain((await dtheaps(['heaps', path, '--kernel', '1.0'])).error.trim());
    expect(error).toContain('1.0');
    expect((await dtheaps(['whatif', path, 'kernel=6.12'])).error).toBe('');
  });

  it('a byte order mark is no fault to any', async () => {
    const path = write('a.dts', `\xef\xbb\xbf${board('quiet').replace('\tchosen', '   chosen')}`);
    expect((await dtheaps(['check', path])).out).toContain('Nothing found');
    const { out, error } = await dtheaps(['format', path]);
    expect(error).toBe('');
    expect(out).toBe(`\xef\xbb\xbf${board('quiet')}`);
  });
});

it('a listing of names alone, one a line, is compared whatever they are', async () => {
  const path = write('a.dts', board());
  const { status, out } = await dtheaps(['compare', path, write('listing.txt', 'system\nweird\n')]);
  expect(out).toContain('2 heaps');
  expect(out).toContain('+ on the target');
  expect(status).toBe(1);
  for (const text of ['the system is down\n', 'system\ntwo words\n', 'weird\n', 'system\n12\n']) {
    expect((await dtheaps(['compare', path, write('other.txt', text)])).status).toBe(2);
  }
});

it.each([
  ['missing/page.html', 'there is no such folder'],
  ['a.dts/page.html', 'a part of the path is no folder'],
])('an output that cannot be written says why in words: %s', async (name, why) => {
  const path = write('a.dts', board());
  const { status, error } = await dtheaps(['report', path, '--html', join(folder, name)]);
  expect(error).toBe(`dtheaps: ${join(folder, name)}: cannot be written: ${why}\n`);
  expect(status).toBe(2);
});

it('one of something is not many', async () => {
  const path = write('a.dts', board());
  expect((await dtheaps(['report', path])).out).toContain('; 1 file read\n');
  expect((await dtheaps(['format', '--write', path])).error).toContain('0 of 1 file changed.');
  const baseline = join(folder, 'baseline.json');
  const faulty = write('b.dts', '/dts-v1/;\n/ { a = <&none>; };\n');
  expect((await dtheaps(['check', faulty, '--write-baseline', baseline])).error).toContain('1 finding written.');
});
