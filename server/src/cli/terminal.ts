import process from 'node:process';
import colors from 'picocolors';
import { EXIT } from './failure.ts';
import { printable } from './output/printable.ts';

/** How a text is set off; each function gives its argument back where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/** Where a command writes. Results go to `out`, everything else to `error`. */
export interface Terminal {
  out(text: string): void;
  /** Text of one character a byte, as it is. */
  outBytes(text: string): void;
  error(text: string): void;
  /** The style of `out`. */
  readonly style: Style;
  /** The style of `error`. */
  readonly errorStyle: Style;
  /** Characters in a line of `out`; 100 where it is no terminal. */
  readonly columns: number;
  /** Shows how far the work is, in one line that the next replaces; empty takes it away. Where nobody watches: nothing. */
  progress(text: string): void;
  /** The whole of standard input, one character a byte. */
  input(): Promise<string>;
}

/** Says in one line beside the results what bears on all of them; the status does not change for it. */
export function sayNote(terminal: Terminal, note: string): void {
  terminal.error(`dtheaps: note: ${printable(note)}`);
}

export function styleFor(colour: boolean): Style {
  const { bold, dim, red, yellow, green, cyan } = colors.createColors(colour);
  return { bold, dim, red, yellow, green, cyan };
}

/** Whether a stream gets colour: a terminal does, unless `NO_COLOR` is set or `TERM` is `dumb`; `FORCE_COLOR` overrules. */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

/** The process's own streams. A reader that closes its end early (`| head`) ends the process quietly. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.clean);
      if (stream === process.stdout) process.stderr.write(`dtheaps: standard output: ${error.message}\n`);
      process.exit(EXIT.unusable);
    });
  }
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    outBytes: (text) => void process.stdout.write(text, 'latin1'),
    error: (text) => void process.stderr.write(`${text}\n`),
    style: styleFor(wantsColour(process.stdout)),
    errorStyle: styleFor(wantsColour(process.stderr)),
    columns: process.stdout.columns ?? 100,
    progress(text) {
      if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[2K${text}`);
    },
    async input() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return Buffer.concat(chunks).toString('latin1');
    },
  };
}
