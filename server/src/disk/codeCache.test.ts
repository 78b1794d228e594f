import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeepingOptions } from './codeCache.ts';

const CODE_CACHE = new URL('./codeCache.ts', import.meta.url).href;

describe('compiled code that is kept', () => {
  let folder = '';
  let program = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
    program = join(folder, 'program.cjs');
    write('one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Makes the program one that prints a word and its own name. */
  const write = (word: string): void =>
    writeFileSync(program, module.wrap(`console.log("${word}", require("node:path").basename(__filename));`));
  const cache = (): string => join(folder, 'cache');
  const kept = (): string[] => readdirSync(cache()).map((name) => join(cache(), name));
  const file = (): string => kept()[0] ?? '';

  /** What the program prints when it is run in a process of its own. */
  function run(environment: NodeJS.ProcessEnv = {}, options: KeepingOptions = {}): string {
    const launch = `import { runKeepingCode } from ${JSON.stringify(CODE_CACHE)};
      runKeepingCode(${JSON.stringify(program)}, 'part', ${JSON.stringify(options)});`;
    const env = { ...process.env, NODE_COMPILE_CACHE: cache(), NODE_DISABLE_COMPILE_CACHE: '', ...environment };
    const spawned = { env, cwd: folder, encoding: 'utf8' } as const;
    return execFileSync(process.execPath, ['--input-type=module', '-e', launch], spawned);
  }

  it('is used by the next run, which prints the same', () => {
    expect(run()).toBe('one program.cjs\n');
    expect(kept()).toHaveLength(1);
    const { ino } = statSync(file());
    expect(run()).toBe('one program.cjs\n');
    // A run that cannot use it would write it anew, as another file.
    expect(statSync(file()).ino).toBe(ino);
  });

  it('is not that of another program of the same length in the same place', () => {
    run();
    write('two');
    expect(run()).toBe('two program.cjs\n');
    expect(run()).toBe('two program.cjs\n');
  });

  it('is written anew where it is cut short, or where everybody could have written it', () => {
    run();
    writeFileSync(file(), '');
    expect(run()).toBe('one program.cjs\n');
    expect(statSync(file()).size).toBeGreaterThan(0);
    if (process.platform === 'win32') return;
    const { ino } = statSync(file());
    chmodSync(file(), 0o666);
    expect(run()).toBe('one program.cjs\n');
    expect(statSync(file()).ino).not.toBe(ino);
  });

  it.skipIf(process.platform === 'win32')('is neither read from nor written to what somebody put in its place', () => {
    run();
    const path = file();
    const elsewhere = join(folder, 'elsewhere');
    const planted: readonly (readonly [what: string, plant: () => void])[] = [
      ['another name of a file', () => linkSync(elsewhere, path)],
      [
        'what a group may write to',
        () => {
          copyFileSync(elsewhere, path);
          chmodSync(path, 0o660);
        },
      ],
    ];
    for (const plant of [() => symlinkSync(elsewhere, path), () => execFileSync('mkfifo', [path])]) {
      renameSync(path, elsewhere);
      const { ino, mtimeMs } = statSync(elsewhere);
      plant();
      expect(run()).toBe('one program.cjs\n');
      expect(lstatSync(path).isFile()).toBe(false);
      expect(statSync(elsewhere)).toMatchObject({ ino, mtimeMs });
      rmSync(path);
      renameSync(elsewhere, path);
    }
    for (const [what, plant] of planted) {
      rmSync(elsewhere, { force: true });
      renameSync(path, elsewhere);
      const { ino } = statSync(elsewhere);
      plant();
      expect(run(), what).toBe('one program.cjs\n');
      const now = lstatSync(path);
      expect({ isFile: now.isFile(), mode: now.mode & 0o777, names: now.nlink }, what).toEqual({
        isFile: true,
        mode: 0o600,
        names: 1,
      });
      expect(statSync(elsewhere).ino, what).toBe(ino);
    }
  });

  it('is not kept in a folder that is named from where one stands', () => {
    run({ NODE_COMPILE_CACHE: 'relative' });
    const made = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(made.filter((name) => name.endsWith('.code'))).toEqual([]);
  });

  it.each(['', 'home'])('is not kept below the folder that one stands in, where HOME is "%s"', (home) => {
    const none = { NODE_COMPILE_CACHE: '', XDG_CACHE_HOME: '', LOCALAPPDATA: home, USERPROFILE: home };
    expect(run({ ...none, HOME: home })).toBe('one program.cjs\n');
    expect(readdirSync(folder)).toEqual(['program.cjs']);
  });

  it('is not kept of a run that has changed options of V8, for which the next would refuse it', () => {
    writeFileSync(program, module.wrap('require("node:v8").setFlagsFromString("--semi-space-growth-factor=3");'));
    run();
    expect(readdirSync(folder)).toEqual(['program.cjs']);
  });

  it('is kept of a run that sets an option later which the program names', () => {
    const set = '--semi-space-growth-factor=1';
    writeFileSync(program, module.wrap(`require("node:v8").setFlagsFromString("${set}"); console.log("one");`));
    const options = { laterOption: { set, unset: '--semi-space-growth-factor=2' } };
    expect(run({}, options)).toBe('one\n');
    const { ino } = statSync(file());
    expect(run({}, options)).toBe('one\n');
    expect(statSync(file()).ino).toBe(ino);
  });

  describe('of a program whose functions are called by few runs', () => {
    const MUCH = { MUCH: '1' };
    beforeEach(() => {
      const functions = Array.from({ length: 2000 }, (_, index) => `() => [${index}, ${index} + 1, "${index}"].join()`);
      // Called at once, so that all runs have compiled it.
      const drawn = 'if (process.env.DRAWN) (Math.random = () => Number(process.env.DRAWN))();';
      const calls = 'if (process.env.MUCH) for (const each of all) each();';
      // The other run is the longer one, and compiles less.
      const waits = 'else for (const until = Date.now() + 300; Date.now() < until;);';
      writeFileSync(program, module.wrap(`const all = [${functions}]; ${drawn} ${calls} ${waits}`));
    });

    it('is written anew by a run that has compiled more, not by one that has taken longer', () => {
      run();
      const { ino, size } = statSync(file());
      run(MUCH);
      const more = statSync(file());
      expect(more.ino).not.toBe(ino);
      expect(more.size).toBeGreaterThan(size);
      run();
      expect(statSync(file()).ino).toBe(more.ino);
    });

    it('is looked at half as often each time that a run has no more, at last by one of thirty-two', () => {
      run({ DRAWN: '0' });
      const stamp = (): bigint => statSync(file(), { bigint: true }).mtimeNs;
      for (const [drawn, looks] of [
        ...[0.99, 0.49, 0.24, 0.12, 0.06].map((each) => [each, true] as const),
        [0.04, false],
      ] as const) {
        const before = stamp();
        run({ DRAWN: `${drawn}` });
        expect(stamp() !== before, `${drawn}`).toBe(looks);
      }
      const { ino } = statSync(file());
      run({ ...MUCH, DRAWN: '0.032' });
      expect(statSync(file()).ino).toBe(ino);
      run({ ...MUCH, DRAWN: '0.031' });
      const more = statSync(file());
      expect(more.ino).not.toBe(ino);
      // What was just written is looked at by the next.
      run({ ...MUCH, DRAWN: '0.99' });
      expect(statSync(file())).toMatchObject({ ino: more.ino, size: more.size });
      expect(statSync(file()).mtimeMs).toBeGreaterThan(more.mtimeMs);
    });

    it('stays all the same where that is asked for', () => {
      run();
      const { ino } = statSync(file());
      run(MUCH, { isKeptForGood: true });
      expect(statSync(file()).ino).toBe(ino);
    });
  });

  it('is removed three months later when other code is kept, and nothing else is', () => {
    run();
    const first = file();
    const old = new Date(Date.now() - 91 * 24 * 60 * 60 * 1000);
    const names = ['program-part-1a2b3c.code', 'program-part-4d5e6f.code', 'notes.txt', 'program.code.old'];
    for (const name of names) writeFileSync(join(cache(), name), name);
    for (const name of names.filter((name) => !name.includes('4d5e6f'))) utimesSync(join(cache(), name), old, old);
    rmSync(first);
    run();
    expect(readdirSync(cache()).sort()).toEqual([...names.slice(1), basename(first)].sort());
  });

  it('is kept of the two hundred programs that were run last', () => {
    run();
    const first = file();
    const name = (index: number): string => `program-part-${index}.code`;
    for (let index = 0; index < 205; index++) {
      writeFileSync(join(cache(), name(index)), '');
      const written = new Date(Date.now() - (index + 1) * 1000);
      utimesSync(join(cache(), name(index)), written, written);
    }
    rmSync(first);
    run();
    const names = [basename(first), ...Array.from({ length: 199 }, (_, index) => name(index))];
    expect(readdirSync(cache()).sort()).toEqual(names.sort());
  });

  it('is missed where none can be kept, and where nobody wants it', () => {
    expect(run({ NODE_COMPILE_CACHE: join(program, 'below a file') })).toBe('one program.cjs\n');
    expect(run({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('one program.cjs\n');
    expect(readdirSync(folder)).toEqual(['program.cjs']);
  });
});
