/**
 * The strings block of a blob in the making: each property name once, and a name that ends an earlier one inside it.
 *
 * dtc (`stringtable_insert` in flattree.c) and libfdt (`fdt_find_add_string_` in fdt_rw.c) look for the first place in
 * the block at which the name and a NUL stand, and add it at the end only where there is none. Names are compared by
 * their ends here instead of searching the block, which finds the same place: a name can stand in the block only at
 * the end of another one.
 */
export class StringsBlock {
  readonly #offsets = new Map<string, number>();
  /** The names that stand in the block in full, by the code of their last character, oldest first. */
  readonly #byLastCharacter = new Map<number, string[]>();
  readonly #names: string[] = [];
  #size = 0;

  /** The block's size in bytes. */
  get size(): number {
    return this.#size;
  }

  /** The offset of a name, which is added where it does not stand in the block yet. It must not hold a NUL. */
  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.#sharedOffset(name) ?? this.#append(name);
    this.#offsets.set(name, offset);
    return offset;
  }

  #sharedOffset(name: string): number | undefined {
    const candidates = name === '' ? this.#names : this.#byLastCharacter.get(name.charCodeAt(name.length - 1));
    const host = candidates?.find((candidate) => candidate.endsWith(name));
    if (host === undefined) return undefined;
    return (this.#offsets.get(host) ?? 0) + host.length - name.length;
  }

  #append(name: string): number {
    const offset = this.#size;
    const last = name.charCodeAt(name.length - 1);
    const alike = this.#byLastCharacter.get(last);
    if (alike === undefined) this.#byLastCharacter.set(last, [name]);
    else alike.push(name);
    this.#names.push(name);
    this.#size += name.length + 1;
    return offset;
  }

  /** Writes the block into zeroed bytes. */
  write(bytes: Uint8Array, start: number): void {
    let at = start;
    for (const name of this.#names) {
      for (let index = 0; index < name.length; index++) bytes[at + index] = name.charCodeAt(index);
      at += name.length + 1;
    }
  }
}
