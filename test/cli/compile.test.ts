import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readBlob } from '../../server/src/devicetree/blob/readBlob.ts';
import { nodeAtPath } from '../../server/src/devicetree/tree/deviceTree.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-compile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasDtc = spawnSync('dtc', ['--version']).error === undefined;

const BOARD = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	cpu: cpu@SIZE { reg = <SIZE 1>; };
	user { cpu = <&cpu>; };
};
`;

/** Writes a board into the test's folder; its path. */
function board(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function blobAt(path: string): ReturnType<typeof readBlob> {
  return readBlob(new SourceFile(path, byteString(readFileSync(path))));
}

describe('dtheaps compile', () => {
  const good = board('good.dts', BOARD.replaceAll('SIZE', '2'));
  const bad = board('bad.dts', '/dts-v1/;\n/ { a = <&nobody>; };\n');

  test('writes what cpp and dtc write', async (context) => {
    const output = join(folder, 'good.dtb');
    expect(await dtheaps(['compile', good, '-o', output])).toEqual({ status: 0, out: '', error: '' });
    expect(blobAt(output).refused).toBe(false);
    if (!hasDtc) context.skip('dtc is not installed (package device-tree-compiler): its bytes are not compared');
    const wanted = spawnSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', '-b', '0', good]).stdout;
    expect(wanted.equals(readFileSync(output))).toBe(true);
  });

  test('generates symbols where it is asked to', async () => {
    const output = join(folder, 'symbols.dtb');
    await dtheaps(['compile', good, '--symbols', '-o', output]);
    const { tree } = blobAt(output);
    expect(tree && nodeAtPath(tree, '/__symbols__')?.properties.has('cpu')).toBe(true);
  });

  test('says as JSON what came of each board', async () => {
    const output = join(folder, 'as-json');
    const call = ['compile', good, bad, '--out-dir', output, '--format', 'json'];
    const { status, out, error } = await dtheaps(call);
    expect(status).toBe(2);
    const [fault = ''] = error.split('\n');
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      boards: [
        { board: good, output: join(output, 'good.dtb'), reason: null },
        { board: bad, output: null, reason: fault.replace('dtheaps: ', '') },
      ],
    });
    expect(fault).toContain('bad.dts:2:10');
    expect(await dtheaps(['compile', good, '-o', '-', '--format', 'json'])).toMatchObject({ status: 2, out: '' });
  });

  test('writes to standard output', async () => {
    const { out } = await dtheaps(['compile', good, '-o', '-']);
    expect(readBlob(new SourceFile('out.dtb', out)).refused).toBe(false);
  });

  test('leaves no file of a board that dtc refuses, and says where', async () => {
    const output = join(folder, 'bad.dtb');
    const { status, error } = await dtheaps(['compile', bad, '-o', output]);
    expect(status).toBe(2);
    expect(error).toMatch(/bad\.dts:2:\d+: /);
    expect(existsSync(output)).toBe(false);
  });

  test('compiles the good ones of several boards', async () => {
    const output = join(folder, 'several');
    const { status, error } = await dtheaps(['compile', good, bad, join(folder, 'none.dts'), '--out-dir', output]);
    expect(status).toBe(2);
    expect(error.trim().split('\n')).toHaveLength(3);
    expect(readdirSync(output)).toEqual(['good.dtb']);
  });

  test('keeps boards of one name apart', async () => {
    const output = join(folder, 'apart');
    const boards = ['one/x.dts', 'two/x.dts'].map((name) => board(name, BOARD.replaceAll('SIZE', '3')));
    await dtheaps(['compile', ...boards, good, '--out-dir', output]);
    expect(
      readdirSync(output, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.dtb'))
        .sort(),
    ).toEqual(['good.dtb', join('one', 'x.dtb'), join('two', 'x.dtb')]);
  });

  test('marks a blob as written that stands there already, and replaces any other', async () => {
    const output = join(folder, 'again.dtb');
    const past = new Date('2020-01-01');
    const compileAgain = async (): Promise<{ inode: number; isNew: boolean }> => {
      await dtheaps(['compile', good, '-o', output]);
      const { ino, mtime } = statSync(output);
      return { inode: ino, isNew: mtime > past };
    };
    await compileAgain();
    const first = readFileSync(output);
    utimesSync(output, past, past);
    const { ino } = statSync(output);
    expect(await compileAgain()).toEqual({ inode: ino, isNew: true });
    writeFileSync(output, Buffer.alloc(first.length));
    await compileAgain();
    expect(readFileSync(output).equals(first)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('refuses a call that does not say where to', async () => {
    expect((await dtheaps(['compile', good])).status).toBe(2);
    expect((await dtheaps(['compile', good, bad, '-o', join(folder, 'x.dtb')])).status).toBe(2);
    expect((await dtheaps(['compile', good, '-o', join(folder, 'missing', 'x.dtb')])).status).toBe(2);
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });

  test('gives the same blobs in several processes', () => {
    const boards = Array.from({ length: 30 }, (_, at) =>
      board(`many/${at}.dts`, BOARD.replaceAll('SIZE', String(at + 1))),
    );
    const program = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
    const call = (jobs: number): string => {
      const output = join(folder, `jobs-${jobs}`);
      const args = [program, 'compile', ...boards, bad, '--out-dir', output, '--jobs', String(jobs)];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(status).toBe(2);
      expect(stderr).toContain('30 of 31 boards compiled');
      return output;
    };
    const [one, two] = [call(1), call(2)];
    expect(readdirSync(two)).toHaveLength(30);
    for (const name of readdirSync(one)) {
      expect(readFileSync(join(one, name)).equals(readFileSync(join(two, name)))).toBe(true);
    }
  });

  test('says once which include folder is not there, whatever the number of processes, and goes on as cpp does', () => {
    const boards = Array.from({ length: 30 }, (_, at) => board(`unset/${at}.dts`, BOARD));
    const program = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
    const missing = join(folder, 'no-such-folder');
    const args = [
      'compile',
      ...boards,
      '-D',
      'SIZE=1',
      '-I',
      missing,
      '--out-dir',
      join(folder, 'unset-out'),
      '--jobs',
      '2',
    ];
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `dtheaps: note: -I ${missing}: no such folder, it is left out\n30 of 30 boards compiled\n`,
    });
  });
});
