/** A map whose changes can be taken back; each change costs the same however much the map holds. */
export class JournaledMap<Key, Value> {
  private readonly _values = new Map<Key, Value>();
  /** The keys that were changed, in order, and what each had before. */
  private readonly _keys: Key[] = [];
  private readonly _before: (Value | undefined)[] = [];

  /** What a key has; `undefined` where it has nothing. */
  get(key: Key): Value | undefined {
    return this._values.get(key);
  }

  /** Gives a key a value; `undefined` takes it away. */
  set(key: Key, value: Value | undefined): void {
    this._keys.push(key);
    this._before.push(this._values.get(key));
    this._put(key, value);
  }

  /** A mark of this moment, for `rollBack`. */
  get moment(): number {
    return this._keys.length;
  }

  /** Takes back every change since a moment. */
  rollBack(moment: number): void {
    for (let index = this._keys.length - 1; index >= moment; index--) {
      this._put(this._keys[index] as Key, this._before[index]);
    }
    this._keys.length = Math.min(moment, this._keys.length);
    this._before.length = this._keys.length;
  }

  private _put(key: Key, value: Value | undefined): void {
    if (value === undefined) this._values.delete(key);
    else this._values.set(key, value);
  }
}
