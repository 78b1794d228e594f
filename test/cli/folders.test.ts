import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPANSION_LIMITS, LIMITS } from '../../server/src/text/limits.ts';
import { dtheaps } from './capturedTerminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtheaps-folders-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** What `check` prints about paths below the folder. */
const check = (...args: readonly string[]) =>
  dtheaps(['check', ...args.map((each) => (each.startsWith('-') ? each : join(folder, each)))]);

const BOARD = '/dts-v1/;\n/ { };\n';
/** What a board says about itself wherever it is read. */
const FAULTY = '/dts-v1/;\n/ { a = <&none>; };\n';

describe('a folder', () => {
  it('has a note on a source that is no board, and the board that it is a part of is read', async () => {
    write({ 'a.dts': `${BOARD}#include "part.dts"\n`, 'part.dts': '&{/} { b = <1>; };\n' });
    const { status, out } = await check('.');
    expect(status).toBe(0);
    expect(out).toMatch(/part\.dts: information no-board/);
    expect(out).toContain('1 note in 1 board.');
  });

  it('has no such note on a board whose root or version is in an include, but an error on a file that is named', async () => {
    write({ 'a.dts': '#include "a.dtsi"\n', 'a.dtsi': BOARD, 'part.dts': '&{/} { b = <1>; };\n' });
    expect((await check('a.dts')).out).toContain('Nothing found in 1 board.');
    const named = await check('part.dts', '.');
    expect(named.status).toBe(1);
    expect(named.out).toContain('part.dts: error no-board');
    expect(named.out).not.toContain('syntax-error');
    write({ 'versionless.dts': '/ { };\n' });
    expect((await check('.')).out).toMatch(/versionless\.dts:1:1: error/);
  });

  it('is not left through links, and each board is checked once', async () => {
    write({ 'in/a.dts': FAULTY, 'out/b.dts': FAULTY });
    symlinkSync(join(folder, 'out'), join(folder, 'in/other'));
    symlinkSync('.', join(folder, 'in/loop'));
    symlinkSync('a.dts', join(folder, 'in/again.dts'));
    expect((await check('in')).out).toContain('1 error in 1 board.');
    const often = await check('in/again.dts', 'in', 'in/*.dts', 'in/../in/a.dts');
    expect(often.out).toContain('1 error in 1 board.');
    expect(often.out).toContain('again.dts');
  });

  it('is searched in folders of any name, by patterns as well', async () => {
    const names = ['a\nb', 'c\rd', 'e\u2028f', 'g\u2029h', 'i\u001bj', '\udc0a', 'größe', '😀'];
    write(Object.fromEntries(names.map((name) => [`all/${name}/a\n.dts`, FAULTY])));
    // Half of a pair is no text: Node writes U+FFFD for it.
    for (const named of ['all', 'all/**/*.dts']) {
      const { out } = await dtheaps(['check', join(folder, named), '--format', 'json']);
      const boards = JSON.parse(out).diagnostics.map(({ board }: { board: string }) => board.split('/').at(-2));
      expect(boards.sort()).toEqual(names.map((name) => name.replace('\udc0a', '\ufffd')).sort());
    }
  });

  it('is checked although a file in it is unusable, which is said and makes the status 2', async () => {
    write({ 'a.dts': FAULTY, 'b.dts': '\u0001\u0002\u0003\u0004', 'c.dts': BOARD });
    for (const jobs of ['1', '2']) {
      const { status, out, error } = await check('.', `-j${jobs}`);
      expect(status).toBe(2);
      expect(out).toContain('1 error in 2 boards.');
      expect(error).toMatch(/b\.dts: this is neither text nor a device tree blob/);
    }
  });
});

describe('a pattern', () => {
  it('leaves out what other files include, also where that begins with /dts-v1/', async () => {
    write({ 'som.dts': '#include "core.dtsi"\n', 'core.dtsi': FAULTY, 'alone.dtsi': BOARD });
    expect((await check('*')).out).toContain('1 error in 2 boards.');
    expect((await check('core.dtsi')).out).toContain('1 error in 1 board.');
  });

  it.each(['@(a|b).dts', '?(a).dts', '*(a).dts', '!(b).dts', '[a].dts', '[!b].dts', '{a,x}.dts', 'a.@(dts|dtso)'])(
    'has forms that leave little to choose: %s',
    async (pattern) => {
      write({ 'a.dts': FAULTY });
      expect((await check(pattern)).out).toContain('1 error in 1 board.');
    },
  );

  it.each(['+(a|b).dts', '!(b*).dts', '@(*).dts', 'a.+(dts|dtso)'])('%s is refused for its group', async (pattern) => {
    write({ 'a.dts': FAULTY });
    const { status, error } = await check(pattern);
    expect([status, error]).toEqual([2, expect.stringContaining(`${pattern}: a group such as +(a|b)`)]);
  });
});

