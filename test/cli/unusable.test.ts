import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const EMPTY_BOARD = file('empty.dts', '/dts-v1/;\n/ { };\n');

/** One line on standard error that says what and where, nothing on standard output, status 2. */
async function expectUnusable(args: readonly string[], ...parts: string[]): Promise<void> {
  const { status, out, error } = await dtheaps(args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(error.trimEnd().split('\n')).toHaveLength(1);
  for (const part of ['dtheaps: ', ...parts]) expect(error).toContain(part);
  expect(error).not.toMatch(/internal error|\n +at /);
}

const READERS = ['heaps', 'boot', 'tree', 'report', 'expand', 'check'];

describe.each(READERS)('%s', (command) => {
  it('says that a board is missing', () =>
    expectUnusable([command, join(folder, 'none.dts')], 'none.dts: no such file'));
  it('says that a file is binary', () =>
    expectUnusable(
      [
        command,
        file(
          'binary.dts',
          new Uint8Array(64).map((_, at) => at % 7),
        ),
      ],
      'neither text nor',
    ));
});

describe.each(READERS)('%s', (command) => {
  it('says that an overlay is missing', () =>
    expectUnusable([command, EMPTY_BOARD, '--overlay', join(folder, 'none.dtso')], 'none.dtso: no such file'));
});

describe.each(['', ' ', '1e3', '0b11', '0x10', '+1', '-1', '1.5', '1_000', 'Infinity', '9'.repeat(20)])(
  'the number "%s"',
  (text) => {
    it('is none of processes or of warnings', async () => {
      await expectUnusable(['check', EMPTY_BOARD, '--jobs', text], "'-j, --jobs <number>'");
      await expectUnusable(['check', EMPTY_BOARD, '--max-warnings', text], "'--max-warnings <count>'");
    });
  },
);

describe.each(READERS.filter((command) => command !== 'check'))('%s', (command) => {
  it('says that a board is a folder', () => expectUnusable([command, folder], `${folder}: this is a folder`));
});

describe.each(['heaps', 'boot', 'tree', 'report'])('%s', (command) => {
  it('names the place of an include that is not there', () => {
    const board = file('include.dts', '/dts-v1/;\n#include "nowhere.dtsi"\n/ { };\n');
    return expectUnusable([command, board], `${board}:2:`, 'nowhere.dtsi');
  });
  it('names the place of a syntax error', () => {
    const board = file('syntax.dts', '/dts-v1/;\n/ {\n\tcell = <1 2;\n};\n');
    return expectUnusable([command, board], `${board}:3:`);
  });
  it('ends on a file that includes itself', () => {
    const board = file('cycle.dts', '/dts-v1/;\n#include "cycle.dts"\n/ { };\n');
    return expectUnusable([command, board], `${board}:`);
  });
});

it('a folder without device trees', () => {
  return expectUnusable(['check', join(import.meta.dirname)], 'no device tree in this folder');
});
it('a pattern that matches nothing', () => expectUnusable(['check', `${folder}/*.nothing`], 'nothing matches'));
it.each([
  [['frobnicate'], "unknown command 'frobnicate'"],
  [['boot'], "missing required argument 'board'"],
  [['boot', EMPTY_BOARD, '--frobnicate'], "unknown option '--frobnicate'"],
  [['boot', EMPTY_BOARD, '--kernel', 'new'], 'A version such as'],
  [['boot', EMPTY_BOARD, '--memory', '1G'], 'BASE:SIZE is expected'],
  [['boot', EMPTY_BOARD, '-D', '1=2'], 'macro'],
  [['boot', EMPTY_BOARD, '--format', 'xml'], 'Allowed choices are text, json'],
  [['boot', EMPTY_BOARD, '--kernel-config', '/nowhere/config'], '/nowhere/config: no such file'],
  [['explain', 'nothing-of-the-kind'], 'there is no rule'],
])('%j', (args, part) => expectUnusable(args, part));

it('a profile that is not JSON, with the place where it breaks', () => {
  const profile = file('profile.json', '{\n  "kernel": "7.3",\n}\n');
  return expectUnusable(['boot', EMPTY_BOARD, '--profile', profile], `${profile}:3:1: not JSON`);
});
it('a profile that says something else', () => {
  const profile = file('other.json', '{"kernel": "7.3", "arch": "arm64"}');
  return expectUnusable(
    ['boot', EMPTY_BOARD, '--profile', profile],
    'other.json:1:19: arch: there is no member of a profile "arch"',
    'did you mean "architecture"?',
  );
});
it.each(['compile', 'tree', 'expand'])(
  '%s, though it boots nothing, refuses what says how a board boots',
  async (command) => {
    const call = [command, EMPTY_BOARD, ...(command === 'compile' ? ['-o', join(folder, 'never.dtb')] : [])];
    const profile = file('wrong.json', '{"kernel": 7}');
    await expectUnusable([...call, '--profile', join(folder, 'none.json')], 'none.json: no such file');
    await expectUnusable([...call, '--profile', profile], 'wrong.json:1:12: kernel');
    await expectUnusable([...call, '--kernel-config', join(folder, 'none')], 'none: no such file');
    expect(existsSync(join(folder, 'never.dtb'))).toBe(false);
    const { out } = await dtheaps([command, '--help']);
    expect(out).toContain('What boots it (read, and nothing here depends on it):');
  },
);
it('a scenario that says something else', () => {
  const scenario = file('scenario.json', '{"steps": [{"op": "dance"}]}');
  return expectUnusable(['simulate', EMPTY_BOARD, scenario], 'scenario.json', 'dance');
});

it.each([
  ['an option', (word: string) => [`--${word}`]],
  ['a command', (word: string) => [word]],
  ['a value', (word: string) => ['check', '--format', word]],
  ['a kernel', (word: string) => ['check', '--kernels', `7.3,${word}`]],
  ['a path', (word: string) => ['check', word]],
  ['a pattern', (word: string) => ['check', `${word}*`]],
  ['a rule', (word: string) => ['explain', word]],
  ['many arguments', (word: string) => ['boot', ...new Array<string>(1000).fill(word.slice(0, 99))]],
])('%s that is much too long is not said whole, and what is wrong with it is', async (_name, argsOf) => {
  const { status, error } = await dtheaps(argsOf('é'.repeat(100_000)));
  expect(status).toBe(2);
  expect(error.length).toBeLessThan(2500);
  expect(error).toMatch(/^dtheaps: [^\n]*é{99}[^\n]*\n$/);
  expect(error).not.toContain('é'.repeat(300));
});

it('a path that may be one is said whole', async () => {
  const path = `${folder}/${'p/'.repeat(1500)}board.dts`;
  expect((await dtheaps(['check', path])).error).toContain(path);
});

it('no arguments at all show the help and are unusable', async () => {
  const { status, out, error } = await dtheaps([]);
  expect(status).toBe(2);
  expect(out).toBe('');
  expect(error).toContain('Usage: dtheaps');
});
it('--help and --version go to standard output with status 0', async () => {
  expect(await dtheaps(['--version'])).toMatchObject({ status: 0, error: '' });
  const help = await dtheaps(['boot', '--help']);
  expect(help).toMatchObject({ status: 0, error: '' });
  expect(help.out).toContain('--kernel <version>');
});

it('is said in sentences, also where the first one has no mark at its end', () =>
  expectUnusable(
    ['compile', file('wants.dts', '/dts-v1/;\n#include "none.dtsi"\n/ { };\n'), '-o', join(folder, 'wants.dtb')],
    'none.dtsi: No such file or directory. Looked in ',
  ));

it('is a macro of the call that gcc refuses', () =>
  expectUnusable(
    ['compile', EMPTY_BOARD, '-D', 'F(a,a)=1', '-o', join(folder, 'empty.dtb')],
    'empty.dts: -D F(a,a)=1: duplicate macro parameter "a"',
  ));
