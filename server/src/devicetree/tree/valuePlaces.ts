import type { ValuePiece } from '../syntax/propertyValue.ts';

/** Where in a text something stands. */
interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where the pieces of a property's value are written, to be asked for any of its bytes. */
export class ValuePlaces {
  private readonly _pieces: readonly ValuePiece[];
  /** The offset in the value after the bytes of each piece. */
  private readonly _ends: readonly number[];

  /**
   * The pieces as `ValueReader.pieces` gives them, the bytes of the value as the reader made them, and the value with
   * references resolved.
   */
  constructor(pieces: readonly ValuePiece[], writtenBytes: number, value: Uint8Array) {
    this._pieces = pieces;
    let end = 0;
    this._ends = pieces.map(({ offset }, index) => {
      let length = (pieces[index + 1]?.offset ?? writtenBytes) - offset;
      // A path reference takes no room until it is resolved to a string.
      if (length === 0) length = Math.max(0, value.indexOf(0, end) + 1 - end);
      end += length;
      return end;
    });
  }

  get count(): number {
    return this._pieces.length;
  }

  /** Where the pieces that hold the bytes `[start, end)` are written, at least the one of `start`; `undefined` after the last. */
  rangeOf(start: number, end: number): TextRange | undefined {
    const first = this._pieceAt(start);
    const from = this._pieces[first];
    const to = this._pieces[Math.min(this._pieceAt(Math.max(end, start + 1) - 1), this._pieces.length - 1)];
    return from === undefined || to === undefined ? undefined : { start: from.start, end: to.end };
  }

  /** The index of the piece that holds a byte; the number of pieces where none does. */
  private _pieceAt(offset: number): number {
    let low = 0;
    let high = this._ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this._ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
