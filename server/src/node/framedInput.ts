import { Transform, type TransformCallback } from 'node:stream';
import { INPUT_LIMITS } from '../text/limits.ts';

/** What the end of the input means. */
const EXIT = JSON.stringify({ jsonrpc: '2.0', method: 'exit' });

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const HEAD_LINE = /^[a-z][a-z0-9-]*:[^\n]*$/i;
const LENGTH_LINE = /^content-length:[ \t]*(\d{1,12})[ \t]*$/im;
const LENGTH_ANYWHERE = /content-length:[ \t]*\d{1,12}[ \t]*\r\n/gi;

/**
 * What a client sends on a stream, cut to well-formed frames (Language Server Protocol 3.17, "Base Protocol"). After a
 * broken head it goes on at the next `Content-Length`: the library that reads frames would wait for ever for the rest
 * of what is none. `onFault` gets what was left out.
 *
 * The end of the input is read as the notification `exit`, and the stream itself does not end: where it does, the library
 * ends the process before it answers what it has read.
 */
export class FramedInput extends Transform {
  readonly #onFault: (fault: string) => void;
  #head: Buffer = Buffer.alloc(0);
  /** Whether a fault was said since the last frame: one is enough for all that is left out. */
  #isLost = false;
  /** Bytes of a body that are still to come. */
  #bodyLeft = 0;

  constructor(onFault: (fault: string) => void) {
    super();
    this.#onFault = onFault;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#bodyLeft > 0) {
        const body = rest.subarray(0, this.#bodyLeft);
        this.push(body);
        this.#bodyLeft -= body.length;
        rest = rest.subarray(body.length);
      } else rest = this.#takeHead(rest);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    // A message that is cut off swallows what would follow it.
    if (this.#bodyLeft > 0) done();
    else this.push(`Content-Length: ${EXIT.length}\r\n\r\n${EXIT}`);
  }

  /**
   * Takes bytes into the head of the next frame, no more than it may have; what is left. A head is cut where it is too
   * long, however the stream comes in pieces.
   */
  #takeHead(bytes: Buffer): Buffer {
    const before = this.#head.length;
    const piece = bytes.subarray(0, INPUT_LIMITS.messageHeadBytes + 1 - before);
    const head = Buffer.concat([this.#head, piece]);
    const end = head.indexOf(END_OF_HEAD, Math.max(0, before - END_OF_HEAD.length));
    if (end < 0) {
      this.#head = head.length <= INPUT_LIMITS.messageHeadBytes ? head : this.#tail(head);
      return bytes.subarray(piece.length);
    }
    const rest = bytes.subarray(end + END_OF_HEAD.length - before);
    this.#head = Buffer.alloc(0);
    const length = this.#lengthIn(head.toString('latin1', 0, end + 2));
    if (length === undefined) return rest;
    this.#isLost = false;
    this.push(`Content-Length: ${length}\r\n\r\n`);
    this.#bodyLeft = length;
    return rest;
  }

  /** The length that a head says, also where it follows what is none; `undefined` where no line says one. */
  #lengthIn(head: string): number | undefined {
    const lines = head.split('\r\n').filter((line) => line !== '');
    const isWhole = lines.every((line) => HEAD_LINE.test(line));
    const said = isWhole ? LENGTH_LINE.exec(head.replaceAll('\r', ''))?.[1] : undefined;
    if (said === undefined) this.#fault(`the head of a message is broken: ${JSON.stringify(head.slice(0, 200))}`);
    const [last] = [...head.matchAll(LENGTH_ANYWHERE)].slice(-1);
    const length = Number(said ?? last?.[0].replace(/\D/g, '') ?? Number.NaN);
    if (length <= INPUT_LIMITS.messageBytes) return length;
    if (said !== undefined) this.#fault(`a message of ${said} bytes is too large`);
    return undefined;
  }

  #fault(fault: string): void {
    if (!this.#isLost) this.#onFault(fault);
    this.#isLost = true;
  }

  /** What of a head that is none may begin another. */
  #tail(head: Buffer): Buffer {
    this.#fault(`the head of a message goes on for more than ${INPUT_LIMITS.messageHeadBytes} bytes`);
    return Buffer.from(head.subarray(head.length - INPUT_LIMITS.messageHeadBytes / 2));
  }
}
