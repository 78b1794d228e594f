import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { linkedPaths } from './linkedPaths.ts';

const folder = mkdtempSync(join(tmpdir(), 'linked-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('paths are told that lead to one name of a file, by links to it or to a folder above', () => {
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('a'));
  writeFileSync(at('a/x'), 'x');
  symlinkSync('a', at('b'));
  symlinkSync('b/x', at('y'));
  linkSync(at('a/x'), at('hard'));
  const linked = linkedPaths(['a/x', 'b/x', 'y', 'hard', 'gone'].map(at));
  expect(linked(at('a/x'))).toEqual([at('b/x'), at('y')]);
  expect(linked(at('y'))).toEqual([at('a/x'), at('b/x')]);
  expect([linked(at('hard')), linked(at('gone')), linked(at('elsewhere'))]).toEqual([[], [], []]);
});
