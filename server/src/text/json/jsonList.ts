/**
 * A list of a value that is made to be printed as JSON, of which each item is made when somebody comes to it: the places of a
 * megabyte of cells are a hundred times as long as JSON. Each time that somebody goes through it the items are made anew.
 */
export class JsonList<Item> implements Iterable<Item> {
  readonly #make: () => Iterator<Item>;

  constructor(make: () => Iterator<Item>) {
    this.#make = make;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#make();
  }

  /** What `JSON.stringify` prints. */
  toJSON(): readonly Item[] {
    return [...this];
  }
}

/** Items that are there, or that are made one by one. */
export type JsonItems<Item> = readonly Item[] | JsonList<Item>;

/** The list of what is made of each of some things. */
export function jsonListOf<Source, Item>(sources: Iterable<Source>, make: (source: Source) => Item): JsonList<Item> {
  return new JsonList(function* items() {
    for (const source of sources) yield make(source);
  });
}
