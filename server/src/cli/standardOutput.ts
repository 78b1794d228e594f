import { fstatSync, statSync, writeSync } from 'node:fs';
import process from 'node:process';

/** What of a stream of Node's is used to write to. */
export type OutputStream = Pick<
  NodeJS.WriteStream,
  'isTTY' | 'columns' | 'write' | 'on' | 'writableLength' | 'errored'
>;

/**
 * A standard output of the process, written to at once and whole. Files, pipes and sockets are written to directly: the
 * streams that Node makes for them (`process.stdout`) take a start milliseconds. Terminals, all outputs on Windows, and a
 * pipe which somebody has made non-blocking and whose reader is slow have the stream that Node makes.
 */
export class StandardOutput {
  readonly #descriptor: number;
  readonly #open: () => OutputStream;
  readonly #fail: (fault: NodeJS.ErrnoException) => void;
  #stream: OutputStream | undefined;
  #isBroken = false;

  /** `open` gives the stream of the descriptor; `fail` is called when nothing can be written any more. */
  constructor(descriptor: number, open: () => OutputStream, fail: (fault: NodeJS.ErrnoException) => void) {
    this.#descriptor = descriptor;
    this.#open = open;
    this.#fail = fail;
    if (!isPlain(descriptor)) this.#opened();
  }

  get isTerminal(): boolean {
    return this.#stream?.isTTY === true;
  }

  /** Characters in a line of a terminal. */
  get columns(): number | undefined {
    return this.#stream?.columns;
  }

  /** Whether all was written, and nothing went wrong that `fail` has not been called for. */
  get isSettled(): boolean {
    if (this.#isBroken) return false;
    return this.#stream === undefined || (this.#stream.writableLength === 0 && this.#stream.errored === null);
  }

  write(bytes: Uint8Array): void {
    let written = 0;
    while (this.#stream === undefined && written < bytes.length && !this.#isBroken) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        const fault = error as NodeJS.ErrnoException;
        if (fault.code !== 'EAGAIN') {
          // As a stream has it: whoever writes goes on, and what follows is dropped.
          this.#isBroken = true;
          process.nextTick(this.#fail, fault);
          return;
        }
        this.#opened();
      }
    }
    if (written < bytes.length) this.#stream?.write(bytes.subarray(written));
  }

  #opened(): void {
    this.#stream = this.#open();
    this.#stream.on('error', this.#fail);
  }
}

/** Whether a descriptor is a file, a pipe, a socket or the null device, and not, or not known to be, a terminal. */
function isPlain(descriptor: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    const status = fstatSync(descriptor);
    return !status.isCharacterDevice() || status.rdev === statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}
