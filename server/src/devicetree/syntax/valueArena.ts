const CHUNK = 1 << 16;

/** V8 keeps typed arrays up to this length on its heap, where they cost next to nothing. */
const LONGEST_ON_HEAP = 64;

/** Copies of values; long ones are cut from chunks of memory, so that they cost a view and no buffer. */
export class ValueArena {
  #chunk = new Uint8Array(0);
  #used = 0;

  /** A copy of the first `length` bytes. */
  copy(bytes: Uint8Array, length: number = bytes.length): Uint8Array {
    if (length > CHUNK / 4) return bytes.slice(0, length);
    const copy = length <= LONGEST_ON_HEAP ? new Uint8Array(length) : this.#cut(length);
    for (let index = 0; index < length; index++) copy[index] = bytes[index] ?? 0;
    return copy;
  }

  #cut(length: number): Uint8Array {
    if (this.#used + length > this.#chunk.length) {
      this.#chunk = new Uint8Array(CHUNK);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return new Uint8Array(this.#chunk.buffer, start, length);
  }
}
