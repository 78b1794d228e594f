import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
const BOARD = fileURLToPath(new URL('../../../samples/faulty-board.dts', import.meta.url));

/** What V8 is asked for is never answered, and Node waits for none of it. */
const UNANSWERED = `data:text/javascript,${encodeURIComponent(
  'for (const name of ["compile", "instantiate"]) WebAssembly[name] = () => new Promise(() => {});',
)}`;

const check = (...options: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [...options, PROGRAM, 'check', BOARD], { encoding: 'utf8' });

it('takes an end before the work is done for no success', () => {
  expect(check('--import', UNANSWERED)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'dtheaps: internal error: Node has ended the program before its work was done\n',
  });
});

it('ends with the status of its command', () => {
  expect(check()).toMatchObject({ status: 1, stderr: '' });
});
