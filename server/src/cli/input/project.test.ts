import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { projectsAround } from './project.ts';

const PROJECT = new URL('./project.ts', import.meta.url).href;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-project-')));
mkdirSync(join(folder, 'boards'));
afterAll(() => rmSync(folder, { recursive: true }));

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** The project around a board for a call from a working folder. */
function foldersFrom(cwd: string): string[] {
  const board = JSON.stringify(join(folder, 'boards', 'board.dts'));
  const code = `import { projectOf } from ${JSON.stringify(PROJECT)};
console.log(JSON.stringify(projectOf({ include: [], overlay: [] }, [${board}]).folders));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd, encoding: 'utf8' });
  return (JSON.parse(out) as string[]).map(slashed);
}

it('is the working folder, where the board lies in it', () => {
  expect(foldersFrom(folder)).toEqual([slashed(folder)]);
});

it("is the board's own folder for a call from elsewhere", () => {
  expect(foldersFrom(dirname(process.execPath))).toEqual([slashed(join(folder, 'boards'))]);
});

it('is a board that lies in the root of the file system, and not what else is there', () => {
  const root = parse(folder).root;
  const board = join(root, 'a.dts');
  const boards = join(folder, 'boards');
  const named = [
    [board, root],
    [root, root],
    [join(boards, 'board.dts'), boards],
    [join(boards, 'other.dts'), boards],
  ] as const;
  expect(projectsAround(new Map(named.slice(0, 1)))).toEqual([board]);
  expect(projectsAround(new Map(named.slice(1, 2)))).toEqual([root]);
  expect(projectsAround(new Map(named))).toEqual([board, root, boards]);
});

it('is never the whole file system, in which containers begin', () => {
  expect(foldersFrom(parse(folder).root)).toEqual([slashed(join(folder, 'boards'))]);
});
