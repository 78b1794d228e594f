import { sequenceLength } from './bytesAndText.ts';

/** A place in a file as dtc and gcc print it: both counted from 1, the column in bytes. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** A place as the Language Server Protocol has it: both counted from 0, the character in UTF-16 code units. */
export interface Utf16Position {
  readonly line: number;
  readonly character: number;
}

const LINE_FEED = 10;

/** The number of UTF-16 code units of a character that has `length` bytes in UTF-8, or is a byte that is none. */
const utf16Units = (length: number): number => (length === 4 ? 2 : 1);

/**
 * Where the lines of a text begin, and the way from byte offsets to lines and back.
 *
 * Lines end at a line feed, as they do for gcc and dtc; a carriage return before it belongs to the line.
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: Uint32Array;

  constructor(text: string) {
    this.#text = text;
    let count = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
    const starts = new Uint32Array(count);
    let line = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts[line++] = at + 1;
    this.#starts = starts;
  }

  /** How many lines there are; a text without a line feed has one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The zero-based line that holds a byte offset; offsets outside the text are taken to its nearest end. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The byte offset at which a zero-based line begins; the end of the text for a line after the last. */
  startOf(line: number): number {
    return this.#starts[Math.max(0, line)] ?? this.#text.length;
  }

  /** Line and column as dtc and gcc print them. */
  lineColumn(offset: number): LineColumn {
    const line = this.lineOf(offset);
    return { line: line + 1, column: offset - this.startOf(line) + 1 };
  }

  /** The protocol's position of a byte offset, taking the text as UTF-8; a byte that is no UTF-8 counts as one character. */
  positionAt(offset: number): Utf16Position {
    const line = this.lineOf(offset);
    let character = 0;
    for (let at = this.startOf(line); at < offset && at < this.#text.length; ) {
      const length = sequenceLength(this.#text, at);
      character += utf16Units(length);
      at += length;
    }
    return { line, character };
  }

  /** The byte offset of a protocol position; past a line's end it is the line's end, past the text's end the text's. */
  offsetAt(position: Utf16Position): number {
    if (position.line < 0) return 0;
    let at = this.startOf(position.line);
    let character = 0;
    while (at < this.#text.length && this.#text.charCodeAt(at) !== LINE_FEED) {
      if (character >= position.character) break;
      const length = sequenceLength(this.#text, at);
      character += utf16Units(length);
      at += length;
    }
    return at;
  }
}
