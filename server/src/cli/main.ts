import process from 'node:process';
import { runCommandLine } from './commandLine.ts';
import { processArguments } from './processArguments.ts';
import { processTerminal } from './terminal.ts';

// With nothing left to do it ends at once: taking the memory of a large run apart, object by object, would take longer
// than many a board.
process.on('beforeExit', () => process.exit());

const terminal = processTerminal();

/**
 * Ends where nothing is pending, also no fault of printing. By itself Node first waits for whatever V8 still compiles in
 * its threads, and does what V8 has put off.
 */
function endIfIdle(): void {
  if (terminal.isSettled() && process.getActiveResourcesInfo().length === 0) process.exit();
}

runCommandLine(processArguments(), terminal).then((status) => {
  process.exitCode = status;
  endIfIdle();
});
