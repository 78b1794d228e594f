import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { bareNodeMilliseconds, median, type Row, timed } from './measure.ts';
import { PROJECT } from './tools.ts';

const ROUNDS = 15;

/** From the start of a process to the first byte that it prints, in milliseconds. */
function firstByteMilliseconds(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: PROJECT });
    let first: number | undefined;
    child.stdout.on('data', () => {
      first ??= performance.now() - begin;
    });
    child.on('error', reject);
    child.on('exit', () => resolve(first ?? performance.now() - begin));
  });
}

/** What starting the command line costs, beside a Node that does nothing. */
export async function startRows(): Promise<Row[]> {
  const program = join(PROJECT, 'dist', 'dtheaps.cjs');
  const board = join(PROJECT, 'samples', 'faulty-board.dts');
  const bare: number[] = [];
  const version: number[] = [];
  const firstByte: number[] = [];
  const check: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareNodeMilliseconds());
    version.push(await firstByteMilliseconds([program, '--version']));
    firstByte.push(await firstByteMilliseconds([program, 'check', board]));
    check.push((await timed(process.execPath, [program, 'check', board])).seconds * 1000);
  }
  const node = { name: 'node -e 0', value: median(bare) };
  return [
    { work: 'start: --version to its first byte', ours: median(version), unit: 'ms', beside: node },
    { work: 'start: check of a sample to its first byte', ours: median(firstByte), unit: 'ms', beside: node },
    { work: 'start: check samples/faulty-board.dts', ours: median(check), unit: 'ms', beside: node, atMost: 4 },
  ];
}
