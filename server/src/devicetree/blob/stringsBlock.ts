import { HashIndex, hashWith } from '../../text/hashIndex.ts';

/** Room for the ends of a large board's names. */
const INITIAL_ENDS = 1 << 13;

/**
 * The strings block of a blob in the making: each property name once, and a name that ends an earlier one inside it.
 *
 * dtc (`stringtable_insert` in flattree.c) and libfdt (`fdt_find_add_string_` in fdt_rw.c) take the first place in the
 * block at which the name and a NUL stand, and add it at the end only where there is none. Such a place is always the
 * end of a string of the block, so the first offset of every end of every string is kept, found by the end's hash:
 * a board has thousands of ends, and hardly any is ever asked for.
 */
export class StringsBlock {
  private readonly _offsets = new Map<string, number>();
  /** The ends, and their first offsets. */
  private readonly _index = new HashIndex(INITIAL_ENDS);
  private readonly _ends: number[] = [];
  private _hashes = new Int32Array(256);
  private _bytes = new Uint8Array(1 << 13);
  private _size = 0;

  /** The block, as a view that the next name may outdate. */
  get bytes(): Uint8Array {
    return this._bytes.subarray(0, this._size);
  }

  /** The block's size in bytes. */
  get size(): number {
    return this._size;
  }

  /** Empties the block, to be used for another blob. */
  clear(): void {
    this._offsets.clear();
    this._index.clear();
    this._ends.length = 0;
    this._size = 0;
  }

  /** Begins with the strings of a block that exists. To be called once, before everything else. */
  begin(block: Uint8Array): void {
    this._room(block.length);
    this._bytes.set(block);
    this._size = block.length;
    let start = 0;
    for (let end = block.indexOf(0); end >= 0; end = block.indexOf(0, start)) {
      this._rememberEnds(start, end);
      start = end + 1;
    }
  }

  /** The offset of a name, which is added where it does not stand in the block yet. It must not hold a NUL. */
  offsetOf(name: string): number {
    const known = this._offsets.get(name);
    if (known !== undefined) return known;
    let hash = 0;
    for (let at = name.length - 1; at >= 0; at--) hash = hashWith(hash, name.charCodeAt(at));
    const found = this._find(hash, name);
    const offset = found ?? this._size;
    this._offsets.set(name, offset);
    if (found === undefined) {
      const end = offset + name.length;
      this._room(end + 1);
      for (let at = 0; at < name.length; at++) this._bytes[offset + at] = name.charCodeAt(at);
      this._bytes[end] = 0;
      this._size = end + 1;
      this._rememberEnds(offset, end);
    }
    return offset;
  }

  private _room(size: number): void {
    if (size <= this._bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this._bytes.length * 2));
    grown.set(this._bytes);
    this._bytes = grown;
  }

  /** The first offset at which an end with that hash stands. */
  private _find(hash: number, end: string): number | undefined {
    const index = this._index;
    for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) {
      const offset = this._ends[entry] ?? 0;
      if (this._standsAt(end, offset)) return offset;
    }
    return undefined;
  }

  private _standsAt(name: string, offset: number): boolean {
    const bytes = this._bytes;
    if (offset + name.length >= this._size) return false;
    for (let at = 0; at < name.length; at++) if (bytes[offset + at] !== name.charCodeAt(at)) return false;
    return bytes[offset + name.length] === 0;
  }

  /** Where an end of the string in `[start, end)` is known, so are all shorter ones: they stand at the end of that one. */
  private _rememberEnds(start: number, end: number): void {
    const length = end - start;
    if (length >= this._hashes.length) this._hashes = new Int32Array(length * 2);
    const bytes = this._bytes;
    const hashes = this._hashes;
    let hash = 0;
    hashes[length] = hash;
    for (let at = end - 1; at >= start; at--) {
      hash = hashWith(hash, bytes[at] ?? 0);
      hashes[at - start] = hash;
    }
    for (let at = start; at <= end; at++) {
      if (!this._note(hashes[at - start] ?? 0, at, end)) return;
    }
  }

  /** Notes the end in `[start, end)`; false, and nothing is done, where it is known already. */
  private _note(hash: number, start: number, end: number): boolean {
    const index = this._index;
    for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) {
      if (this._isSame(this._ends[entry] ?? 0, start, end)) return false;
    }
    index.add(hash);
    this._ends.push(start);
    return true;
  }

  /** Whether the string that begins at an offset is the one in `[start, end)`. */
  private _isSame(offset: number, start: number, end: number): boolean {
    const bytes = this._bytes;
    for (let at = start; at < end; at++, offset++) if (bytes[offset] !== bytes[at]) return false;
    return bytes[offset] === 0;
  }
}
