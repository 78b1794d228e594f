import { bytesOfText } from '../../../text/bytesAndText.ts';
import type { CleanText } from '../tokens/cleanText.ts';

/** The line and file that `__LINE__` and `__FILE__` give, which `#line` changes (libcpp `do_line`). */
export class PresumedPlace {
  readonly #clean: CleanText;
  /** What `#line` said: the offset after it, and how much is added to the lines from there. */
  #from = 0;
  #shift = 0;
  /** The name, as bytes. */
  file: string;

  constructor(clean: CleanText, path: string) {
    this.#clean = clean;
    this.file = bytesOfText(path);
  }

  /** The line of an offset of the clean text, counted from 1. */
  lineAt(offset: number): number {
    const line = this.#clean.lineAt(offset);
    return offset >= this.#from ? line + this.#shift : line;
  }

  /** Lets the line after the directive that ends at `end` have a number. */
  renumber(end: number, line: number): void {
    this.#from = end;
    this.#shift = line - this.#clean.lineAt(end) - 1;
  }
}
