import { INPUT_LIMITS } from '../limits.ts';
import type { JsonPath } from './jsonDocument.ts';
import { memberOf } from './suggestion.ts';

/** A copy of a value from which parts are removed, and which knows where in the original the rest stood. */
export class RemainingValue {
  readonly value: unknown;
  /** The original indices of the items of lists from which some were removed. */
  readonly #indices = new Map<unknown, readonly number[]>();
  readonly #removed = new Set<string>();
  /** What is to be removed next, by the object or list it is in. */
  readonly #marked = new Map<object, Set<PropertyKey>>();
  #isWholeMarked = false;

  constructor(value: unknown) {
    this.value = copyOf(value, 0);
  }

  /** The path that a value had before anything was removed. */
  originalPath(path: JsonPath): JsonPath {
    let value = this.value;
    return path.map((step) => {
      const original = this.#indices.get(value)?.[Number(step)] ?? step;
      value = memberOf(value, step);
      return original;
    });
  }

  /** Whether the value with this original path was removed. */
  isRemoved(original: JsonPath): boolean {
    return this.#removed.has(keyOf(original));
  }

  /** Marks the value at a path for removal; where there is none, as for a missing member, the value around it. */
  mark(path: JsonPath): void {
    for (let length = path.length; length > 0; length--) {
      const step = path[length - 1] ?? '';
      const around = path.slice(0, length - 1).reduce<unknown>(memberOf, this.value);
      if (typeof around !== 'object' || around === null || memberOf(around, step) === undefined) continue;
      this.#removed.add(keyOf(this.originalPath(path.slice(0, length))));
      const marked = this.#marked.get(around) ?? new Set();
      this.#marked.set(around, marked.add(Array.isArray(around) ? Number(step) : step));
      // A list of which nothing would be left says something else than its author did.
      if (Array.isArray(around) && marked.size === around.length) this.mark(path.slice(0, length - 1));
      return;
    }
    this.#isWholeMarked = true;
  }

  /** Removes what was marked; false where that is the whole. */
  removeMarked(): boolean {
    if (this.#isWholeMarked) return false;
    for (const [around, steps] of this.#marked) {
      if (Array.isArray(around)) this.#removeItems(around, steps);
      else for (const step of steps) Reflect.deleteProperty(around, step);
    }
    this.#marked.clear();
    return true;
  }

  #removeItems(list: unknown[], steps: ReadonlySet<PropertyKey>): void {
    const kept = [...list.keys()].filter((index) => !steps.has(index));
    const before = this.#indices.get(list);
    this.#indices.set(
      list,
      kept.map((index) => before?.[index] ?? index),
    );
    // In place, and not by spreading: a hostile list has more items than a call takes arguments.
    for (const [place, index] of kept.entries()) list[place] = list[index];
    list.length = kept.length;
  }
}

const keyOf = (path: JsonPath): string => JSON.stringify(path.map(String));

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > INPUT_LIMITS.jsonDepth) return undefined;
  if (Array.isArray(value)) return value.map((item) => copyOf(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member, depth + 1)]));
}
