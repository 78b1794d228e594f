import { mountCheck } from './check.ts';
import type { LoadCommand } from './command.ts';
import { CHECK_WORKER_COMMAND } from './commandNames.ts';
import { runProgram } from './program.ts';

/*
 * The program for `check` alone, which has nothing of the other commands: a start reads a quarter less of text and code,
 * and no module waits to be loaded.
 */

const check: LoadCommand = async () => mountCheck;

runProgram(
  new Map([
    ['check', check],
    [CHECK_WORKER_COMMAND, check],
  ]),
);
