import { bytesOfText } from '../../../text/bytesAndText.ts';
import type { CleanText } from '../tokens/cleanText.ts';

/** The line and file that `__LINE__` and `__FILE__` give, which `#line` changes (libcpp `do_line`). */
export class PresumedPlace {
  private readonly _clean: CleanText;
  /** What `#line` said: the offset after it, and how much is added to the lines from there. */
  private _from = 0;
  private _shift = 0;
  /** The name, as bytes. */
  file: string;

  constructor(clean: CleanText, path: string) {
    this._clean = clean;
    this.file = bytesOfText(path);
  }

  /** The line of an offset of the clean text, counted from 1. */
  lineAt(offset: number): number {
    const line = this._clean.lineAt(offset);
    return offset >= this._from ? line + this._shift : line;
  }

  /** Lets the line after the directive that ends at `end` have a number. */
  renumber(end: number, line: number): void {
    this._from = end;
    this._shift = line - this._clean.lineAt(end) - 1;
  }
}
