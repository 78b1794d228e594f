const CHUNK = 1 << 16;

/** Values are cut from chunks of memory, so that each costs a view and no buffer of its own. */
export class ValueArena {
  #chunk = new Uint8Array(0);
  #used = 0;

  /** A copy of the first `length` bytes. */
  copy(bytes: Uint8Array, length: number = bytes.length): Uint8Array {
    if (length > CHUNK / 4) return bytes.slice(0, length);
    if (this.#used + length > this.#chunk.length) {
      this.#chunk = new Uint8Array(CHUNK);
      this.#used = 0;
    }
    const start = this.#used;
    const chunk = this.#chunk;
    for (let index = 0; index < length; index++) chunk[start + index] = bytes[index] ?? 0;
    this.#used += length;
    return new Uint8Array(chunk.buffer, start, length);
  }
}
