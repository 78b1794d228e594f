import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from './diskFileSystem.ts';

const HOURS = 3_600_000;

describe('files that are trusted for a while', () => {
  let folder: string;
  let files: DiskFileSystem;
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const read = (name: string): string | undefined => files.read(join(folder, name))?.text;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-disk-')));
    write('a.dtsi', 'one');
    files = new DiskFileSystem([folder]);
    files.trustMilliseconds = HOURS;
    expect([read('a.dtsi'), read('b.dtsi'), files.isFolder(join(folder, 'c'))]).toEqual(['one', undefined, false]);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are not looked at again, those that were missing included', () => {
    write('a.dtsi', 'three');
    write('b.dtsi', 'two');
    mkdirSync(join(folder, 'c'));
    expect([read('a.dtsi'), read('b.dtsi'), files.isFolder(join(folder, 'c'))]).toEqual(['one', undefined, false]);
  });

  it('are looked at again once somebody says that files have changed, and when the time is over', () => {
    write('a.dtsi', 'three');
    files.filesChanged([join(folder, 'elsewhere.dtsi')]);
    expect(read('a.dtsi')).toBe('three');
    write('a.dtsi', 'fourth');
    files.trustMilliseconds = 0;
    expect(read('a.dtsi')).toBe('fourth');
  });

  it('are listed once a folder, until somebody says that files have changed', () => {
    const listed = files.list(folder);
    expect(listed).toEqual(['a.dtsi']);
    write('b.dtsi', 'two');
    expect(files.list(folder)).toBe(listed);
    expect(files.list(join(folder, 'none'))).toEqual([]);
    files.filesChanged([join(folder, 'b.dtsi')]);
    expect([...files.list(folder)].sort()).toEqual(['a.dtsi', 'b.dtsi']);
  });

  it('are found outdated where a folder that was listed holds something else', () => {
    files.list(folder);
    expect(files.outdated()).toBe(false);
    write('d.dtsi', 'four');
    expect(files.outdated()).toBe(true);
    expect([...files.list(folder)].sort()).toEqual(['a.dtsi', 'd.dtsi']);
  });

  it.each([
    ['a file has changed', () => write('a.dtsi', 'three')],
    ['a file came', () => write('b.dtsi', 'two')],
    ['a file went', () => rmSync(join(folder, 'a.dtsi'))],
    ['a folder came', () => mkdirSync(join(folder, 'c'))],
  ])('are found outdated where %s, once', (_, change) => {
    expect(files.outdated()).toBe(false);
    change();
    expect(files.outdated()).toBe(true);
    expect(files.outdated()).toBe(false);
  });

  it('are found outdated although nothing else was looked at since the last such look', () => {
    expect(files.outdated()).toBe(false);
    write('b.dtsi', 'two');
    expect(files.outdated()).toBe(true);
    expect(read('b.dtsi')).toBe('two');
  });
});
