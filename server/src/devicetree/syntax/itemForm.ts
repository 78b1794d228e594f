import { badInNodeName, badInPropertyName } from '../tree/nameCharacters.ts';
import type { Item, NodeItem, PropertyItem } from './items.ts';

/** Names of properties that dtc looks at closely. */
const SPECIAL_NAMES = new Set(['name', 'phandle', 'linux,phandle']);

/** Whether dtc's checks have nothing to say about a property for its name. */
export const isPlainName = (name: string): boolean => !SPECIAL_NAMES.has(name) && badInPropertyName(name) === undefined;

/** Whether dtc's checks have nothing to say about a node's name. */
export const isGoodNodeName = (name: string): boolean =>
  badInNodeName(name) === undefined && name.indexOf('@') === name.lastIndexOf('@');

const FEW = 12;

/** Whether a body deletes or includes something, or names two of its properties, or two of its children, alike. */
export function needsCare(items: readonly Item[]): boolean {
  for (const item of items) {
    if (item.kind !== 'property' && item.kind !== 'node') return true;
  }
  if (items.length > FEW) {
    const seen = new Set<string>();
    for (const item of items) {
      if (item.kind !== 'property' && item.kind !== 'node') continue;
      seen.add(item.kind === 'node' ? `${item.name}/` : item.statement.name);
    }
    return seen.size < items.length;
  }
  for (let first = 0; first < items.length; first++) {
    const one = items[first];
    if (one?.kind !== 'property' && one?.kind !== 'node') continue;
    const name = nameOf(one);
    for (let second = first + 1; second < items.length; second++) {
      const other = items[second];
      if (other?.kind === one.kind && nameOf(other as typeof one) === name) return true;
    }
  }
  return false;
}

const nameOf = (item: NodeItem | PropertyItem): string | undefined =>
  item.kind === 'node' ? item.name : item.statement.name;
