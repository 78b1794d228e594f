import { runCommandLine } from '../../server/src/cli/commandLine.ts';
import { COMMANDS } from '../../server/src/cli/commands.ts';
import { styleFor } from '../../server/src/cli/output/style.ts';

/** What a call of the command line printed, and the status it ended with. */
export interface CapturedRun {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `dtheaps` in this process, without colour, 100 characters wide. */
export async function dtheaps(args: readonly string[], input = ''): Promise<CapturedRun> {
  let out = '';
  let error = '';
  const status = await runCommandLine(COMMANDS, args, {
    out: (text) => {
      out += `${text}\n`;
    },
    outPieces: (pieces) => {
      out += `${[...pieces].join('')}\n`;
    },
    outBytes: (text) => {
      out += text;
    },
    isWatched: false,
    error: (text) => {
      error += `${text}\n`;
    },
    progress: () => {},
    style: styleFor(false),
    errorStyle: styleFor(false),
    columns: 100,
    input: async () => input,
  });
  return { status, out, error };
}
