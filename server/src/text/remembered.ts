/**
 * What was worked out for objects of a kind, kept as long as the object that it was worked out for.
 *
 * It is kept with the object and not in a `WeakMap`: V8's collections of young objects take every value of an old
 * `WeakMap` for reachable, so that a value that leads back to its key, as the nodes of a tree do, keeps both until the
 * next collection of everything. An editor makes such a tree at each key.
 */
export class Remembered<Key extends object, Value> {
  readonly #name = Symbol('remembered');

  /** What was remembered for an object; `undefined` where nothing was. */
  get(key: Key): Value | undefined {
    return (key as { readonly [name: symbol]: Value | undefined })[this.#name];
  }

  /** Remembers a value for an object, which copies of the object do not take over. An object that is frozen keeps nothing. */
  set(key: Key, value: Value): void {
    Reflect.defineProperty(key, this.#name, { value, configurable: true, writable: true, enumerable: false });
  }
}
