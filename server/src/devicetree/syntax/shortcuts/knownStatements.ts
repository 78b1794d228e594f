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
  private readonly _index = new HashIndex(INITIAL_STATEMENTS);
  private readonly _texts: string[] = [];
  private readonly _statements: PropertyStatement[] = [];

  /** The statement whose text, of that hash, stands in `[start, end)`; `undefined` if it is not known yet. */
  find(text: string, start: number, end: number, hash: number): PropertyStatement | undefined {
    if (end - start > LONGEST_KNOWN) return undefined;
    const index = this._index;
    for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) {
      const known = this._texts[entry] ?? '';
      if (known.length === end - start && text.startsWith(known, start)) return this._statements[entry];
    }
    return undefined;
  }

  /** Keeps a statement that the parser has accepted, and that has no problems. */
  keep(text: string, start: number, end: number, statement: PropertyStatement): void {
    if (end - start > LONGEST_KNOWN) return;
    const hash = hashOf(text, start, end);
    if (this.find(text, start, end, hash) !== undefined) return;
    if (this._index.size >= MOST_KNOWN) {
      this._index.clear();
      this._texts.length = 0;
      this._statements.length = 0;
    }
    this._index.add(hash);
    this._texts.push(ownString(text.slice(start, end)));
    this._statements.push(statement);
  }
}
