/**
 * The strings block of a blob in the making: each property name once, and a name that ends an earlier one inside it.
 *
 * dtc (`stringtable_insert` in flattree.c) and libfdt (`fdt_find_add_string_` in fdt_rw.c) take the first place in the
 * block at which the name and a NUL stand, and add it at the end only where there is none. Such a place is always the
 * end of a string of the block, so every end of every string is kept with the first offset at which it stands.
 */
export class StringsBlock {
  readonly #offsets = new Map<string, number>();
  /** Strings too long to keep all their ends, with their offsets, oldest first. */
  readonly #longStrings: { text: string; offset: number }[] = [];
  #text = '';

  /** The block, one character a byte. */
  get text(): string {
    return this.#text;
  }

  /** The block's size in bytes. */
  get size(): number {
    return this.#text.length;
  }

  /** Begins with the strings of a block that exists. To be called once, before everything else. */
  begin(block: string): void {
    let start = 0;
    for (let end = block.indexOf('\0'); end >= 0; end = block.indexOf('\0', start)) {
      this.#remember(block.slice(start, end), start);
      start = end + 1;
    }
    this.#text = block;
  }

  /** The offset of a name, which is added where it does not stand in the block yet. It must not hold a NUL. */
  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    const inLong = this.#longStrings.length === 0 ? undefined : this.#offsetInLongString(name);
    if (known !== undefined || inLong !== undefined) return Math.min(known ?? Infinity, inLong ?? Infinity);
    const offset = this.#text.length;
    this.#remember(name, offset);
    this.#text += `${name}\0`;
    return offset;
  }

  /** Where an end of the string is known, so are all shorter ones: they stand at the end of that one. */
  #remember(text: string, offset: number): void {
    if (text.length > LONGEST_KEPT) {
      if (!this.#offsets.has(text)) this.#longStrings.push({ text, offset });
      return;
    }
    for (let start = 0; start <= text.length; start++) {
      const end = text.slice(start);
      if (this.#offsets.has(end)) return;
      this.#offsets.set(end, offset + start);
    }
  }

  #offsetInLongString(name: string): number | undefined {
    for (const { text, offset } of this.#longStrings) {
      if (text.endsWith(name)) return offset + text.length - name.length;
    }
    return undefined;
  }
}

/** Names of devices' properties have up to 31 characters by the specification, and up to about 60 in practice. */
const LONGEST_KEPT = 256;
