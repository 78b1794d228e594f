/** Room for the ends of a large board's names. */
const INITIAL_SLOTS = 1 << 14;

/** A larger table is not kept for the next blob. */
const LARGEST_KEPT = 1 << 18;

/**
 * The strings block of a blob in the making: each property name once, and a name that ends an earlier one inside it.
 *
 * dtc (`stringtable_insert` in flattree.c) and libfdt (`fdt_find_add_string_` in fdt_rw.c) take the first place in the
 * block at which the name and a NUL stand, and add it at the end only where there is none. Such a place is always the
 * end of a string of the block, so the first offset of every end of every string is kept, in a table by the end's hash:
 * a board has thousands of ends, and hardly any is ever asked for.
 */
export class StringsBlock {
  readonly #offsets = new Map<string, number>();
  /** One more than the offset of an end; 0 where a slot is free. */
  #slots = new Int32Array(INITIAL_SLOTS);
  #hashes = new Int32Array(INITIAL_SLOTS);
  #count = 0;
  #scratch = new Int32Array(256);
  #bytes = new Uint8Array(1 << 13);
  #size = 0;

  /** The block, as a view that the next name may outdate. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** The block's size in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Empties the block, to be used for another blob. */
  clear(): void {
    this.#offsets.clear();
    if (this.#slots.length > LARGEST_KEPT) {
      this.#slots = new Int32Array(INITIAL_SLOTS);
      this.#hashes = new Int32Array(INITIAL_SLOTS);
    }
    this.#slots.fill(0);
    this.#count = 0;
    this.#size = 0;
  }

  /** Begins with the strings of a block that exists. To be called once, before everything else. */
  begin(block: Uint8Array): void {
    this.#room(block.length);
    this.#bytes.set(block);
    this.#size = block.length;
    let start = 0;
    for (let end = block.indexOf(0); end >= 0; end = block.indexOf(0, start)) {
      this.#rememberEnds(start, end);
      start = end + 1;
    }
  }

  /** The offset of a name, which is added where it does not stand in the block yet. It must not hold a NUL. */
  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    let hash = 0;
    for (let at = name.length - 1; at >= 0; at--) hash = hashWith(hash, name.charCodeAt(at));
    const found = this.#find(hash, name);
    const offset = found ?? this.#size;
    this.#offsets.set(name, offset);
    if (found === undefined) {
      const end = offset + name.length;
      this.#room(end + 1);
      for (let at = 0; at < name.length; at++) this.#bytes[offset + at] = name.charCodeAt(at);
      this.#bytes[end] = 0;
      this.#size = end + 1;
      this.#rememberEnds(offset, end);
    }
    return offset;
  }

  #room(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  /** The first offset at which an end with that hash stands. */
  #find(hash: number, end: string): number | undefined {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = slotOf(hash, mask); slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] !== hash) continue;
      const offset = (slots[slot] ?? 0) - 1;
      if (this.#standsAt(end, offset)) return offset;
    }
    return undefined;
  }

  #standsAt(name: string, offset: number): boolean {
    const bytes = this.#bytes;
    if (offset + name.length >= this.#size) return false;
    for (let at = 0; at < name.length; at++) if (bytes[offset + at] !== name.charCodeAt(at)) return false;
    return bytes[offset + name.length] === 0;
  }

  /** Where an end of the string in `[start, end)` is known, so are all shorter ones: they stand at the end of that one. */
  #rememberEnds(start: number, end: number): void {
    this.#reserve(end - start + 1);
    const bytes = this.#bytes;
    const hashes = this.#scratch;
    let hash = 0;
    for (let at = end; at >= start; at--) {
      if (at < end) hash = hashWith(hash, bytes[at] ?? 0);
      hashes[at - start] = hash;
    }
    for (let at = start; at <= end; at++) {
      if (!this.#note(hashes[at - start] ?? 0, at, end)) return;
    }
  }

  /** Notes the end in `[start, end)`; false, and nothing is done, where it is known already. */
  #note(hash: number, start: number, end: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(hash, mask);
    while (slots[slot] !== 0) {
      if (this.#hashes[slot] === hash && this.#isSame((slots[slot] ?? 0) - 1, start, end)) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot] = start + 1;
    this.#hashes[slot] = hash;
    this.#count++;
    return true;
  }

  /** Whether the string that begins at an offset is the one in `[start, end)`. */
  #isSame(offset: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    for (let at = start; at < end; at++, offset++) if (bytes[offset] !== bytes[at]) return false;
    return bytes[offset] === 0;
  }

  /** Makes room for so many more ends. */
  #reserve(ends: number): void {
    if (ends > this.#scratch.length) this.#scratch = new Int32Array(ends * 2);
    let size = this.#slots.length;
    while ((this.#count + ends) * 2 > size) size *= 2;
    if (size === this.#slots.length) return;
    const slots = this.#slots;
    const hashes = this.#hashes;
    this.#slots = new Int32Array(size);
    this.#hashes = new Int32Array(size);
    const mask = size - 1;
    for (let old = 0; old < slots.length; old++) {
      if (slots[old] === 0) continue;
      let slot = slotOf(hashes[old] ?? 0, mask);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = slots[old] ?? 0;
      this.#hashes[slot] = hashes[old] ?? 0;
    }
  }
}

const hashWith = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

const slotOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;
