interface Entry {
  readonly name: string;
  deleted: boolean;
}

/** Above this many entries a name is looked up in an index; below, walking is faster and costs no memory. */
const FEW = 10;

/**
 * Properties or children by name, in the order of the blob.
 *
 * dtc keeps what is deleted in its place and revives it there when it comes again, so that building asks for entries
 * deleted or not; once `settle` was called only the living are left, and it is the read-only map that readers see.
 * A name may occur twice in a tree that dtc refuses; then the map answers for the first.
 */
export class OrderedByName<T extends Entry> implements ReadonlyMap<string, T> {
  private _entries: T[] = [];
  /** Where the first entry of each name stands. */
  private _index: Map<string, number> | undefined;
  /** Whether the index is another list's, too. */
  private _sharesIndex = false;
  private _someDeleted = false;
  /** Where each entry stands; made when it is asked for first, and kept up with what is put last. */
  private _ordinals: Map<T, number> | undefined;

  /** All entries, deleted ones too; not to be changed. */
  get entriesWithDeleted(): readonly T[] {
    return this._entries;
  }

  /** How many entries stand before one, deleted ones too; -1 for one that is not here. */
  ordinal(entry: T): number {
    this._ordinals ??= new Map();
    for (let at = this._ordinals.size; at < this._entries.length; at++) {
      const other = this._entries[at];
      if (other !== undefined) this._ordinals.set(other, at);
    }
    return this._ordinals.get(entry) ?? -1;
  }

  /** Puts an entry last, whether or not there is one of its name. */
  append(entry: T): void {
    this._entries.push(entry);
    if (this._sharesIndex) this._forgetIndex();
    if (this._index !== undefined && !this._index.has(entry.name))
      this._index.set(entry.name, this._entries.length - 1);
    if (entry.deleted) this._someDeleted = true;
  }

  /** The entries with what `work` puts in their place, of the same names; the same object where it puts nothing else. */
  mapped(work: (entry: T) => T): OrderedByName<T> {
    let entries: T[] | undefined;
    for (let at = 0; at < this._entries.length; at++) {
      const entry = this._entries[at];
      if (entry === undefined) continue;
      const other = work(entry);
      if (other === entry) continue;
      entries ??= this._entries.slice();
      entries[at] = other;
    }
    if (entries === undefined) return this;
    const mapped = new OrderedByName<T>();
    mapped._entries = entries;
    mapped._someDeleted = this._someDeleted;
    // The place of each name is the same.
    if (entries.length > FEW) mapped._index = this._indexed();
    mapped._sharesIndex = true;
    return mapped;
  }

  /** The first entry of a name, deleted or not. */
  first(name: string): T | undefined {
    const entries = this._entries;
    if (entries.length <= FEW) {
      for (let at = 0; at < entries.length; at++) {
        const entry = entries[at];
        if (entry !== undefined && entry.name === name) return entry;
      }
      return undefined;
    }
    const at = this._indexed().get(name);
    return at === undefined ? undefined : entries[at];
  }

  private _indexed(): Map<string, number> {
    if (this._index === undefined) {
      this._index = new Map();
      for (const [at, { name }] of this._entries.entries()) if (!this._index.has(name)) this._index.set(name, at);
    }
    return this._index;
  }

  private _forgetIndex(): void {
    this._index = undefined;
    this._sharesIndex = false;
  }

  /** To be called when an entry was deleted. */
  noteDeletion(): void {
    this._someDeleted = true;
  }

  /** Takes an entry out for good. */
  remove(entry: T): void {
    this._entries = this._entries.filter((other) => other !== entry);
    this._forgetIndex();
    this._ordinals = undefined;
  }

  /** Drops what is deleted. */
  settle(): void {
    if (!this._someDeleted) return;
    this._entries = this._entries.filter((entry) => !entry.deleted);
    this._forgetIndex();
    this._ordinals = undefined;
    this._someDeleted = false;
  }

  get size(): number {
    if (!this._someDeleted) return this._entries.length;
    let living = 0;
    for (const entry of this._entries) if (!entry.deleted) living++;
    return living;
  }

  get(name: string): T | undefined {
    const entry = this.first(name);
    if (entry === undefined || !entry.deleted) return entry;
    return this._entries.find((other) => other.name === name && !other.deleted);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const entry of this._entries) if (!entry.deleted) visit(entry, entry.name, this);
  }

  *entries(): MapIterator<[string, T]> {
    for (const entry of this._entries) if (!entry.deleted) yield [entry.name, entry];
  }

  *keys(): MapIterator<string> {
    for (const entry of this._entries) if (!entry.deleted) yield entry.name;
  }

  values(): MapIterator<T> {
    return (this._someDeleted ? this._entries.filter((entry) => !entry.deleted) : this._entries).values();
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }
}
