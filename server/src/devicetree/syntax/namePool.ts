import { HashIndex, hashOf, standsAt } from '../../text/hashIndex.ts';
import { ownString } from '../../text/ownString.ts';

const INITIAL_NAMES = 1 << 12;

/** Beyond this many names the pool begins anew. */
const MOST_NAMES = 300_000;

/**
 * Gives equal names one string, which compares fast and does not hold on to the text it was cut from.
 *
 * Names are found by their characters, without cutting them from the text first.
 */
export class NamePool {
  private readonly _names: string[] = [];
  private readonly _index = new HashIndex(INITIAL_NAMES);

  /** The name in `[start, end)` of a text. */
  take(text: string, start: number, end: number): string {
    const index = this._index;
    const hash = hashOf(text, start, end);
    for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) {
      const known = this._names[entry];
      if (known !== undefined && standsAt(known, text, start, end)) return known;
    }
    if (index.size >= MOST_NAMES) {
      index.clear();
      this._names.length = 0;
    }
    const name = ownString(text.slice(start, end));
    this._names.push(name);
    index.add(hash);
    return name;
  }
}
