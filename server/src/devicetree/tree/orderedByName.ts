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
  #entries: T[] = [];
  /** Where the first entry of each name stands. */
  #index: Map<string, number> | undefined;
  /** Whether the index is another list's, too. */
  #sharesIndex = false;
  #someDeleted = false;
  /** Where each entry stands; made when it is asked for first, and kept up with what is put last. */
  #ordinals: Map<T, number> | undefined;

  /** All entries, deleted ones too; not to be changed. */
  get entriesWithDeleted(): readonly T[] {
    return this.#entries;
  }

  /** How many entries stand before one, deleted ones too; -1 for one that is not here. */
  ordinal(entry: T): number {
    this.#ordinals ??= new Map();
    for (let at = this.#ordinals.size; at < this.#entries.length; at++) {
      const other = this.#entries[at];
      if (other !== undefined) this.#ordinals.set(other, at);
    }
    return this.#ordinals.get(entry) ?? -1;
  }

  /** Puts an entry last, whether or not there is one of its name. */
  append(entry: T): void {
    this.#entries.push(entry);
    if (this.#sharesIndex) this.#forgetIndex();
    if (this.#index !== undefined && !this.#index.has(entry.name))
      this.#index.set(entry.name, this.#entries.length - 1);
    if (entry.deleted) this.#someDeleted = true;
  }

  /** The entries with what `work` puts in their place, of the same names; the same object where it puts nothing else. */
  mapped(work: (entry: T) => T): OrderedByName<T> {
    let entries: T[] | undefined;
    for (let at = 0; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry === undefined) continue;
      const other = work(entry);
      if (other === entry) continue;
      entries ??= this.#entries.slice();
      entries[at] = other;
    }
    if (entries === undefined) return this;
    const mapped = new OrderedByName<T>();
    mapped.#entries = entries;
    mapped.#someDeleted = this.#someDeleted;
    // The place of each name is the same.
    if (entries.length > FEW) mapped.#index = this.#indexed();
    mapped.#sharesIndex = true;
    return mapped;
  }

  /** The first entry of a name, deleted or not. */
  first(name: string): T | undefined {
    const entries = this.#entries;
    if (entries.length <= FEW) {
      for (let at = 0; at < entries.length; at++) {
        const entry = entries[at];
        if (entry !== undefined && entry.name === name) return entry;
      }
      return undefined;
    }
    const at = this.#indexed().get(name);
    return at === undefined ? undefined : entries[at];
  }

  #indexed(): Map<string, number> {
    if (this.#index === undefined) {
      this.#index = new Map();
      for (const [at, { name }] of this.#entries.entries()) if (!this.#index.has(name)) this.#index.set(name, at);
    }
    return this.#index;
  }

  #forgetIndex(): void {
    this.#index = undefined;
    this.#sharesIndex = false;
  }

  /** To be called when an entry was deleted. */
  noteDeletion(): void {
    this.#someDeleted = true;
  }

  /** Takes an entry out for good. */
  remove(entry: T): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#forgetIndex();
    this.#ordinals = undefined;
  }

  /** Drops what is deleted. */
  settle(): void {
    if (!this.#someDeleted) return;
    this.#entries = this.#entries.filter((entry) => !entry.deleted);
    this.#forgetIndex();
    this.#ordinals = undefined;
    this.#someDeleted = false;
  }

  get size(): number {
    if (!this.#someDeleted) return this.#entries.length;
    let living = 0;
    for (const entry of this.#entries) if (!entry.deleted) living++;
    return living;
  }

  get(name: string): T | undefined {
    const entry = this.first(name);
    if (entry === undefined || !entry.deleted) return entry;
    return this.#entries.find((other) => other.name === name && !other.deleted);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const entry of this.#entries) if (!entry.deleted) visit(entry, entry.name, this);
  }

  *entries(): MapIterator<[string, T]> {
    for (const entry of this.#entries) if (!entry.deleted) yield [entry.name, entry];
  }

  *keys(): MapIterator<string> {
    for (const entry of this.#entries) if (!entry.deleted) yield entry.name;
  }

  values(): MapIterator<T> {
    return (this.#someDeleted ? this.#entries.filter((entry) => !entry.deleted) : this.#entries).values();
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }
}
