import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { keepBytecode } from '../disk/keptBytecode.ts';
import { OPTIMISATION, optimiseFullyLate, optimiseLate } from '../disk/optimisation.ts';
import { leaveWasmPlain } from '../disk/plainWasm.ts';
import { growYoungGenerationAtOnce } from '../disk/youngGeneration.ts';
import { isCommandName, isLastingCommand, isWorkerCommand } from './commandNames.ts';

const [, , command, ...rest] = process.argv;

/** Begins the language server without the command line, which reads the other arguments, and the errors, of `lsp`. */
function startsLanguageServer(): boolean {
  if (command !== 'lsp' || rest.some((argument) => argument !== '--stdio')) return false;
  try {
    createRequire(import.meta.url)('./server.cjs');
    return true;
  } catch {
    return false;
  }
}

if (!startsLanguageServer()) {
  // A worker is started without the second compiler (`WorkerProcess`).
  if (!isWorkerCommand(command)) optimiseFullyLate();
  leaveWasmPlain();
  if (!isLastingCommand(command)) {
    growYoungGenerationAtOnce();
    keepBytecode();
    optimiseLate();
  }
  const part = isCommandName(command) ? command : 'any';
  // The program is a module by itself (`main.ts`), of which each command uses another part.
  runKeepingCode(fileURLToPath(new URL('./commandLine.cjs', import.meta.url)), part, {
    laterOption: { set: OPTIMISATION.usual, unset: OPTIMISATION.late },
  });
}
