/** Things by their names; of several with one name the first, which is the one that a search from the beginning finds. */
export function firstByName<Named extends { readonly name: string }>(
  things: readonly Named[],
): ReadonlyMap<string, Named> {
  const byName = new Map<string, Named>();
  for (const thing of things) if (!byName.has(thing.name)) byName.set(thing.name, thing);
  return byName;
}
