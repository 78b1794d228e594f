import { Command, CommanderError } from 'commander';
import { mountBoot } from './boot.ts';
import { mountCheck } from './check.ts';
import type { CommandContext, MountCommand } from './command.ts';
import { mountCompare } from './compare.ts';
import { mountCompile } from './compile/compile.ts';
import { mountExpand } from './expand.ts';
import { mountExplain, mountRules } from './explain.ts';
import { EXIT, type ExitStatus, UnusableError } from './failure.ts';
import { mountFormat } from './format.ts';
import { mountHeaps } from './heaps.ts';
import { absentFolders } from './input/boardOptions.ts';
import { mountLsp } from './lsp.ts';
import { mountMap } from './map.ts';
import { mountReport } from './report.ts';
import { mountSimulate } from './simulate.ts';
import { mountSize } from './size.ts';
import { printingOn, sayFault, sayNote, type Terminal } from './terminal.ts';
import { mountTree } from './tree.ts';
import { VERSION } from './version.ts';
import { mountWhatIf } from './whatif.ts';

/** In the order of the help. */
const COMMANDS: readonly MountCommand[] = [
  mountCheck,
  mountHeaps,
  mountBoot,
  mountMap,
  mountSimulate,
  mountSize,
  mountWhatIf,
  mountCompile,
  mountExpand,
  mountFormat,
  mountTree,
  mountCompare,
  mountReport,
  mountExplain,
  mountRules,
  mountLsp,
];

function buildProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('dtheaps')
    .description("What the Linux kernel makes of a board's reserved memory and DMA-BUF heaps.")
    .version(VERSION, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'dtheaps: ').replaceAll(/\n(?=.)/g, ' ')),
    });
  for (const mount of COMMANDS) mount(program, context);
  program.hook('preAction', (_, command) => {
    // cpp passes over such a folder, and builds name some that are made later.
    for (const path of absentFolders(command.opts())) {
      sayNote(terminal, `-I ${path}: no such folder, it is left out`);
    }
  });
  return program;
}

/** Runs the command that the arguments name; the status to end with. Never rejects. */
export async function runCommandLine(args: readonly string[], plain: Terminal): Promise<ExitStatus> {
  const terminal = printingOn(plain);
  let status: ExitStatus = EXIT.clean;
  const finish = (result: ExitStatus): void => {
    status = result;
  };
  try {
    const program = buildProgram({ terminal, finish });
    if (args.length === 0) {
      terminal.error(program.helpInformation().trimEnd());
      return EXIT.unusable;
    }
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.unusable;
    const text = error instanceof Error ? error.message : String(error);
    sayFault(terminal, error instanceof UnusableError ? text : `internal error: ${text}`);
    return EXIT.unusable;
  }
}
