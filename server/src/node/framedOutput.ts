import { Writable } from 'node:stream';

/**
 * Where the connection writes its messages: a header and the message that it announces, as two writes
 * (vscode-jsonrpc's `WriteableStreamMessageWriter`). They go on in one, which is half of the work of a small answer.
 */
export class FramedOutput extends Writable {
  readonly #output: Writable;
  #header: Buffer | undefined;

  constructor(output: Writable) {
    super();
    this.#output = output;
    output.on('error', (error) => this.destroy(error));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#header === undefined) {
      this.#header = chunk;
      done();
      return;
    }
    const message = Buffer.concat([this.#header, chunk]);
    this.#header = undefined;
    this.#output.write(message, done);
  }
}
