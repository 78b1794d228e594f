import { ownString } from '../../text/ownString.ts';

const INITIAL_SLOTS = 1 << 12;

/** Beyond so many names the pool begins anew. */
const MOST_NAMES = 300_000;

/**
 * Gives equal names one string, which compares fast and does not hold on to the text it was cut from.
 *
 * Names are found by their characters, without cutting them from the text first.
 */
export class NamePool {
  #slots: (string | undefined)[] = new Array(INITIAL_SLOTS);
  #count = 0;

  /** The name in `[start, end)` of a text. */
  take(text: string, start: number, end: number): string {
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let known = slots[slot]; known !== undefined; known = slots[slot]) {
      if (known.length === end - start && text.startsWith(known, start)) return known;
      slot = (slot + 1) & mask;
    }
    return this.#keep(text.slice(start, end), slot);
  }

  #keep(slice: string, slot: number): string {
    const name = ownString(slice);
    if (this.#count >= MOST_NAMES) {
      this.#slots = new Array(INITIAL_SLOTS);
      this.#count = 0;
      return name;
    }
    this.#slots[slot] = name;
    this.#count++;
    if (this.#count * 2 > this.#slots.length) this.#grow();
    return name;
  }

  #grow(): void {
    const names = this.#slots;
    this.#slots = new Array(names.length * 4);
    const mask = this.#slots.length - 1;
    for (const name of names) {
      if (name === undefined) continue;
      let hash = 0;
      for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== undefined) slot = (slot + 1) & mask;
      this.#slots[slot] = name;
    }
  }
}
