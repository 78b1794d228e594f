/** Whether a name stands for several buffers. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

/**
 * A pattern in which `*` stands for any characters, taken apart once: it is held against each name of a session, and a
 * scenario of a megabyte has thousands of both.
 */
export class NamePattern {
  readonly #head: string;
  /** What stands between two `*`, in order, without what is empty; `undefined` where there is no `*`. */
  readonly #middle: readonly string[] | undefined;
  readonly #tail: string;
  /** How many characters a name that fits has at least. */
  readonly #least: number;

  constructor(pattern: string) {
    const [head = '', ...rest] = pattern.split('*');
    const tail = rest.pop();
    this.#head = head;
    this.#tail = tail ?? '';
    this.#middle = tail === undefined ? undefined : rest.filter((part) => part !== '');
    this.#least = pattern.replaceAll('*', '').length;
  }

  /** Whether a name fits. Takes the first place that fits each part. */
  fits(name: string): boolean {
    if (this.#middle === undefined) return name === this.#head;
    if (name.length < this.#least || !name.startsWith(this.#head) || !name.endsWith(this.#tail)) return false;
    let at = this.#head.length;
    const end = name.length - this.#tail.length;
    for (const part of this.#middle) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  }

  /** How long a look at a name takes at most, 1 for names as people write them. A long part is sought at each place of a long name. */
  costOf(name: string): number {
    return name.length < this.#least ? 1 : 1 + ((name.length * (this.#least + 1)) >> 10);
  }
}
