import { HashIndex, hashOf, standsAt } from '../../../text/hashIndex.ts';
import { ownString } from '../../../text/ownString.ts';
import { DIRECTIVE_NAMES } from './directiveNames.ts';

const INITIAL_SYMBOLS = 1 << 14;

/**
 * Identifiers as small numbers, the same for all files of an expander, so that "is this a macro" is one look into an
 * array. Names are found by their bytes in a file's text, without making a string of them first.
 */
export class SymbolTable {
  private readonly _names: string[] = [];
  private readonly _index = new HashIndex(INITIAL_SYMBOLS);

  constructor() {
    for (const name of DIRECTIVE_NAMES) this.intern(name);
  }

  /** How many names there are; symbols are the numbers below it. */
  get size(): number {
    return this._names.length;
  }

  nameOf(symbol: number): string {
    return this._names[symbol] ?? '';
  }

  /** The symbol of a name. */
  intern(name: string): number {
    return this.internRange(name, 0, name.length);
  }

  /** The symbol of the identifier at `[start, end)` of a text. */
  internRange(text: string, start: number, end: number): number {
    return this.internHashed(text, start, end, hashOf(text, start, end));
  }

  /** As `internRange`, where the hash is known already (`hashOf`). */
  internHashed(text: string, start: number, end: number, hash: number): number {
    const index = this._index;
    for (let symbol = index.first(hash); symbol >= 0; symbol = index.after(symbol)) {
      if (standsAt(this._names[symbol] ?? '', text, start, end)) return symbol;
    }
    this._names.push(ownString(text.slice(start, end)));
    return index.add(hash);
  }
}
