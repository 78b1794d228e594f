import { HashIndex, hashOf } from '../../../text/hashIndex.ts';
import { ownString } from '../../../text/ownString.ts';
import type { PropertyStatement } from '../items.ts';

const INITIAL_STATEMENTS = 1 << 12;

/** Longer statements hardly ever occur twice. */
const LONGEST_KNOWN = 280;

/** Beyond this many statements the collection begins anew. */
const MOST_KNOWN = 200_000;

/**
 * The statements of properties by their text, from the name to before the `;`. Three of four in a kernel's device trees
 * have occurred before, as `status = "okay"` has: those are neither parsed nor read nor kept again.
 */
export class KnownStatements {
  readonly #index = new HashIndex(INITIAL_STATEMENTS);
  readonly #texts: string[] = [];
  readonly #statements: PropertyStatement[] = [];

  /** The statement whose text, of that hash, stands in `[start, end)`; `undefined` if it is not known yet. */
  find(text: string, start: number, end: number, hash: number): PropertyStatement | undefined {
    if (end - start > LONGEST_KNOWN) return undefined;
    const index = this.#index;
    for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) {
      const known = this.#texts[entry] ?? '';
      if (known.length === end - start && text.startsWith(known, start)) return this.#statements[entry];
    }
    return undefined;
  }

  /** Keeps a statement that the parser has accepted, and that has no problems. */
  keep(text: string, start: number, end: number, statement: PropertyStatement): void {
    if (end - start > LONGEST_KNOWN) return;
    const hash = hashOf(text, start, end);
    if (this.find(text, start, end, hash) !== undefined) return;
    if (this.#index.size >= MOST_KNOWN) {
      this.#index.clear();
      this.#texts.length = 0;
      this.#statements.length = 0;
    }
    this.#index.add(hash);
    this.#texts.push(ownString(text.slice(start, end)));
    this.#statements.push(statement);
  }
}
