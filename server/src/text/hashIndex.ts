/** Beyond this many entries the room is not kept when the index is emptied. */
const LARGEST_KEPT = 1 << 17;

/** The hash of a text goes on with its next character; it begins with 0. */
export const hashWith = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

/** The hash of the characters in `[start, end)`, first to last. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** Whether the characters in `[start, end)` of a text are those of another one. */
export function standsAt(known: string, text: string, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = start, index = 0; at < end; at++, index++) {
    if (known.charCodeAt(index) !== text.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * Finds by its hash what its owner keeps in arrays: entries are the numbers from 0 on, in the order in which they are
 * added, and the owner compares those that share a hash. So a text is looked up by its characters, without being cut
 * from the one it stands in.
 */
export class HashIndex {
  /** By the lower bits of the hash one more than the entry that was added last; 0 for none. */
  #heads: Int32Array;
  /** By entry one more than the one added before it with the same lower bits. */
  #next: Int32Array;
  #hashes: Int32Array;
  #size = 0;
  readonly #initial: number;

  /** `initial`: for how many entries there is room at first, a power of two. */
  constructor(initial: number) {
    this.#initial = initial;
    this.#heads = new Int32Array(initial * 2);
    this.#next = new Int32Array(initial);
    this.#hashes = new Int32Array(initial);
  }

  /** How many entries there are. */
  get size(): number {
    return this.#size;
  }

  /** The first entry with a hash; -1 if there is none. */
  first(hash: number): number {
    const heads = this.#heads;
    return this.#withHash((heads[spread(hash) & (heads.length - 1)] ?? 0) - 1, hash);
  }

  /** The entry after another one with the same hash; -1 if there is none. */
  after(entry: number): number {
    return this.#withHash((this.#next[entry] ?? 0) - 1, this.#hashes[entry] ?? 0);
  }

  #withHash(entry: number, hash: number): number {
    while (entry >= 0 && this.#hashes[entry] !== hash) entry = (this.#next[entry] ?? 0) - 1;
    return entry;
  }

  /** Adds an entry: its number. */
  add(hash: number): number {
    const entry = this.#size++;
    if (entry === this.#hashes.length) this.#grow();
    this.#hashes[entry] = hash;
    this.#link(entry, hash);
    return entry;
  }

  #link(entry: number, hash: number): void {
    const heads = this.#heads;
    const head = spread(hash) & (heads.length - 1);
    this.#next[entry] = heads[head] ?? 0;
    heads[head] = entry + 1;
  }

  /** Removes all entries. */
  clear(): void {
    if (this.#hashes.length > LARGEST_KEPT) {
      this.#heads = new Int32Array(this.#initial * 2);
      this.#next = new Int32Array(this.#initial);
      this.#hashes = new Int32Array(this.#initial);
    } else {
      this.#heads.fill(0);
    }
    this.#size = 0;
  }

  #grow(): void {
    const hashes = this.#hashes;
    this.#hashes = new Int32Array(hashes.length * 2);
    this.#hashes.set(hashes);
    this.#next = new Int32Array(hashes.length * 2);
    this.#heads = new Int32Array(hashes.length * 4);
    for (let entry = 0; entry < hashes.length; entry++) this.#link(entry, hashes[entry] ?? 0);
  }
}

/** The lower bits of a hash alone know little of a text's beginning. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
