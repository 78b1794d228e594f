/** Things by a word of each; of several with the same one the first, which is the one that a search from the beginning finds. */
export function firstBy<Thing>(things: Iterable<Thing>, wordOf: (thing: Thing) => string): ReadonlyMap<string, Thing> {
  const found = new Map<string, Thing>();
  for (const thing of things) {
    const word = wordOf(thing);
    if (!found.has(word)) found.set(word, thing);
  }
  return found;
}
