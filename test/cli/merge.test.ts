import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const HEAD = '/dts-v1/;\n';
const MEMORY = `/ { #address-cells = <1>; #size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
};
`;
/** A pool whose size is no multiple of the granule. */
const POOL = `/ { reserved-memory {
	#address-cells = <1>; #size-cells = <1>; ranges;
	pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x4c0000>; };
}; };
`;

const BOARDS: Readonly<Record<string, string>> = {
  'shared.dtsi': POOL,
  'a.dts': `${HEAD}${MEMORY}#include "shared.dtsi"\n`,
  'b.dts': `${HEAD}${MEMORY}${POOL}/ { a = <&none>; };\n`,
  'c.dts': `${HEAD}#include "x.h"\n/ { };\n`,
  'd.dts': `${HEAD}${MEMORY}#include "shared.dtsi"\n/ { node@2 { reg = <1>; }; };\n`,
  'e.dts': `${HEAD}#include "x.h"\n#include "y.h"\n#include "z.h"\n#include "u.h"\n/ { };\n`,
  'f.dts': `${HEAD}${MEMORY}`,
  'g.dts': `${HEAD}#include "y.h"\n/ { a = <&none>; };\n`,
};

let folder = '';
const at = (name: string): string => join(folder, name);
function put(name: string, text: string): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
}

/** Writes what parts of the boards come to, and answers the files. */
async function parts(count: number, format: string): Promise<string[]> {
  const files: string[] = [];
  for (let part = 1; part <= count; part++) {
    const shard = `${part}/${count}`;
    const { out } = await dtheaps(['check', '--format', format, '--jobs', '1', '--shard', shard, at('boards')]);
    files.push(put(`${format}-${part}-of-${count}`, out));
  }
  return files;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtheaps-merge-'));
  for (const [name, text] of Object.entries(BOARDS)) put(`boards/${name}`, text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['json', 'sarif'])('merge of %s', (format) => {
  it.each([1, 3, 7])(
    'makes of %d parts the very result of one run, in whatever order they are named',
    async (count) => {
      const whole = await dtheaps(['check', '--format', format, at('boards')]);
      expect(whole.out).toContain('cma-misaligned');
      const files = await parts(count, format);
      for (const named of [files, files.toReversed()]) {
        const merged = await dtheaps(['merge', ...named]);
        expect(merged.out).toBe(whole.out);
        expect(merged.status).toBe(whole.status);
      }
    },
  );

  it('refuses parts that are missing, there twice, or of another run', async () => {
    const [one = '', two = '', three = ''] = await parts(3, format);
    const missing = await dtheaps(['merge', one, three]);
    expect(missing).toMatchObject({ status: 2, out: '' });
    expect(missing.error).toBe('dtheaps: merge: part 2/3 is missing: name the results of all 3 parts\n');
    const again = put('again', (await dtheaps(['check', '--format', format, '--shard', '2/3', at('boards')])).out);
    const twice = await dtheaps(['merge', one, two, again, three]);
    expect(twice).toMatchObject({ status: 2, out: '' });
    expect(twice.error).toBe(`dtheaps: merge: ${two} and ${again} are both part 2/3\n`);
    expect((await dtheaps(['merge', one, one])).error).toBe(`dtheaps: merge: ${one} and ${one} are the same file\n`);
    // Nothing is read for that: a gigabyte may be named in a line.
    const unread = put('unread.json', '{');
    const same = `dtheaps: merge: ${unread} and ${unread} are the same file\n`;
    expect((await dtheaps(['merge', unread, unread])).error).toBe(same);
    const [, other = ''] = await parts(2, format);
    expect((await dtheaps(['merge', one, other])).error).toBe(
      `dtheaps: merge: ${one} is one of 3 parts, ${other} is one of 2\n`,
    );
  });

  it('ends as one run would, for the level and the number of warnings that are asked for', async () => {
    const files = await parts(2, format);
    const statusOf = async (...args: readonly string[]) => (await dtheaps(['merge', ...files, ...args])).status;
    expect(await statusOf()).toBe(1);
    expect(await statusOf('--fail-level', 'never')).toBe(0);
    expect(await statusOf('--fail-level', 'never', '--max-warnings', '0')).toBe(1);
    put('unusable/a.dts', '\u0001\u0002\u0003');
    put('unusable/b.dts', `${HEAD}${MEMORY}`);
    const results: string[] = [];
    for (const part of [1, 2]) {
      const { out } = await dtheaps(['check', '--format', format, '--shard', `${part}/2`, at('unusable')]);
      results.push(put(`unusable-${part}`, out === '' ? '{}' : out));
    }
    expect((await dtheaps(['merge', ...results])).status).toBe(2);
  });
});

describe('merge', () => {
  it('offers no fix that only some of the parts offer for one finding', async () => {
    const [one = '', two = ''] = ['one', 'two'].map((name) => put(name, resultOf(name === 'one' ? ['a', 'b'] : ['b'])));
    const { diagnostics } = JSON.parse((await dtheaps(['merge', one, two])).out);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0].fixes).toEqual([{ title: 'b' }]);
    expect(diagnostics[0].kernels).toEqual(['6.12', '7.3']);
  });

  it.each([
    ['no JSON', 'x', /no-json:1:1: /],
    ['an array', '[]', /no-json:1:1: /],
    ['another version', '{"schemaVersion": 2}', /is not 1, the version of the results that are known here/],
    [
      'another program',
      '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}}]}',
      /is another program/,
    ],
    ['too many parts', resultOf([], { part: 1, parts: 1e9, unusable: [] }), /is more than 1000/],
    ['half a board', resultOf([]).replace('"files":1', '"files":1.5'), /files: 1\.5 is no whole number from 0 on/],
    ['less than no board', resultOf([]).replace('"files":1', '"files":-1'), /files: -1 is no whole number from 0 on/],
    [
      'more boards than there are numbers',
      resultOf([]).replace('"files":1', '"files":1e308'),
      /files: 1e308 is no whole number from 0 on/,
    ],
    ['no part', resultOf([], { part: 0, parts: 2, unusable: [] }), /is no number from 1 on/],
  ])('says what is wrong with %s, in one line', async (_, text, message) => {
    const { status, out, error } = await dtheaps(['merge', put('no-json', text)]);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(error).toMatch(message);
    expect(error.trimEnd()).not.toContain('\n');
  });

  it('takes no results of two formats, and no file that is not there', async () => {
    const [json = ''] = await parts(1, 'json');
    const [sarif = ''] = await parts(1, 'sarif');
    expect((await dtheaps(['merge', json, sarif])).error).toContain('is SARIF and');
    expect((await dtheaps(['merge', at('missing')])).status).toBe(2);
  });
});

function resultOf(fixes: readonly string[], shard?: object): string {
  const position = { line: 1, character: 1 };
  const kernel = fixes.length > 1 ? '6.12' : '7.3';
  const diagnostic = {
    rule: 'zero-size',
    severity: 'error',
    message: `Linux ${kernel} says no`,
    file: 'a.dts',
    range: { start: position, end: position },
    kernels: [kernel],
    fixes: fixes.map((title) => ({ title })),
  };
  const unread = { boards: 0, includes: [], otherIncludes: 0, refused: [] };
  return JSON.stringify({ schemaVersion: 1, files: 1, diagnostics: [diagnostic], unread, shard });
}
