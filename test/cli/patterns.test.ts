import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
/** What a board says about itself wherever it is read. */
const FAULTY = '/dts-v1/;\n/ { a = <&none>; };\n';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-patterns-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

beforeAll(() => {
  for (const name of [
    'boards/a/a.dts',
    'boards/b/b.dts',
    '!odd/a.dts',
    'outside/secret.dts',
    'outside/deep/secret.dts',
  ])
    write(name, FAULTY);
});

/** The names of the boards that a call from a folder checks, and what it says besides. */
function check(from: string, ...named: readonly string[]): { boards: string[]; error: string; status: number | null } {
  const args = [PROGRAM, 'check', '--format', 'json', ...named];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: join(folder, from), encoding: 'utf8' });
  const { diagnostics } = stdout === '' ? { diagnostics: [] } : JSON.parse(stdout);
  const boards = diagnostics.map(({ board }: { board: string }) => board.split('/').at(-1));
  return { boards: boards.sort(), error: stderr, status };
}

describe('a pattern', () => {
  it.each(['../*/*.dts', '../**/*.dts', '../{a,b}/*.dts', '../../b*/*/?.dts', `${folder}/b*/*/*.dts`, '../[ab]/*.dts'])(
    'finds boards below and beside the working folder: %s',
    (pattern) => expect(check('boards/a', pattern)).toEqual({ boards: ['a.dts', 'b.dts'], error: '', status: 1 }),
  );

  it('of a .dtheaps.json finds the same boards from every folder of the project', () => {
    for (const pattern of ['boards/*/*.dts', 'b*/**/*.dts']) {
      write('.dtheaps.json', JSON.stringify({ boards: [pattern] }));
      for (const from of ['boards', 'boards/a']) {
        expect([from, pattern, check(from)]).toEqual([
          from,
          pattern,
          { boards: ['a.dts', 'b.dts'], error: '', status: 1 },
        ]);
      }
    }
    rmSync(join(folder, '.dtheaps.json'));
  });

  it('begins with a folder whatever characters its name has', () => {
    expect(check('.', '!odd/*.dts').boards).toEqual(['a.dts']);
    expect(check('boards', '../!odd/*.dts').boards).toEqual(['a.dts']);
  });
});

describe('the boards of a .dtheaps.json', () => {
  beforeAll(() => write('boards/.git/HEAD', ''));

  const configured = (...boards: readonly string[]) => {
    write('boards/.dtheaps.json', JSON.stringify({ boards }));
    return check('boards');
  };

  it.each(['../outside/*.dts', '../outside/**', '../outs*/*.dts', '../outside', `${folder}/outside/**`])(
    'are looked for in no folder outside of the project: %s',
    (pattern) => {
      const { boards, error, status } = configured(pattern);
      expect([boards, status]).toEqual([[], 2]);
      expect(error).toMatch(/lies outside of the project .*--allow-read .* lets it be read/);
      expect(error).not.toContain('secret');
    },
  );

  it('are looked for nowhere but in the project where a pattern begins at the root of the file system', () => {
    const { error, status } = configured('/**/secret.dts');
    expect(status).toBe(2);
    expect(error).toMatch(/^dtheaps: \S*: lies outside of the project .*--allow-read \/ lets it be read\n$/);
  });

  it('are found beside a link that leads out, which is noted', () => {
    symlinkSync('../outside', join(folder, 'boards/link'));
    const { boards, error, status } = configured('**/*.dts');
    expect([boards, status]).toEqual([['a.dts', 'b.dts'], 1]);
    expect(error).toMatch(/^dtheaps: note: ..\/outside: lies outside of the project .*\n$/);
    expect(configured('link/*.dts').error).toMatch(
      /^dtheaps: link: leads to .*outside, which lies outside of the project/,
    );
    const allowed = check('boards', '--allow-read', '../outside');
    expect(allowed.boards).toEqual(['secret.dts']);
    rmSync(join(folder, 'boards/link'));
  });
});
