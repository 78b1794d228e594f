import { Command, CommanderError } from 'commander';
import { isWorkingFolderGone } from '../disk/nativePath.ts';
import { shortened } from '../text/bytesAndText.ts';
import type { CommandContext, CommandTable, LoadCommand } from './command.ts';
import { COMMAND_NAMES } from './commandNames.ts';
import { EXIT, type ExitStatus, UnusableError } from './failure.ts';
import { absentFolders } from './input/boardOptions.ts';
import { withShortWords } from './output/printable.ts';
import { printingOn, sayFault, sayNote, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

const VERSION_FLAGS: readonly string[] = ['--version', '-V'];

/** What has to be loaded for a call: the command that it names; where it names none, all of them, for the help. */
function commandsFor(commands: CommandTable, [name = '']: readonly string[]): readonly LoadCommand[] {
  if (VERSION_FLAGS.includes(name)) return [];
  const load = commands.get(name);
  return load === undefined ? COMMAND_NAMES.flatMap((each) => commands.get(each) ?? []) : [load];
}

/** A refusal repeats what was typed: no more of a word than this, and of all of it. */
const LONGEST_SHOWN_WORD = 300;
const MOST_SHOWN_CHARACTERS = 2000;

/** What commander says of a call, in one line. */
function refusal(text: string): string {
  const line = text
    .trimEnd()
    .replace(/^error: /, 'dtheaps: ')
    .replaceAll('\n', ' ');
  return `${shortened(withShortWords(line, LONGEST_SHOWN_WORD), MOST_SHOWN_CHARACTERS)}\n`;
}

async function buildProgram(
  commands: CommandTable,
  context: CommandContext,
  args: readonly string[],
): Promise<Command> {
  const { terminal } = context;
  const program = new Command('dtheaps')
    .description("What the Linux kernel makes of a board's reserved memory and DMA-BUF heaps.")
    .version(VERSION, VERSION_FLAGS.toReversed().join(', '))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
      outputError: (text, write) => write(refusal(text)),
    });
  for (const load of commandsFor(commands, args)) (await load())(program, context);
  program.hook('preAction', (_, command) => {
    // cpp passes over such a folder, and builds name some that are made later.
    for (const path of absentFolders(command.opts())) {
      sayNote(terminal, `-I ${path}: no such folder, it is left out`);
    }
  });
  return program;
}

/** Runs that of some commands which the arguments name; the status to end with. Never rejects. */
export async function runCommandLine(
  commands: CommandTable,
  args: readonly string[],
  plain: Terminal,
): Promise<ExitStatus> {
  const terminal = printingOn(plain);
  let status: ExitStatus = EXIT.clean;
  const finish = (result: ExitStatus): void => {
    status = result;
  };
  try {
    const program = await buildProgram(commands, { terminal, finish }, args);
    if (args.length === 0) {
      terminal.error(program.helpInformation().trimEnd());
      return EXIT.unusable;
    }
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.unusable;
    if (isWorkingFolderGone(error)) {
      sayFault(terminal, 'the working folder is not there any more: call the program from another one');
      return EXIT.unusable;
    }
    const text = error instanceof Error ? error.message : String(error);
    sayFault(terminal, error instanceof UnusableError ? text : `internal error: ${text}`);
    return EXIT.unusable;
  }
}
