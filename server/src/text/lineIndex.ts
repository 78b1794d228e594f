import { sequenceLength } from './bytesAndText.ts';
import { type LineEnds, withLineFeeds } from './lineFeeds.ts';

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

const CARRIAGE_RETURN = 13;

/** Bytes between two places of a text for which it is kept how many UTF-16 code units stand before them. */
const STRIDE = 128;

/** Where a character begins in each stride of a text, and how many UTF-16 code units stand before it. */
interface CountedPlaces {
  readonly offsets: Uint32Array;
  readonly units: Uint32Array;
}

/** The number of UTF-16 code units of a character that has `length` bytes in UTF-8, or is a byte that is none. */
const utf16Units = (length: number): number => (length === 4 ? 2 : 1);

/**
 * Where the lines of a text begin, and the way from byte offsets to lines and back.
 *
 * Lines end at a line feed, a carriage return before which belongs to the line, and at a carriage return alone: so gcc counts
 * them, whose numbers dtc prints of what was preprocessed, and so does the protocol.
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: Uint32Array;
  #countedPlaces: CountedPlaces | undefined;
  #ascii: boolean | undefined;

  constructor(source: string, lineEnds: LineEnds = 'gcc') {
    const text = withLineFeeds(source, lineEnds);
    this.#text = text;
    let count = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
    const starts = new Uint32Array(count);
    let line = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts[line++] = at + 1;
    this.#starts = starts;
  }

  /** How many lines there are; a text in which none ends has one. */
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

  /**
   * The protocol's position of a byte offset, taking the text as UTF-8; a byte that is no UTF-8 counts as one character, and
   * what ends a line as none.
   */
  positionAt(place: number): Utf16Position {
    const line = this.lineOf(place);
    const offset = Math.min(place, this.#endOfLine(line));
    const start = this.startOf(line);
    if (offset - start <= STRIDE) return { line, character: this.#unitsBetween(start, offset) };
    if (this.#isAscii) return { line, character: offset - start };
    return { line, character: this.#unitsBefore(offset) - this.#unitsBefore(start) };
  }

  /** The byte offset of a protocol position; past a line's end it is the line's end, past the text's end the text's. */
  offsetAt(position: Utf16Position): number {
    if (position.line < 0) return 0;
    let at = this.startOf(position.line);
    let character = 0;
    if (position.character > STRIDE && this.#isAscii) {
      return Math.min(at + position.character, this.#endOfLine(position.line));
    }
    if (position.character > STRIDE) {
      const before = this.#unitsBefore(at);
      const place = this.#countedPlace(at, position.line, before + position.character);
      if (place !== undefined) [at, character] = [place.offset, place.units - before];
    }
    const end = this.#endOfLine(position.line);
    while (at < end && character < position.character) {
      const length = sequenceLength(this.#text, at);
      character += utf16Units(length);
      at += length;
    }
    return at;
  }

  /** The offset of what ends a zero-based line; of the last one the text's end. */
  #endOfLine(line: number): number {
    if (line + 1 >= this.lineCount) return this.#text.length;
    const end = this.startOf(line + 1) - 1;
    return end > 0 && this.#text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
  }

  /** Whether every byte is one character and one UTF-16 code unit, as in nearly all sources. */
  get #isAscii(): boolean {
    this.#ascii ??= !/[^\0-\x7f]/.test(this.#text);
    return this.#ascii;
  }

  /** The UTF-16 code units from the beginning of a character to an offset. */
  #unitsBetween(start: number, end: number): number {
    let units = 0;
    for (let at = start; at < end && at < this.#text.length; ) {
      const length = sequenceLength(this.#text, at);
      units += utf16Units(length);
      at += length;
    }
    return units;
  }

  /** The UTF-16 code units before an offset, line feeds among them, from the nearest place that they are counted for. */
  #unitsBefore(offset: number): number {
    const { offsets, units } = this.#counted();
    let place = Math.min(Math.floor(Math.max(0, offset) / STRIDE), offsets.length - 1);
    // A character that began in the stride before may reach past the offset.
    if ((offsets[place] ?? 0) > offset && place > 0) place--;
    return (units[place] ?? 0) + this.#unitsBetween(offsets[place] ?? 0, offset);
  }

  /** The last counted place within a line, after `start`, before which there are at most this many units of the text. */
  #countedPlace(start: number, line: number, most: number): { offset: number; units: number } | undefined {
    const { offsets, units } = this.#counted();
    const end = this.#endOfLine(line);
    let low = Math.floor(start / STRIDE);
    let high = Math.min(Math.floor(end / STRIDE), offsets.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((offsets[middle] ?? 0) <= end && (units[middle] ?? 0) <= most) low = middle;
      else high = middle - 1;
    }
    const offset = offsets[low] ?? 0;
    return offset > start ? { offset, units: units[low] ?? 0 } : undefined;
  }

  #counted(): CountedPlaces {
    if (this.#countedPlaces !== undefined) return this.#countedPlaces;
    const count = Math.floor(this.#text.length / STRIDE) + 1;
    const places = { offsets: new Uint32Array(count), units: new Uint32Array(count) };
    let [at, units] = [0, 0];
    for (let place = 0; place < count; place++) {
      while (at < place * STRIDE) {
        const length = sequenceLength(this.#text, at);
        units += utf16Units(length);
        at += length;
      }
      places.offsets[place] = at;
      places.units[place] = units;
    }
    this.#countedPlaces = places;
    return places;
  }
}
