import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { keepBytecode } from '../disk/keptBytecode.ts';
import { OPTIMISATION, optimiseFullyLate, optimiseLate } from '../disk/optimisation.ts';
import { leaveWasmPlain } from '../disk/plainWasm.ts';
import { growYoungGenerationAtOnce } from '../disk/youngGeneration.ts';
import { isCheckCommand, isCommandName, isLastingCommand, isTextCommand, isWorkerCommand } from './commandNames.ts';

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
    if (!isTextCommand(command)) growYoungGenerationAtOnce();
    keepBytecode();
    optimiseLate();
  }
  const part = isCommandName(command) ? command : 'any';
  // The programs are modules by themselves (`main.ts`, `checkMain.ts`), of which each command uses another part.
  const program = isCheckCommand(command) ? './check.cjs' : './commandLine.cjs';
  runKeepingCode(fileURLToPath(new URL(program, import.meta.url)), part, {
    laterOption: { set: OPTIMISATION.usual, unset: OPTIMISATION.late },
  });
}
