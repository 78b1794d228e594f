/**
 * A map that forgets what was not used for longest once it holds too much. The value that was set last always stays,
 * however much it weighs.
 */
export class BoundedCache<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #weigh: (value: Value) => number;
  #maximum: number;
  #weight = 0;

  /** `weigh` answers how much of `maximum` a value takes: 1 for each where nothing is said. It must not change. */
  constructor(maximum: number, weigh: (value: Value) => number = () => 1) {
    this.#maximum = maximum;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** From now on this much is held. */
  set maximum(value: number) {
    this.#maximum = value;
    this.#shrink();
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** The value at a key, which counts as used; `undefined` where there is none. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined && !this.#entries.has(key)) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value as Value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value);
    this.#shrink();
  }

  delete(key: Key): void {
    const value = this.#entries.get(key);
    if (!this.#entries.delete(key)) return;
    this.#weight -= this.#weigh(value as Value);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  /** The keys, the longest unused first. */
  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }

  /** The keys with their values, the longest unused first. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries();
  }

  /** The values, the longest unused first. */
  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#weight <= this.#maximum || this.#entries.size === 1) return;
      this.delete(key);
    }
  }
}
