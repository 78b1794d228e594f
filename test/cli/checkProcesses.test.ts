import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));

/** A pool whose size is no multiple of the granule: the fix rounds it up. */
const POOL = `/ { reserved-memory {
	#address-cells = <1>; #size-cells = <1>; ranges;
	pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x4c0000>; };
}; };
`;

const boardOf = (more: string, ...includes: readonly string[]): string => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
};
${includes.map((name) => `#include "${name}"\n`).join('')}/ { ${more} };
`;

/** Memory that a region takes where the enlarged pool would lie: on this board its fix is an error more. */
const NEIGHBOUR = 'reserved-memory { next@504c0000 { reg = <0x504c0000 0x1000>; no-map; }; };';

interface Found {
  readonly rule: string;
  readonly file: string;
  readonly fixes: readonly { readonly title: string }[];
}

describe('boards that several processes check', () => {
  let folder = '';
  const found: Found[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-processes-'));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('shared.dtsi', POOL);
    write('spoilt.dtsi', POOL);
    symlinkSync('.', join(folder, 'here'));
    for (let at = 0; at < 30; at++) {
      if (at % 3 === 0) write(`${at}.dts`, boardOf('', 'shared.dtsi'));
      else if (at === 16) write(`${at}.dts`, boardOf(NEIGHBOUR, 'here/spoilt.dtsi'));
      else if (at % 3 === 1) write(`${at}.dts`, boardOf('', 'spoilt.dtsi'));
      else write(`${at}.dts`, boardOf(POOL.slice(3, -6)));
    }
    const [one = '', two = ''] = ['1', '2'].map((jobs) => {
      const args = [PROGRAM, 'check', '--format', 'json', '--jobs', jobs, folder];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(stderr).toBe('');
      return stdout;
    });
    expect(two).toBe(one);
    found.push(...JSON.parse(two).diagnostics);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fixesIn = (name: string): string[] =>
    found
      .filter(({ rule, file }) => rule === 'cma-misaligned' && file.endsWith(`/${name}`))
      .flatMap(({ fixes }) => fixes.map(({ title }) => title));

  it('have the fixes that mend them, each in its own file or in one that many read', () => {
    expect(fixesIn('2.dts')).toEqual(['Round the size up to 6 MiB']);
    expect(fixesIn('29.dts')).toEqual(fixesIn('2.dts'));
    expect(fixesIn('shared.dtsi')).toEqual(fixesIn('2.dts'));
  });

  it('have no fix that one of them does not bear, though it reads the file by a link', () => {
    expect(fixesIn('spoilt.dtsi')).toEqual(['Shrink "pool@50000000" to 4 MiB, up to 0x50400000']);
  });
});
