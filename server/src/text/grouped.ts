import { addTo } from './addTo.ts';

/** Things by what they have in common, in their order (`Map.groupBy`, which Node 20 does not have). */
export function grouped<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}
