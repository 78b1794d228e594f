/** A map whose changes can be taken back; each change costs the same however much the map holds. */
export class JournaledMap<Key, Value> {
  readonly #values = new Map<Key, Value>();
  /** The keys that were changed, in order, and what each had before. */
  readonly #keys: Key[] = [];
  readonly #before: (Value | undefined)[] = [];

  /** What a key has; `undefined` where it has nothing. */
  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** Gives a key a value; `undefined` takes it away. */
  set(key: Key, value: Value | undefined): void {
    this.#keys.push(key);
    this.#before.push(this.#values.get(key));
    this.#put(key, value);
  }

  /** A mark of this moment, for `rollBack`. */
  get moment(): number {
    return this.#keys.length;
  }

  /** Takes back every change since a moment. */
  rollBack(moment: number): void {
    for (let index = this.#keys.length - 1; index >= moment; index--) {
      this.#put(this.#keys[index] as Key, this.#before[index]);
    }
    this.#keys.length = Math.min(moment, this.#keys.length);
    this.#before.length = this.#keys.length;
  }

  #put(key: Key, value: Value | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}
