import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-reading-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

function put(name: string, text: string): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text, 'latin1');
  return at(name);
}

const SECRET = 'hunter2';

const PROGRAM = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  put('home/secret', SECRET);
  put('home/secret.dtsi', `/ { secret = "${SECRET}"; };\n`);
  mkdirSync(at('proj/.git'), { recursive: true });
});

const hasSecret = async (args: readonly string[]): Promise<boolean> => {
  const { out, error } = await dtheaps(args);
  return `${out}${error}`.includes(SECRET);
};

/** What of a board asks for a file. */
const FORMS: readonly (readonly [form: string, text: (path: string) => string])[] = [
  ['/incbin/', (path) => `/dts-v1/;\n/ { x = /incbin/("${path}"); };\n`],
  ['#include "…"', (path) => `/dts-v1/;\n/ { };\n#include "${path}"\n`],
  ['#include <…>', (path) => `/dts-v1/;\n/ { };\n#include <${path}>\n`],
  ['__has_include("…")', (path) => `/dts-v1/;\n#if __has_include("${path}")\n#endif\n/ { };\n`],
  ['__has_include(<…>)', (path) => `/dts-v1/;\n#if !__has_include(<${path}>)\n#endif\n/ { };\n`],
  ['#pragma GCC dependency', (path) => `/dts-v1/;\n#pragma GCC dependency "${path}"\n/ { };\n`],
  ['/include/', (path) => `/dts-v1/;\n/ { };\n/include/ "${path}"\n`],
];

describe.each(FORMS)('%s', (_, form) => {
  const refused = async (board: string, file: string): Promise<void> => {
    for (const command of ['tree', 'check', 'expand', 'boot']) expect(await hasSecret([command, board])).toBe(false);
    const { status, error, out } = await dtheaps(['tree', board]);
    expect({ status, out, lines: error.trim().split('\n').length }).toEqual({ status: 2, out: '', lines: 1 });
    expect(error).toContain(file);
    expect(error).toContain(`--allow-read ${at('home')}`);
  };

  it('reads nothing outside of the project, by whatever path', async () => {
    symlinkSync('../home/secret.dtsi', at('proj/link.dtsi'));
    symlinkSync('../home', at('proj/folder'));
    for (const path of [at('home/secret.dtsi'), '../home/secret.dtsi', 'link.dtsi', 'folder/secret.dtsi']) {
      if (path !== at('home/secret.dtsi') && form('').includes('<')) continue;
      await refused(put('proj/board.dts', form(path)), 'secret.dtsi');
    }
  });

  it('reads it where the call says so', async () => {
    const board = put('proj/board.dts', form(at('home/secret.dtsi')));
    for (const option of ['--allow-read', '-I']) {
      expect((await dtheaps(['tree', board, option, at('home')])).status).toBe(0);
    }
    expect((await dtheaps(['tree', board, '--root', folder])).status).toBe(0);
    expect((await dtheaps(['tree', board, '--root', at('home')])).status).toBe(2);
  });

  it('reads nothing that only looks like a file', async () => {
    for (const path of ['/proc/self/environ', '/proc/version', '/dev/zero']) {
      const board = put('proj/board.dts', form(path));
      const { status, error } = await dtheaps(['tree', board, '--allow-read', '/']);
      expect(status).toBe(2);
      expect(error).toContain('no ordinary file');
    }
  });

  it('names no option for what is never read', async () => {
    symlinkSync('/proc/self/environ', at('proj/link'));
    for (const path of ['/proc/version', '/dev/zero', 'link']) {
      if (path === 'link' && form('').includes('<')) continue;
      const { error } = await dtheaps(['tree', put('proj/board.dts', form(path))]);
      expect(error).toContain('no ordinary file');
      expect(error).not.toContain('--allow-read');
    }
  });
});