describe('boards that could not be read', () => {
  const wanting = (...names: readonly string[]) =>
    `/dts-v1/;\n${names.map((n) => `#include <${n}>\n`).join('')}/ { };\n`;

  it('are counted by what they want, with where that is', async () => {
    write({
      'boards/a.dts': wanting('dt-bindings/x.h', 'y.h'),
      'boards/b.dts': wanting('dt-bindings/x.h'),
      'boards/c.dts': BOARD,
      'boards/d.dts': FAULTY,
      'vendor/include/dt-bindings/x.h': '',
    });
    const { out } = await dtheaps(['check', join(folder, 'boards'), '--root', folder]);
    expect(out).toContain(
      `2 boards could not be read; most wanted: dt-bindings/x.h (-I, \`includeRoots\`; found in ${folder}/vendor/include), y.h (-I, \`includeRoots\`)`,
    );
    expect(out).toContain('1 board refused by cpp or dtc: phandle-references');
    const json = await dtheaps(['check', join(folder, 'boards'), '--root', folder, '--format', 'json']);
    expect(JSON.parse(json.out).unread).toMatchObject({
      boards: 2,
      includes: [
        { name: 'dt-bindings/x.h', boards: 2, foundIn: `${folder}/vendor/include` },
        { name: 'y.h', boards: 1 },
      ],
      refused: [{ rule: 'phandle-references', boards: 1 }],
    });
  });

  it('are not said to be refused by a compiler that would read what may not be read here', async () => {
    write({
      'out/secret.h': '',
      'proj/a.dts': wanting('../out/secret.h').replace('<', '"').replace('>', '"'),
      'proj/b.dts': '/dts-v1/;\n/ { x = /incbin/("../out/secret.h"); };\n',
      'proj/c.dts': '/dts-v1/;\n/ { x = /incbin/("none"); };\n',
      'proj/d.dts': `/dts-v1/;\n#define MANY ${',a'.repeat(EXPANSION_LIMITS.bodyTokens)}\n/ { };\n`,
      'proj/e.dtso': `/dts-v1/;\n/plugin/;\n${'&l { };\n'.repeat(LIMITS.overlayFragments.most + 1)}`,
    });
    const { out } = await dtheaps(['check', join(folder, 'proj'), '--root', join(folder, 'proj')]);
    expect(out).toContain('1 board with a file that may not be read: file-not-allowed\n');
    expect(out).toContain('1 board with a file that may not be read: incbin-not-allowed\n');
    expect(out).toContain('1 board refused by cpp or dtc: incbin-not-found\n');
    expect(out).toContain('1 board with more text than is read: macro-too-long\n');
    expect(out).toContain('1 board with more text than is read: overlay-too-large\n');
  });

  it('are not mentioned where all were read', async () => {
    write({ 'a.dts': BOARD, 'b.dts': BOARD });
    expect((await check('.')).out).not.toMatch(/could not be read|refused/);
  });
});

describe('an include that a folder nearby has', () => {
  const NAMES = { 'boards/a.dts': `#include <vendor/x.h>\n${BOARD}`, 'vendor-headers/vendor/x.h': '' };
  const offered = async (board = 'boards/a.dts') => {
    const { out } = await dtheaps(['check', join(folder, board), '--root', folder, '--format', 'json']);
    const { diagnostics } = JSON.parse(out);
    const { fixes } = diagnostics.find(({ rule }: { rule: string }) => rule === 'include-not-found');
    return fixes.map(({ title, edits }: { title: string; edits: { file: string; newText: string }[] }) => [
      title,
      ...edits.map(({ file, newText }) => [file.slice(folder.length + 1), newText]),
    ]);
  };

  it('is found after a change of the configuration, which is made where there is none', async () => {
    write(NAMES);
    const text = '{\n  "includeRoots": [\n    "../vendor-headers"\n  ]\n}\n';
    const title = 'Add ../vendor-headers to the includeRoots of .dtheaps.json';
    expect(await offered()).toEqual([[title, ['boards/.dtheaps.json', text]]]);
    write({ 'boards/.dtheaps.json': text });
    expect((await check('boards/a.dts', '--root', '.')).status).toBe(0);
  });

  it('goes to the folders that are searched already, and --fix changes no configuration', async () => {
    write({ ...NAMES, '.dtheaps.json': '{ "includeRoots": ["other"] }', 'other/x': '' });
    const [[title, [file, newText]]] = await offered();
    expect([title, file]).toEqual(['Add vendor-headers to the includeRoots of .dtheaps.json', '.dtheaps.json']);
    expect(newText.replace(/\s/g, '')).toContain('"other","vendor-headers"');
    expect((await check('boards/a.dts', '--root', '.', '--fix')).status).toBe(1);
  });

  it('is not offered where it would not help: none has it, -I says where to search, or another is missing too', async () => {
    write({ ...NAMES, 'boards/b.dts': `#include <none.h>\n${BOARD}`, 'other/x': '' });
    expect(await offered('boards/b.dts')).toEqual([]);
    const { out } = await dtheaps([
      'check',
      join(folder, 'boards/a.dts'),
      '--root',
      folder,
      '-I',
      join(folder, 'other'),
    ]);
    expect(out).toContain('include-not-found');
    expect(out).not.toContain('fix:');
  });
});
