import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { optimiseWasmLater } from '../disk/wasmTiering.ts';
import { isCommandName } from './commandNames.ts';

optimiseWasmLater();
// The program is a module by itself (`main.ts`), of which each command uses another part.
const [, , command] = process.argv;
runKeepingCode(fileURLToPath(new URL('./commandLine.cjs', import.meta.url)), isCommandName(command) ? command : 'any');