describe('__has_include', () => {
  const asking = (condition: string): string => {
    const file = at('home/secret.dtsi');
    // In one go: the folder's name, drawn by chance, may hold such a letter.
    const question = condition.replace(/[FN]/g, (letter) => (letter === 'F' ? `__has_include("${file}")` : 'ASKED'));
    const elif = question.startsWith('elif') ? `#if 1\n#${question}` : `#if ${question}`;
    return put('proj/board.dts', `/dts-v1/;\n#define ASKED __has_include("${file}")\n${elif}\n#endif\n/ { };\n`);
  };

  // libcpp builtin_has_include: where the value does not count no file is looked for.
  it.each([
    '0 && F',
    '0 && N',
    '1 || F',
    '1 || N',
    '0 && 1 && F',
    '1 || 1 && F',
    '0 && (1 || F)',
    '0 && (F || 1)',
    '0 && (1 + F)',
    '0 && !F',
    '0 && 1 == F',
    '1 ? 2 : F',
    '0 ? F : 2',
    '0 ? N : 2',
    '0 && (1 ? F : F)',
    '1 ? 1 ? 2 : F : F',
    '(1 || F) && !(0 && F)',
    'elif F',
  ])('is no question where its answer does not count: %s', async (condition) => {
    expect(await dtheaps(['tree', asking(condition)])).toMatchObject({ status: 0, error: '' });
  });

  it.each([
    'F',
    '!F',
    '1 && F',
    '0 || F',
    '0 && 1 || F',
    '(0 && 1) || F',
    '1 || 1 ? F : 2',
    '0 && 1 ? 2 : F',
    '1 ? F : 2',
    '0 ? 2 : F',
    '0 ? 0 && 1 : N',
    '(1 || 1) + N',
    '0 & F',
    'F && 0',
  ])('is refused where its answer counts: %s', async (condition) => {
    const { status, out, error } = await dtheaps(['tree', asking(condition)]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain(`--allow-read ${at('home')}`);
  });
});

describe('a board', () => {
  const BOARD = '/dts-v1/;\n/ { };\n';

  it('that a folder or a pattern leads to is not read where a link leads out', async () => {
    symlinkSync('../../home/secret', put('proj/boards/x', '').replace(/x$/, 'board.dts'));
    const inFolder = await dtheaps(['check', at('proj/boards')]);
    expect(inFolder).toMatchObject({ status: 2, out: '' });
    expect(inFolder.error).toContain('links are not followed');
    const matching = await dtheaps(['check', at('proj/boards/*.dts')]);
    expect(matching).toMatchObject({ status: 2, out: '' });
    expect(matching.error).toContain('--allow-read');
    expect(matching.error).not.toContain(SECRET);
  });

  it('does not take another file of the name for one that may not be read', async () => {
    put('proj/roots/secret.dtsi', '/ { fine; };\n');
    const board = put('proj/board.dts', `${BOARD}#include "link/secret.dtsi"\n`);
    put('proj/roots/link/secret.dtsi', '/ { fine; };\n');
    symlinkSync('../home', at('proj/link'));
    expect((await dtheaps(['tree', board, '-I', at('proj/roots')])).status).toBe(2);
  });

  it('says where a link leads that bears the name of its file', () => {
    symlinkSync('../home/secret.dtsi', at('proj/secret.dtsi'));
    put('proj/board.dts', `${BOARD}#include "secret.dtsi"\n`);
    const { stderr } = spawnSync(process.execPath, [PROGRAM, 'tree', 'board.dts'], {
      cwd: at('proj'),
      encoding: 'utf8',
    });
    expect(stderr).toContain(`secret.dtsi: leads to ${at('home/secret.dtsi')}, which`);
  });

  it('reads its kernel tree', async () => {
    for (const name of ['scripts/dtc/include-prefixes', 'include']) mkdirSync(at(`linux/${name}`), { recursive: true });
    put('linux/include/dt-bindings/part.h', '#define SIZE 7\n');
    const text = '/dts-v1/;\n#include <dt-bindings/part.h>\n/ { n = <SIZE>; };\n';
    const board = put('linux/arch/arm64/boot/dts/vendor/board.dts', text);
    expect((await dtheaps(['tree', board])).out).toContain('n = <0x07>');
  });
});

describe('a .dtheaps.json', () => {
  it.each([
    ['includeRoots', '["../home"]', '#include <secret.dtsi>\n'],
    ['includeRoots', '["/"]', '#include <proc/self/environ>\n'],
    ['overlays', '["../home/secret.dtsi"]', ''],
    ['baseline', '"../home/secret"', ''],
    ['profile', '{"config": "../home/secret"}', ''],
  ])('opens nothing outside: %s %s', async (key, value, text) => {
    put('proj/.dtheaps.json', `{"${key}": ${value}}`);
    const board = put('proj/board.dts', `/dts-v1/;\n/ { };\n${text}`);
    const { status, out, error } = await dtheaps(['check', board]);
    expect(status).not.toBe(0);
    expect(`${out}${error}`).not.toContain(SECRET);
  });

  const BOARD_ALONE = '/dts-v1/;\n/ { };\n';

  it.each([
    ['a link that leads outside', () => symlinkSync('../home/settings', at('proj/.dtheaps.json')), '--allow-read'],
    ['a pipe', () => spawnSync('mkfifo', [at('proj/.dtheaps.json')]), 'no ordinary file'],
  ])('is an error where it is %s: what it sets would be missing', async (_, make, why) => {
    if (process.platform === 'win32') return;
    put('home/settings', '{"rules": {"no-memory": "off"}}');
    put('.dtheaps.json', '{"rules": {"no-memory": "off"}}');
    const board = put('proj/boards/board.dts', BOARD_ALONE);
    make();
    for (const command of ['check', 'boot', 'expand']) {
      const { status, out, error } = await dtheaps([command, board]);
      expect({ status, out, lines: error.trim().split('\n').length }).toEqual({ status: 2, out: '', lines: 1 });
      expect(error).toContain(`${at('proj/.dtheaps.json')}:`);
      expect(error).toContain(why);
    }
  });

  it('is not asked for where it lies above the project', async () => {
    symlinkSync('home/secret', at('.dtheaps.json'));
    const { status, error } = await dtheaps(['boot', put('proj/board.dts', BOARD_ALONE)]);
    expect({ status, error }).toEqual({ status: 0, error: '' });
  });
});

describe.skipIf(process.platform === 'win32')('a file that the system does not open', () => {
  const BOARD = '/dts-v1/;\n/ { };\n';
  const CLOSED = 'the file cannot be read: permission denied';
  const CIRCLE = 'the file cannot be read: its links lead in a circle';

  const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ');

  /** A run by a user whom file modes bind, as they do not bind root. */
  const asUser = (...args: string[]): { status: number | null; out: string; error: string } => {
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    for (const path of ['.', 'proj']) chmodSync(at(path), 0o755);
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', ...user });
    return { status, out: stdout, error: stderr };
  };

  it.each([
    ['a board', 'closed', ['check', 'closed']],
    ['a configuration', '.dtheaps.json', ['check', 'board.dts']],
    ['a scenario', 'closed', ['simulate', 'board.dts', 'closed']],
    ['a capture', 'closed', ['compare', 'board.dts', 'closed']],
    ['a profile', 'closed', ['boot', 'board.dts', '--profile', 'closed']],
    ['an overlay', 'closed', ['boot', 'board.dts', '--overlay', 'closed']],
  ])('is one error with its name and the reason: %s', async (_, name, args) => {
    put('proj/board.dts', BOARD);
    const paths = args.map((arg, index) => (index > 0 && !arg.startsWith('-') ? at(`proj/${arg}`) : arg));
    chmodSync(put(`proj/${name}`, '{}'), 0);
    const closed = asUser(...paths);
    expect(closed).toEqual({ status: 2, out: '', error: `dtheaps: ${at(`proj/${name}`)}: ${CLOSED}\n` });

    rmSync(at(`proj/${name}`));
    symlinkSync(name, at(`proj/${name}`));
    const circle = await dtheaps(paths);
    expect(circle).toMatchObject({ status: 2, out: '' });
    expect(circle.error).toBe(`dtheaps: ${at(`proj/${name}`)}: ${CIRCLE}\n`);

    rmSync(at(`proj/${name}`));
    symlinkSync('nothing', at(`proj/${name}`));
    const broken = await dtheaps(paths);
    expect(broken).toMatchObject({ status: 2, out: '' });
    expect(broken.error).toBe(`dtheaps: ${at(`proj/${name}`)}: the link leads to nothing, where nothing is\n`);
  });

  it.each(FORMS.filter(([form]) => !form.includes('<')))('is an error at %s', async (_, form) => {
    const board = put('proj/board.dts', form('closed.dtsi'));
    chmodSync(put('proj/closed.dtsi', '/ { };\n'), 0);
    const closed = asUser('check', board);
    expect(closed.status).toBe(1);
    expect(unwrapped(closed.out)).toContain(CLOSED);

    rmSync(at('proj/closed.dtsi'));
    symlinkSync('closed.dtsi', at('proj/closed.dtsi'));
    expect(unwrapped((await dtheaps(['check', board])).out)).toContain(CIRCLE);

    // gcc and dtc say the same of a link that leads nowhere as of a name that leads nowhere.
    rmSync(at('proj/closed.dtsi'));
    symlinkSync('nothing', at('proj/closed.dtsi'));
    const broken = await dtheaps(['check', board]);
    rmSync(at('proj/closed.dtsi'));
    expect(broken.out).toBe((await dtheaps(['check', board])).out);
  });

  it('is no reason to look for another file of its name, as for gcc', async () => {
    put('proj/roots/part.dtsi', '/ { fine; };\n');
    symlinkSync('part.dtsi', at('proj/part.dtsi'));
    const board = put('proj/board.dts', `${BOARD}#include "part.dtsi"\n`);
    const { status, out } = await dtheaps(['check', board, '-I', at('proj/roots')]);
    expect(status).toBe(1);
    expect(unwrapped(out)).toContain(CIRCLE);
  });

  it('may be a folder', () => {
    put('proj/closed/board.dts', BOARD);
    chmodSync(at('proj/closed'), 0);
    const folder = asUser('check', at('proj/closed'));
    const inside = asUser('check', at('proj/closed/board.dts'));
    chmodSync(at('proj/closed'), 0o755);
    expect(folder.error).toBe(`dtheaps: ${at('proj/closed')}: the folder cannot be read: permission denied\n`);
    expect(inside.error).toBe(`dtheaps: ${at('proj/closed/board.dts')}: ${CLOSED}\n`);
  });
});

it.skipIf(process.platform === 'win32')('a named pipe is not opened', async () => {
  mkdirSync(at('proj'), { recursive: true });
  expect(spawnSync('mkfifo', [at('proj/pipe.dtsi')]).status).toBe(0);
  const board = put('proj/board.dts', '/dts-v1/;\n/ { };\n#include "pipe.dtsi"\n');
  const { status, error } = await dtheaps(['boot', board]);
  expect(status).toBe(2);
  expect(error).toContain('no ordinary file');
  expect((await dtheaps(['boot', at('proj/pipe.dtsi')])).status).toBe(2);
});

it.skipIf(process.platform === 'win32')('a pipe without a name is said to be no file that is read', () => {
  const board = put('proj/board.dts', '/dts-v1/;\n/ { };\n');
  // What a shell puts in the place of <(…), which lies nowhere.
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'compare', board, '/dev/fd/3'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  expect([status, stderr]).toEqual([2, 'dtheaps: /dev/fd/3: this is no ordinary file, and is never read\n']);
});

it('several processes read what one reads', () => {
  const boards = Array.from({ length: 30 }, (_, index) =>
    put(`proj/${index}.dts`, `/dts-v1/;\n/ { };\n#include "../home/secret.dtsi"\n`),
  );
  const call = (...more: string[]): { status: number | null; text: string } => {
    const args = [PROGRAM, 'compile', ...boards, '--out-dir', at('out'), '--jobs', '2', ...more];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, text: stderr };
  };
  const refused = call();
  expect(refused.status).toBe(2);
  expect(refused.text.match(/--allow-read/g)).toHaveLength(30);
  expect(call('--allow-read', at('home'))).toMatchObject({ status: 0 });
});
