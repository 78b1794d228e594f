import type { PropertyValue } from './items.ts';
import { ownString } from './namePool.ts';

const INITIAL_SLOTS = 1 << 12;

/** Longer values hardly ever occur twice. */
export const LONGEST_KNOWN = 240;

/** Beyond so many values the collection begins anew. */
const MOST_KNOWN = 200_000;

interface KnownValue {
  readonly hash: number;
  readonly text: string;
  readonly value: PropertyValue;
}

/**
 * The values of properties by their text, from behind the `=` to before the `;`. Four of five values in a kernel's
 * device trees have occurred before, as `"okay"` has: those are neither parsed nor read nor kept again.
 */
export class KnownValues {
  #slots: (KnownValue | undefined)[] = new Array(INITIAL_SLOTS);
  #count = 0;

  /** The value whose text stands in `[start, end)`; `undefined` if it is not known yet. */
  find(text: string, start: number, end: number): PropertyValue | undefined {
    if (end - start > LONGEST_KNOWN) return undefined;
    const hash = hashOf(text, start, end);
    return this.#slots[this.#slotOf(hash, text, start, end)]?.value;
  }

  /** Keeps a value that the parser has accepted, without comments in its text and without problems. */
  keep(text: string, start: number, end: number, value: PropertyValue): void {
    if (end - start > LONGEST_KNOWN) return;
    const own = ownString(text.slice(start, end));
    if (own.includes('/*') || own.includes('//')) return;
    if (this.#count >= MOST_KNOWN) {
      this.#slots = new Array(INITIAL_SLOTS);
      this.#count = 0;
    }
    const hash = hashOf(text, start, end);
    const slot = this.#slotOf(hash, text, start, end);
    if (this.#slots[slot] === undefined) this.#count++;
    this.#slots[slot] = { hash, text: own, value };
    if (this.#count * 2 > this.#slots.length) this.#grow();
  }

  /** The slot in which a text is, or would be put. */
  #slotOf(hash: number, text: string, start: number, end: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let known = slots[slot]; known !== undefined; known = slots[slot]) {
      if (known.hash === hash && known.text.length === end - start && text.startsWith(known.text, start)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Array(old.length * 4);
    const mask = this.#slots.length - 1;
    for (const known of old) {
      if (known === undefined) continue;
      let slot = known.hash & mask;
      while (this.#slots[slot] !== undefined) slot = (slot + 1) & mask;
      this.#slots[slot] = known;
    }
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 15);
}
