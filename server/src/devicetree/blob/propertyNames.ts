/** Numbers for the names of properties, from 0 on, to be used as indices. */
export class PropertyNames {
  private readonly _numbers = new Map<string, number>();
  private readonly _names: string[] = [];

  /** How many names have a number. */
  get size(): number {
    return this._names.length;
  }

  /** The number of a name; the same one each time. */
  numberOf(name: string): number {
    let number = this._numbers.get(name);
    if (number === undefined) {
      number = this._names.push(name) - 1;
      this._numbers.set(name, number);
    }
    return number;
  }

  /** The name of a number; empty for a number that was not given. */
  nameOf(number: number): string {
    return this._names[number] ?? '';
  }
}
