import { fstatSync } from 'node:fs';
import process from 'node:process';
import { bytesOfText } from '../text/bytesAndText.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { EXIT, UnusableError } from './failure.ts';
import { printableBytes, printableLine, withShortWords } from './output/printable.ts';
import { finished, type Style, styleFor } from './output/style.ts';
import { StandardOutput } from './standardOutput.ts';

/** Where a command writes. Results go to `out`, everything else to `error`. */
export interface Terminal {
  out(text: string): void;
  /** As `out`, of a text that is made piece by piece: each is written before the next is made. */
  outPieces(pieces: Iterable<string>): void;
  /** Text of one character a byte, as it is; on a terminal as `out`. */
  outBytes(text: string): void;
  /** Whether `out` is a terminal. */
  readonly isWatched: boolean;
  error(text: string): void;
  /** The style of `out`. */
  readonly style: Style;
  /** The style of `error`. */
  readonly errorStyle: Style;
  /** Characters in a line of `out`; 100 where it is no terminal. */
  readonly columns: number;
  /** Shows how far the work is, in one line that the next replaces; empty takes it away. Where nobody watches: nothing. */
  progress(text: string): void;
  /** The whole of standard input, one character a byte; throws `UnusableError` where it cannot be a file's text. */
  input(): Promise<string>;
}

/** Says in one line beside the results what bears on all of them; the status does not change for it. */
export function sayNote(terminal: Terminal, note: string): void {
  terminal.error(`dtheaps: note: ${printableLine(note)}`);
}

/** Says in one line what is wrong with the input or the call; what is longer than any path is not said whole. */
export function sayFault(terminal: Terminal, fault: string): void {
  terminal.error(`dtheaps: ${printableLine(withShortWords(fault, INPUT_LIMITS.patternCharacters))}`);
}

/**
 * The terminal that commands are given: whatever they print, nothing but their own styles reaches a terminal as a
 * control. Bytes pass where they are somebody's file or another program's input.
 */
export function printingOn(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(finished(text)),
    outPieces: (pieces) => terminal.outPieces(finishedPieces(pieces)),
    outBytes(text) {
      terminal.outBytes(terminal.isWatched ? bytesOfText(printableBytes(text)) : text);
    },
    error: (text) => terminal.error(finished(text)),
    progress: (text) => terminal.progress(finished(text)),
  };
}

function* finishedPieces(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield finished(piece);
}

/** Characters of a text in pieces that are written together: to write takes as long as to make some thousand. */
const WRITTEN_AT_ONCE = 1 << 16;

/** Whether an output gets colour: a terminal does, unless `NO_COLOR` is set or `TERM` is `dumb`; `FORCE_COLOR` overrules. */
function wantsColour({ isTerminal }: StandardOutput): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return isTerminal && TERM !== 'dumb';
}

/** The terminal of this process. */
export interface ProcessTerminal extends Terminal {
  /** Whether everything that was printed has been written. */
  isSettled(): boolean;
}

/**
 * The process's own streams. Where a reader has closed its end (`| head`), what is printed for it is dropped and the command
 * goes on: what the other output shows, the files that it writes and its status are as if all had been read.
 */
export function processTerminal(): ProcessTerminal {
  const error = new StandardOutput(
    2,
    () => process.stderr,
    (fault) => endAfter(fault),
  );
  const out = new StandardOutput(
    1,
    () => process.stdout,
    (fault) => endAfter(fault, () => error.write(Buffer.from(`dtheaps: standard output: ${fault.message}\n`, 'utf8'))),
  );
  return {
    out: (text) => out.write(Buffer.from(`${text}\n`, 'utf8')),
    outPieces(pieces) {
      let text = '';
      for (const piece of pieces) {
        text += piece;
        if (text.length < WRITTEN_AT_ONCE) continue;
        out.write(Buffer.from(text, 'utf8'));
        text = '';
      }
      out.write(Buffer.from(`${text}\n`, 'utf8'));
    },
    outBytes: (text) => out.write(Buffer.from(text, 'latin1')),
    isWatched: out.isTerminal,
    error: (text) => error.write(Buffer.from(`${text}\n`, 'utf8')),
    style: styleFor(wantsColour(out)),
    errorStyle: styleFor(wantsColour(error)),
    columns: out.columns ?? 100,
    progress(text) {
      if (error.isTerminal) error.write(Buffer.from(`\r\u001b[2K${text}`, 'utf8'));
    },
    input: standardInput,
    isSettled: () => out.isSettled && error.isSettled,
  };
}

/** Ends the process where an output takes nothing, and says why; a reader that has closed its end needs no more. */
function endAfter({ code }: NodeJS.ErrnoException, say: () => void = () => {}): void {
  if (code === 'EPIPE') return;
  say();
  process.exit(EXIT.unusable);
}

/** All of standard input, one character a byte; unusable input where it is a folder or longer than a file may be. */
async function standardInput(): Promise<string> {
  // Node reads a folder as an empty stream.
  if (isFolder(process.stdin.fd)) throw new UnusableError('standard input: this is a folder');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > INPUT_LIMITS.fileBytes) {
      throw new UnusableError(
        `standard input: this is longer than ${INPUT_LIMITS.fileBytes / 2 ** 20} MiB, and is not read`,
      );
    }
  }
  return Buffer.concat(chunks).toString('latin1');
}

function isFolder(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory();
  } catch {
    // Windows has streams that it knows nothing of.
    return false;
  }
}
