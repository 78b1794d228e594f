import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
const CHECK_PROGRAM = fileURLToPath(new URL('./checkMain.ts', import.meta.url));
const BOARD = fileURLToPath(new URL('../../../samples/faulty-board.dts', import.meta.url));

/** What V8 is asked for is never answered, and Node waits for none of it. */
const UNANSWERED = `data:text/javascript,${encodeURIComponent(
  'for (const name of ["compile", "instantiate"]) WebAssembly[name] = () => new Promise(() => {});',
)}`;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('takes an end before the work is done for no success', () => {
  expect(run(['--import', UNANSWERED, PROGRAM, 'check', BOARD])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'dtheaps: internal error: Node has ended the program before its work was done\n',
  });
});

it('ends with the status of its command', () => {
  expect(run([PROGRAM, 'check', BOARD])).toMatchObject({ status: 1, stderr: '' });
});

it.each([
  [['check', BOARD]],
  [['check', BOARD, '--format', 'sarif']],
  [['check', '--help']],
  [['check', '--jbos', '2']],
])('says the same as the program that has nothing but check: %s', (args) => {
  const all = run([PROGRAM, ...args]);
  expect(run([CHECK_PROGRAM, ...args])).toEqual(all);
  expect(all.stdout + all.stderr).not.toBe('');
});
