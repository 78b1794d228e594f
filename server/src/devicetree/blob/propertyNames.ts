/** Numbers for the names of properties, from 0 on, to be used as indices. */
export class PropertyNames {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  /** How many names have a number. */
  get size(): number {
    return this.#names.length;
  }

  /** The number of a name; the same one each time. */
  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  /** The name of a number; empty for a number that was not given. */
  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }
}
