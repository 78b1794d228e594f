import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { leaveWasmPlain } from '../disk/plainWasm.ts';
import { isCommandName, isLastingCommand } from './commandNames.ts';

const [, , command] = process.argv;
if (!isLastingCommand(command)) leaveWasmPlain();
// The program is a module by itself (`main.ts`), of which each command uses another part.
runKeepingCode(fileURLToPath(new URL('./commandLine.cjs', import.meta.url)), isCommandName(command) ? command : 'any');
