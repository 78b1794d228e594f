const CHUNK = 1 << 16;

/** V8 keeps typed arrays up to this length on its heap, where they cost next to nothing. */
const LONGEST_ON_HEAP = 64;

/** Copies of values; long ones are cut from chunks of memory, so that they cost a view and no buffer. */
export class ValueArena {
  private _chunk = new Uint8Array(0);
  private _used = 0;

  /** A copy of the first `length` bytes. */
  copy(bytes: Uint8Array, length: number = bytes.length): Uint8Array {
    if (length > CHUNK / 4) return bytes.slice(0, length);
    const copy = length <= LONGEST_ON_HEAP ? new Uint8Array(length) : this._cut(length);
    for (let index = 0; index < length; index++) copy[index] = bytes[index] ?? 0;
    return copy;
  }

  private _cut(length: number): Uint8Array {
    if (this._used + length > this._chunk.length) {
      this._chunk = new Uint8Array(CHUNK);
      this._used = 0;
    }
    const start = this._used;
    this._used += length;
    return new Uint8Array(this._chunk.buffer, start, length);
  }
}
