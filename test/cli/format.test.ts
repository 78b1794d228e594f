import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-format-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const UGLY = '/dts-v1/;\n/{\n  a=<1>;\n};\n';
const FORMATTED = '/dts-v1/;\n/ {\n\ta = <1>;\n};\n';
const at = (name: string): string => join(folder, name);
const textAt = (name: string): string => readFileSync(at(name), 'latin1');

beforeEach(() => {
  mkdirSync(at('soc'), { recursive: true });
  writeFileSync(at('a.dts'), UGLY);
  writeFileSync(at('good.dts'), FORMATTED);
  writeFileSync(at('soc/b.dtsi'), '/ {\n c;\n};\n');
  writeFileSync(at('soc/note.txt'), ' text');
});

describe('dtheaps format', () => {
  it('prints one file, or standard input, in the layout of the kernel', async () => {
    expect(await dtheaps(['format', at('a.dts')])).toEqual({ status: 0, out: FORMATTED, error: '' });
    expect(await dtheaps(['format', '-'], UGLY)).toEqual({ status: 0, out: FORMATTED, error: '' });
    expect(textAt('a.dts')).toBe(UGLY);
  });

  it('leaves a file alone that is no text of one byte a character', async () => {
    const bytes = Buffer.from(UGLY, 'utf16le');
    writeFileSync(at('wide.dts'), bytes);
    const { status, error } = await dtheaps(['format', '--write', at('wide.dts')]);
    expect([status, readFileSync(at('wide.dts')).equals(bytes)]).toEqual([2, true]);
    expect(error).toContain('is no text');
    rmSync(at('wide.dts'));
  });

  it('names the files whose layout is another', async () => {
    expect(await dtheaps(['format', '--check', folder])).toEqual({
      status: 1,
      out: `${at('a.dts')}\n${at('soc/b.dtsi')}\n`,
      error: '',
    });
    expect(await dtheaps(['format', '--check', at('good.dts')])).toEqual({ status: 0, out: '', error: '' });
  });

  it('shows what would change', async () => {
    const { status, out } = await dtheaps(['format', '--diff', at('a.dts'), at('good.dts')]);
    expect(status).toBe(1);
    expect(out.split('\n').slice(2)).toEqual([
      '@@ -1,4 +1,4 @@',
      ' /dts-v1/;',
      '-/{',
      '-  a=<1>;',
      '+/ {',
      '+\ta = <1>;',
      ' };',
      '',
    ]);
  });

  it('changes the files of a folder', async () => {
    expect(await dtheaps(['format', '--write', folder])).toEqual({
      status: 0,
      out: '',
      error: '2 of 3 files changed.\n',
    });
    expect(textAt('a.dts')).toBe(FORMATTED);
    expect(textAt('soc/b.dtsi')).toBe('/ {\n\tc;\n};\n');
    expect(textAt('soc/note.txt')).toBe(' text');
    expect((await dtheaps(['format', '--check', folder])).status).toBe(0);
  });

  it('says where it leaves broken text alone', async () => {
    const { status, out, error } = await dtheaps(['format', '-'], '/ {\n a = <1 ;\n b;\n};\n');
    expect([status, out]).toEqual([0, '/ {\n a = <1 ;\n\tb;\n};\n']);
    expect(error).toBe('dtheaps: note: - has syntax errors: what is around them stays as it is\n');
  });

  it.each([
    [['format', 'nowhere.dts'], /nowhere\.dts: no such file/],
    [['format', at('a.dts'), at('good.dts')], /2 files: name one/],
    [['format', '--check', '--write', at('a.dts')], /cannot be used with/],
    [['format', '--write', '-'], /cannot change standard input/],
  ])('refuses %j', async (args, expected) => {
    const { status, error } = await dtheaps(args, UGLY);
    expect([status, error]).toEqual([2, expect.stringMatching(expected)]);
  });
});
