import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiskFileSystem } from './diskFileSystem.ts';
import { forwardSlashes } from './nativePath.ts';

describe('a backslash', () => {
  it('separates folders where the system has it so, and is a character elsewhere', () => {
    expect(forwardSlashes('c:\\a\\b', '\\')).toBe('c:/a/b');
    expect(forwardSlashes('/a\\b', '/')).toBe('/a\\b');
  });

  it.runIf(sep === '/')('in names leads to these files, below readable roots too', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-backslash-')));
    try {
      mkdirSync(join(folder, 'so\\c'));
      const path = join(folder, 'so\\c', 'a\\b.dtsi');
      writeFileSync(path, 'text');
      const files = new DiskFileSystem([join(folder, 'so\\c')]);
      expect(files.read(path)?.text).toBe('text');
      expect(files.realPath(path)).toBe(path);
      expect(files.list(join(folder, 'so\\c'))).toEqual(['a\\b.dtsi']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
