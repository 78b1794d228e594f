import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from './replaceFile.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-replace-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

const at = (name: string): string => join(folder, name);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const written = { written: true, otherNames: 0 };

function put(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

/** Whether the folder holds these files and nothing that writing left. */
const expectOnly = (...names: string[]): void => expect(readdirSync(folder).sort()).toEqual(names.sort());

describe('a file is written whole', () => {
  it('where there was none, with the mode that new files have', () => {
    expect(replaceFile(at('new'), bytes('text'))).toEqual(written);
    expect(readFileSync(at('new'), 'utf8')).toBe('text');
    const plain = put('plain', '');
    expect(statSync(at('new')).mode).toBe(statSync(plain).mode);
    expectOnly('new', 'plain');
  });

  it('with the mode of the one whose place it takes', () => {
    const path = put('private', 'old');
    chmodSync(path, 0o640);
    expect(replaceFile(path, bytes('new'))).toEqual(written);
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it.skipIf(process.getuid?.() !== 0)('with the owner of the one whose place it takes', async () => {
    const { chownSync } = await import('node:fs');
    const path = put('theirs', 'old');
    chownSync(path, 1234, 2345);
    expect(replaceFile(path, bytes('new'))).toEqual(written);
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  it('with the mode that is asked for', () => {
    const path = put('old', 'old');
    chmodSync(path, 0o666);
    for (const each of [path, at('new')]) {
      expect(replaceFile(each, bytes('text'), { mode: 0o600 })).toEqual(written);
      if (process.platform !== 'win32') expect(statSync(each).mode & 0o777).toBe(0o600);
    }
  });

  it('through a link, which stays', () => {
    mkdirSync(at('below'));
    put('below/real', 'old');
    symlinkSync('below/real', at('link'));
    expect(replaceFile(at('link'), bytes('new'))).toEqual(written);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('below/real'), 'utf8')).toBe('new');
    expect(readdirSync(at('below'))).toEqual(['real']);
  });

  it('through a link that leads to nothing yet', () => {
    mkdirSync(at('below'));
    symlinkSync('below/coming', at('link'));
    expect(replaceFile(at('link'), bytes('new'))).toEqual(written);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('below/coming'), 'utf8')).toBe('new');
  });

  it('and says how many other names keep the earlier content', () => {
    const path = put('one', 'old');
    linkSync(path, at('two'));
    linkSync(path, at('three'));
    expect(replaceFile(path, bytes('new'))).toEqual({ written: true, otherNames: 2 });
    expect(readFileSync(at('two'), 'utf8')).toBe('old');
  });

  it('to what is no ordinary file as it is', () => {
    expect(replaceFile('/dev/null', bytes('gone'))).toEqual(written);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('under a name that is no UTF-8', () => {
    const path = at('gr\udcf6\udcdfe');
    expect(replaceFile(path, bytes('new'))).toEqual(written);
    const names = readdirSync(folder, { encoding: 'buffer' }).map((name) => name.toString('latin1'));
    expect(names).toEqual(['größe']);
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  const pipe = (): string => {
    execFileSync('mkfifo', [at('pipe')]);
    return at('pipe');
  };

  it('that nobody reads is not waited for', () => {
    expect(replaceFile(pipe(), bytes('text'))).toEqual({ written: false, why: 'nobody reads this pipe' });
  });

  it('that somebody reads is written to', () => {
    const path = pipe();
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    expect(replaceFile(path, bytes('text'))).toEqual(written);
    expect(readFileSync(reader, 'utf8')).toBe('text');
    closeSync(reader);
    expect(lstatSync(path).isFIFO()).toBe(true);
  });
});

it('a name that ends as a folder’s does is no file’s', () => {
  expect(replaceFile(`${at('none')}/`, bytes('text'))).toEqual({ written: false, why: 'there is no such folder' });
  expectOnly();
});

describe('nothing is lost', () => {
  it('where the file was changed meanwhile', () => {
    const path = put('board', 'changed');
    expect(replaceFile(path, bytes('fixed'), { readBefore: { expected: bytes('read'), folders: [folder] } })).toEqual({
      written: false,
      why: 'it was changed meanwhile',
    });
    expect(readFileSync(path, 'utf8')).toBe('changed');
    expectOnly('board');
  });

  it('where the folder of the file is a link by now that leads out of what may be changed', () => {
    mkdirSync(at('project'));
    mkdirSync(at('outside'));
    const outside = put('outside/board', 'read');
    symlinkSync(at('outside'), at('project/folder'));
    const readBefore = { expected: bytes('read'), folders: [at('project')] };
    expect(replaceFile(at('project/folder/board'), bytes('fixed'), { readBefore })).toEqual({
      written: false,
      why: `it leads to ${outside} by now`,
    });
    expect(readFileSync(outside, 'utf8')).toBe('read');
    expectOnly('outside', 'project');
    expect(replaceFile(outside, bytes('fixed'), { readBefore: { ...readBefore, folders: [at('outside')] } })).toEqual(
      written,
    );
  });

  it('where the file is gone', () => {
    expect(
      replaceFile(at('gone'), bytes('fixed'), { readBefore: { expected: bytes('read'), folders: [folder] } }),
    ).toMatchObject({
      written: false,
    });
    expectOnly();
  });

  it('where it cannot be written: no file is left behind', () => {
    mkdirSync(at('folder'));
    expect(replaceFile(at('folder'), bytes('text'))).toMatchObject({ written: false });
    expect(replaceFile(at('missing/file'), bytes('text'))).toMatchObject({ written: false });
    symlinkSync('round', at('round'));
    expect(replaceFile(at('round'), bytes('text'))).toMatchObject({ written: false });
    expectOnly('folder', 'round');
  });

  it.skipIf(process.getuid?.() === 0)('where the file may not be written to', () => {
    const path = put('sealed', 'old');
    chmodSync(path, 0o400);
    expect(replaceFile(path, bytes('new'))).toMatchObject({ written: false });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expectOnly('sealed');
  });

  it('of a file that bears the name of another program’s intermediate file', () => {
    const path = put('board', 'old');
    for (const name of ['board.dtheaps-new', `board.${process.pid}.tmp`]) put(name, 'notes');
    expect(replaceFile(path, bytes('new'))).toEqual(written);
    expect(existsSync(at('board.dtheaps-new'))).toBe(true);
    expect(readFileSync(at('board.dtheaps-new'), 'utf8')).toBe('notes');
    expect(readFileSync(at(`board.${process.pid}.tmp`), 'utf8')).toBe('notes');
  });
});
