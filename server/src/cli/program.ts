import process from 'node:process';
import type { CommandTable } from './command.ts';
import { runCommandLine } from './commandLine.ts';
import { EXIT, type ExitStatus } from './failure.ts';
import { processArguments } from './processArguments.ts';
import { processTerminal, sayFault } from './terminal.ts';

const terminal = processTerminal();

let isDone = false;

function endWith(status: ExitStatus): void {
  process.exitCode = status;
  isDone = true;
}

/**
 * Node ends a process that waits for nothing it knows of, whatever has still to be done: then no result was printed, and
 * that is no success.
 */
function endUndone(): void {
  endWith(EXIT.unusable);
  sayFault(terminal, 'internal error: Node has ended the program before its work was done');
}

/**
 * Ends where nothing is pending, also no fault of printing. By itself Node first waits for whatever V8 still compiles in
 * its threads, and does what V8 has put off.
 */
function endIfIdle(): void {
  if (terminal.isSettled() && process.getActiveResourcesInfo().length === 0) process.exit();
}

/** Runs that of some commands which this process was started with, and ends the process with its status. */
export function runProgram(commands: CommandTable): void {
  // With nothing left to do it ends at once: taking the memory of a large run apart, object by object, would take longer
  // than many a board.
  process.on('beforeExit', () => {
    if (!isDone) endUndone();
    if (terminal.isSettled()) process.exit();
  });
  runCommandLine(commands, processArguments(), terminal).then((status) => {
    endWith(status);
    endIfIdle();
  });
}
