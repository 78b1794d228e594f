import { spawnSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { replaceFile } from './replaceFile.ts';
import { temporaryPathIn } from './temporaryFiles.ts';

const REPLACE = new URL('./replaceFile.ts', import.meta.url).href;

const root = mkdtempSync(join(tmpdir(), 'dtheaps-left-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const LONG_AGO = new Date(Date.now() - 2 * 60 * 60 * 1000);
const name = (digit: string): string => `.dtheaps-${digit.repeat(24)}`;

/** A folder that no test has written to; folders are looked through once in a process. */
let folders = 0;
function newFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

function leave(folder: string, file: string, age = LONG_AGO): string {
  const path = join(folder, file);
  writeFileSync(path, 'left');
  utimesSync(path, age, age);
  return path;
}

const written = { written: true, otherNames: 0 };

it.skipIf(process.platform === 'win32')('what a killed process left goes with the next file that is written', () => {
  const folder = newFolder();
  const board = leave(folder, 'board.dts');
  // The process ends itself at once where the new file would take the place of the board.
  const code = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
syncBuiltinESMExports();
const { replaceFile } = await import(${JSON.stringify(REPLACE)});
replaceFile(${JSON.stringify(board)}, Buffer.from('fixed'));`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', code]).signal).toBe('SIGKILL');
  const left = readdirSync(folder).filter((file) => file !== 'board.dts');
  expect(left).toEqual([expect.stringMatching(/^\.dtheaps-[0-9a-f]{24}$/)]);
  expect(readFileSync(board, 'utf8')).toBe('left');
  utimesSync(join(folder, left[0] ?? ''), LONG_AGO, LONG_AGO);
  expect(replaceFile(join(folder, 'other.dts'), bytes('text'))).toEqual(written);
  expect(readdirSync(folder).sort()).toEqual(['board.dts', 'other.dts']);
});

it('what may belong to somebody else stays', () => {
  const folder = newFolder();
  const kept = [name('a').slice(0, -1), `${name('b')}.dts`, name('g'), 'dtheaps-0123456789abcdef01234567'];
  for (const file of kept) leave(folder, file);
  // A process may be writing to it.
  leave(folder, name('1'), new Date());
  leave(folder, 'target');
  linkSync(join(folder, 'target'), join(folder, name('2')));
  symlinkSync('target', join(folder, name('3')));
  mkdirSync(join(folder, name('4')));
  leave(folder, name('5'));
  expect(replaceFile(join(folder, 'new'), bytes('text'))).toEqual(written);
  const files = [...kept, 'target', 'new', name('1'), name('2'), name('3'), name('4')];
  expect(readdirSync(folder).sort()).toEqual(files.sort());
});

it.skipIf(process.getuid?.() !== 0)(
  'what another user left stays, unless it would have replaced that user’s file',
  () => {
    const folder = newFolder();
    for (const [file, user] of [
      [name('6'), 1234],
      [name('7'), 5678],
      ['board.dts', 5678],
    ] as const) {
      chownSync(leave(folder, file), user, user);
    }
    expect(replaceFile(join(folder, 'board.dts'), bytes('text'))).toEqual(written);
    expect(readdirSync(folder).sort()).toEqual([name('6'), 'board.dts']);
  },
);

it('no name comes twice, also after the random bytes that were taken at once', () => {
  const paths = Array.from({ length: 1000 }, () => temporaryPathIn('/folder'));
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths) expect(path).toMatch(/^\/folder\/\.dtheaps-[0-9a-f]{24}$/);
});
