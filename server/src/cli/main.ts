import process from 'node:process';
import { runCommandLine } from './commandLine.ts';
import { processArguments } from './processArguments.ts';
import { processTerminal } from './terminal.ts';

// With nothing left to do it ends at once: taking the memory of a large run apart, object by object, would take longer
// than many a board.
process.on('beforeExit', () => process.exit());

runCommandLine(processArguments(), processTerminal()).then((status) => {
  process.exitCode = status;
});
