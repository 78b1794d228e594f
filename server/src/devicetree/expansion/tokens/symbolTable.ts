import { ownString } from '../../../text/ownString.ts';
import { DIRECTIVE_NAMES } from './directiveNames.ts';

const INITIAL_SLOTS = 1 << 15;

/**
 * Identifiers as small numbers, the same for all files of an expander, so that "is this a macro" is one look into an
 * array. Names are found by their bytes in a file's text, without making a string of them first.
 */
export class SymbolTable {
  readonly #names: string[] = [];
  #hashes = new Int32Array(INITIAL_SLOTS / 2);
  /** One more than the symbol's number; 0 is a free slot. */
  #slots = new Int32Array(INITIAL_SLOTS);

  constructor() {
    for (const name of DIRECTIVE_NAMES) this.intern(name);
  }

  /** How many names there are; symbols are the numbers below it. */
  get size(): number {
    return this.#names.length;
  }

  nameOf(symbol: number): string {
    return this.#names[symbol] ?? '';
  }

  /** The symbol of a name. */
  intern(name: string): number {
    return this.internRange(name, 0, name.length);
  }

  /** The symbol of the identifier at `[start, end)` of a text. */
  internRange(text: string, start: number, end: number): number {
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    return this.internHashed(text, start, end, hash);
  }

  /** As `internRange`, where the hash is known already: `h * 31 + byte` over all bytes, in 32 bits. */
  internHashed(text: string, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    for (;;) {
      const symbol = (this.#slots[slot] ?? 0) - 1;
      if (symbol < 0) return this.#add(text, start, end, hash, slot);
      if (this.#hashes[symbol] === hash && sameName(this.#names[symbol] ?? '', text, start, end)) return symbol;
      slot = (slot + 1) & mask;
    }
  }

  #add(text: string, start: number, end: number, hash: number, slot: number): number {
    const symbol = this.#names.length;
    this.#names.push(ownString(text.slice(start, end)));
    this.#hashes[symbol] = hash;
    this.#slots[slot] = symbol + 1;
    if ((symbol + 1) * 2 >= this.#slots.length) this.#grow();
    return symbol;
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let symbol = 0; symbol < this.#names.length; symbol++) {
      let slot = spread(hashes[symbol] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = symbol + 1;
    }
  }
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function sameName(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = start, index = 0; at < end; at++, index++) {
    if (name.charCodeAt(index) !== text.charCodeAt(at)) return false;
  }
  return true;
}
