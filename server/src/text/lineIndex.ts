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

/** The number of UTF-16 code units that the byte at `index` of UTF-8 text begins: 0 for a continuation byte. */
function utf16UnitsOfByte(byte: number): number {
  if (byte >= 0x80 && byte < 0xc0) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

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

  /** The protocol's position of a byte offset, taking the text as UTF-8. */
  positionAt(offset: number): Utf16Position {
    const line = this.lineOf(offset);
    let character = 0;
    for (let at = this.startOf(line); at < offset && at < this.#text.length; at++) {
      character += utf16UnitsOfByte(this.#text.charCodeAt(at));
    }
    return { line, character };
  }

  /** The byte offset of a protocol position; past a line's end it is the line's end, past the text's end the text's. */
  offsetAt(position: Utf16Position): number {
    if (position.line < 0) return 0;
    let at = this.startOf(position.line);
    let character = 0;
    while (at < this.#text.length && this.#text.charCodeAt(at) !== LINE_FEED) {
      const units = utf16UnitsOfByte(this.#text.charCodeAt(at));
      if (units > 0 && character >= position.character) break;
      character += units;
      at++;
    }
    return at;
  }
}
