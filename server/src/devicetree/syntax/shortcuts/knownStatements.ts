import { ownString } from '../../../text/ownString.ts';
import type { PropertyStatement } from '../items.ts';

const INITIAL_SLOTS = 1 << 12;

/** Longer statements hardly ever occur twice. */
const LONGEST_KNOWN = 280;

/** Beyond so many statements the collection begins anew. */
const MOST_KNOWN = 200_000;

interface KnownStatement {
  readonly hash: number;
  readonly text: string;
  readonly statement: PropertyStatement;
}

/** Continues the hash of a text with its next character; it begins with 0. */
export const hashWith = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

/**
 * The statements of properties by their text, from the name to before the `;`. Three of four in a kernel's device trees
 * have occurred before, as `status = "okay"` has: those are neither parsed nor read nor kept again.
 */
export class KnownStatements {
  #slots: (KnownStatement | undefined)[] = new Array(INITIAL_SLOTS);
  #count = 0;

  /** The statement whose text, of that hash, stands in `[start, end)`; `undefined` if it is not known yet. */
  find(text: string, start: number, end: number, hash: number): PropertyStatement | undefined {
    if (end - start > LONGEST_KNOWN) return undefined;
    return this.#slots[this.#slotOf(hash, text, start, end)]?.statement;
  }

  /** Keeps a statement that the parser has accepted, and that has no problems. */
  keep(text: string, start: number, end: number, statement: PropertyStatement): void {
    if (end - start > LONGEST_KNOWN) return;
    if (this.#count >= MOST_KNOWN) {
      this.#slots = new Array(INITIAL_SLOTS);
      this.#count = 0;
    }
    let hash = 0;
    for (let at = start; at < end; at++) hash = hashWith(hash, text.charCodeAt(at));
    const slot = this.#slotOf(hash, text, start, end);
    if (this.#slots[slot] === undefined) this.#count++;
    this.#slots[slot] = { hash, text: ownString(text.slice(start, end)), statement };
    if (this.#count * 2 > this.#slots.length) this.#grow();
  }

  /** The slot in which a text is, or would be put. */
  #slotOf(hash: number, text: string, start: number, end: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = spread(hash) & mask;
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
      let slot = spread(known.hash) & mask;
      while (this.#slots[slot] !== undefined) slot = (slot + 1) & mask;
      this.#slots[slot] = known;
    }
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15);
