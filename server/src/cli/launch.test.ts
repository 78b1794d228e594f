import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fullOptimisationLate, oneOptimiser } from '../disk/optimisation.ts';
import { CHECK_WORKER_COMMAND, COMPILE_WORKER_COMMAND } from './commandNames.ts';

const LAUNCHER = fileURLToPath(new URL('./launch.ts', import.meta.url));

/** Prints the options that a program has V8 take while it runs. */
const WATCH = `const v8 = require('node:v8');
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (option) => { console.log(option); setFlagsFromString(option); };
require('node:module').syncBuiltinESMExports();
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
  writeFileSync(join(folder, 'watch.cjs'), WATCH);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The options that the launcher sets for a command. The program, which is bundled beside it, is not there. */
function optionsSetFor(command: string): string[] {
  const args = ['--require', join(folder, 'watch.cjs'), LAUNCHER, command];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim().split('\n');
}

it('the young generation is enlarged where a board may be read, and not to print a text', () => {
  const enlarging = '--semi-space-growth-factor=16';
  for (const command of ['check', 'compile']) expect(optionsSetFor(command)).toContain(enlarging);
  for (const command of ['explain', '--version']) expect(optionsSetFor(command)).not.toContain(enlarging);
});

it("V8's second compiler waits in every process but those that are started without it", () => {
  const late = fullOptimisationLate(process.versions.v8);
  expect(late).toBeDefined();
  expect(oneOptimiser(process.versions.v8)).toContain('--max-opt=2');
  for (const command of ['check', 'lsp']) expect(optionsSetFor(command)).toContain(late);
  for (const worker of [CHECK_WORKER_COMMAND, COMPILE_WORKER_COMMAND]) {
    const set = optionsSetFor(worker);
    expect([worker, set.length > 0, set.includes(late ?? '')]).toEqual([worker, true, false]);
  }
});
