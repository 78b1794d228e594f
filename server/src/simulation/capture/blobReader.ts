import { INPUT_LIMITS } from '../../text/limits.ts';
import { ByteDump } from './byteDump.ts';
import type { CapturedBlob } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';

/** What a flattened device tree begins with. */
const MAGIC = [0xd0, 0x0d, 0xfe, 0xed];

/** Where the header has the size of the whole blob (Devicetree Specification 5.2). */
const SIZE_AT = 4;

/** Finds `/sys/firmware/fdt`, the tree that the kernel was handed, in what base64, xxd, hexdump or od print of it. */
export class BlobReader {
  #dump: ByteDump | undefined;
  #line = 0;
  #found: CapturedBlob | undefined;

  /** A command was typed: what it prints goes on with nothing. */
  nextCommand(): void {
    this.#end();
  }

  /** Takes a line of a dump; false where it is something else. */
  read({ number, text: start, rest, isLog }: CaptureLine): boolean {
    if (isLog) return false;
    const text = rest === undefined ? start : start + rest;
    if (this.#dump === undefined) {
      this.#dump = ByteDump.from(text, MAGIC);
      this.#line = number;
    } else if (!this.#dump.take(text)) return false;
    if (this.#dump === undefined) return false;
    if (this.#dump.bytes.length >= Math.min(statedSize(this.#dump.bytes), INPUT_LIMITS.dumpBytes)) this.#end();
    return true;
  }

  /** Another boot: what was printed before is of an earlier one. */
  forget(): void {
    this.#dump = undefined;
    this.#found = undefined;
  }

  get blob(): CapturedBlob | undefined {
    this.#end();
    return this.#found;
  }

  #end(): void {
    if (this.#dump === undefined) return;
    const { bytes } = this.#dump;
    this.#dump = undefined;
    const size = statedSize(bytes);
    const taken = Uint8Array.from(bytes.slice(0, Math.min(size, INPUT_LIMITS.dumpBytes)));
    this.#found = { bytes: taken, size, isCut: taken.length < size, line: this.#line };
  }
}

/** The size that the header states, in bytes. */
function statedSize(bytes: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(SIZE_AT, SIZE_AT + 4);
  return ((a * 256 + b) * 256 + c) * 256 + d;
}
