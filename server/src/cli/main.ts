import { COMMANDS } from './commands.ts';
import { runProgram } from './program.ts';

runProgram(COMMANDS);
