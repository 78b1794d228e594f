import type { Item, PropertyValue } from './items.ts';

/**
 * What an edit that changed nothing but values and places made of a unit's items. Whatever the items say of names,
 * labels, references and deletions is as it was.
 */
export interface ValueEdit {
  /** The items that others have come in the place of, with these; all others are the same objects. */
  readonly replaced: ReadonlyMap<Item, Item>;
  /** What stood at this offset of the old text or after it stands `growth` characters later in the new one. */
  readonly end: number;
  readonly growth: number;
}

/**
 * Whether items that were read anew differ from those in their place in values alone: the same properties in the same
 * order, with the same references in their cells, and nothing about them that dtc, or whoever builds a tree, looks at.
 */
export function areSameButForValues(before: readonly Item[], after: readonly Item[]): boolean {
  return before.length === after.length && before.every((item, index) => isSameButForValue(item, after[index]));
}

function isSameButForValue(before: Item, after: Item | undefined): boolean {
  if (before.kind !== 'property' || after?.kind !== 'property') return false;
  const [one, other] = [before.statement, after.statement];
  if (one.name !== other.name || !one.isPlain || !other.isPlain) return false;
  if (one.problems.length > 0 || other.problems.length > 0) return false;
  return isPlainValue(one.value) && isPlainValue(other.value) && haveSameReferences(one.value, other.value);
}

const isPlainValue = ({ hasPaths, labelled, incbins }: PropertyValue): boolean =>
  !hasPaths && !labelled && incbins.length === 0;

function haveSameReferences(one: PropertyValue, other: PropertyValue): boolean {
  if (one.hasPhandles !== other.hasPhandles) return false;
  if (!one.hasPhandles) return true;
  const [before, after] = [referencesIn(one), referencesIn(other)];
  return before.length === after.length && before.every((reference, index) => reference === after[index]);
}

/** What the cells of a value refer to, in their order. */
export const referencesIn = ({ markers }: PropertyValue): string[] =>
  markers.filter(({ kind }) => kind === 'phandle').map(({ text }) => text);
